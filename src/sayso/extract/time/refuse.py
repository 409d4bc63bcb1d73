"""Words that look like a time and are none: "may", "the second", "2000 people", somebody called April."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.tree import Tree
from sayso.lang.grammar import Match
from sayso.records import SentenceReading

__all__ = ["Refuser"]


class _Written(Protocol):
    """A word: its text and the word of the sentence it is part of."""

    @property
    def text(self) -> str: ...
    @property
    def token(self) -> int: ...


#: Words before a bare month, season or year that make it one.
_LEADS = frozenset(
    "as of in on during by until till since from through throughout before after at over within between for "
    "to and or about around starting beginning dated than like late early mid last next this each every the "
    "( , - – back".split()
)
#: Words after which a number in digits is no year.
_NO_YEAR = frozenset("$ € £ ¥ no. number flight route highway resolution page room than of".split())
_FOR = frozenset("for in within over after until".split())
_NAMES = frozenset({"person", "organisation"})


class Refuser:
    """Asks of one match at a time whether the words around it speak against it."""

    def __init__(
        self, words: Sequence[_Written], tree: Callable[[], Tree], sentence: SentenceReading, spelled: str
    ) -> None:
        self._words = words
        self._tree = tree
        self._sentence = sentence
        self._spelled = spelled

    def __call__(self, match: Match, said: Expr, *, joined: bool) -> bool:
        """Whether the match is no time here; ``joined`` where it goes on from a time before it ("to May")."""
        check = _CHECKS.get(match.rule)
        return check is not None and check(self, match, said, joined)

    # -------------------------------------------------------------- the words around

    def word(self, i: int) -> str:
        """Word ``i`` in lower case, "" outside the sentence."""
        return self._words[i].text.lower() if 0 <= i < len(self._words) else ""

    def tag(self, i: int) -> str:
        """Part of speech of word ``i``."""
        if not 0 <= i < len(self._words):
            return ""
        return self._sentence.tokens[self._words[i].token].upos

    def named(self, i: int) -> str:
        """The kind of name word ``i`` is part of, "" if it is part of none."""
        at = self._words[i].token
        for m in self._sentence.mentions:
            if m.start <= at < m.end:
                return m.label
        return ""

    def month(self, match: Match, said: Expr, joined: bool) -> bool:
        """A month by itself: not a modal or verb, nobody's name."""
        a, b = match.parts["m"]
        if match.parts.keys() & {"y", "k", "r"} or match.end - match.start > 1:
            return False
        del said, joined, b
        if self.tag(a) in ("AUX", "VERB", "ADV"):
            return True
        if self.named(a) == "person":
            return True
        word = self._words[a].text
        if (
            word == "March"
            and a > 0
            and self._words[a - 1].text[:1].isupper()
            and self.word(a - 1) not in _LEADS
            and self.tag(a - 1) in ("PROPN", "ADJ")
        ):
            return True  # "the Long March"
        return word.isupper() and len(word) == 3 and self.word(a + 1) != "." and self.named(a) in _NAMES

    def year(self, match: Match, said: Expr, joined: bool) -> bool:
        """Four digits by themselves: no count, no amount, no part of a name or number."""
        if match.end - match.start > 1:
            return False
        at, year = match.start, said.year or 0
        before, after = self.word(at - 1), self.word(at + 1)
        if before in (
            "$",
            "€",
            "£",
            "¥",
            "#",
            "no.",
            "number",
            "flight",
            "route",
            "highway",
            "resolution",
            "page",
            "room",
        ):
            return True
        if after in (
            "%",
            "percent",
            "per",
            "people",
            "troops",
            "soldiers",
            "km",
            "miles",
            "meters",
            "metres",
            "hours",
            "gmt",
        ):
            return True
        if before in ("-", "–", "/") and self.tag(at - 2) in ("PROPN", "NUM") and not joined:
            return self._sentence.tokens[self._words[at - 1].token].span.start == self._end(at - 2)
        if 1900 <= year <= 2099:
            return self._counts(at)
        return not (joined or before in _LEADS) or self._counts(at)

    def _end(self, i: int) -> int:
        """The character at which word ``i`` ends."""
        return self._sentence.tokens[self._words[i].token].span.end if i >= 0 else -1

    def _counts(self, at: int) -> bool:
        """Whether a number in digits counts the plural noun after it: "2000 people"."""
        tree = self._tree()
        top = self._words[at].token
        head = tree[top].head
        if tree.rel(top) != "nummod" or not 0 < head - top <= 3 or tree[head].upos != "NOUN":
            return False
        if not tree.feat(head, "Number=Plur"):
            return False
        return not (top > 0 and tree[top - 1].upos in ("DET", "PRON", "PART"))

    def season(self, match: Match, said: Expr, joined: bool) -> bool:
        """A season by itself: a noun after a word that makes it a time."""
        a, _b = match.parts["s"]
        if match.parts.keys() & {"y", "k", "r"}:
            return False
        if self.tag(a) not in ("NOUN", "PROPN", "ADJ") or self.named(a) in _NAMES:
            return True
        del said
        if self.word(a) == "fall" and self.word(a + 1) == "of":
            return True
        return not (joined or self.word(match.start - 1) in _LEADS or self.word(match.start) == "the")

    def second(self, match: Match, said: Expr, joined: bool) -> bool:
        """The second of something is an ordinal; ages are no times."""
        del joined
        if said.unit == "second" and said.sort in (Sort.DURATION, Sort.UNIT, Sort.STRETCH):
            u = match.parts.get("u", (match.end - 1, match.end))[0]
            if self.tag(u) != "NOUN":
                return True
        if self.word(match.end) in ("old", "-old") or (
            self.word(match.end) == "-" and self.word(match.end + 1) == "old"
        ):
            return True
        if self.word(match.end) == "of" and self.word(match.end + 1) == "age":
            return True
        if self.word(match.start - 1) in ("aged", "$", "€", "£"):
            return True
        n = match.parts.get("n")
        u = match.parts.get("u", (match.end - 1, match.end))[0]
        if self.tag(u) == "VERB":
            return True
        if n is None and match.rule == "duration_vague":
            # "for years", "weeks before the vote"; others count what stands before them
            before, after = self.word(match.start - 1), self.word(match.end)
            return before not in _FOR and after not in ("before", "after", "-", "of", "to")
        return False

    def current(self, match: Match, said: Expr, joined: bool) -> bool:
        """Current as a noun flows; "present" is a time only as an adjective that says now."""
        del said, joined
        word = self.word(match.start)
        if word in ("current", "present", "recent", "future", "previous") and match.end - match.start == 1:
            if word == "present":
                return self.tag(match.start) != "ADJ" or self.word(match.start - 1) in (
                    "was",
                    "were",
                    "is",
                    "are",
                    "be",
                )
            return self.tag(match.start) not in ("ADJ", "NOUN") or (
                word == "current" and self.tag(match.start) == "NOUN"
            )
        if word == "soon":
            return self.word(match.start - 1) == "as" or self.word(match.end) == "as"
        return False

    def clock(self, match: Match, said: Expr, joined: bool) -> bool:
        """Digits are an hour only beside words that say so."""
        del joined
        t = match.parts.get("t")
        if t is None:
            return False
        shape_only = (
            t[1] - t[0] == 1 and self.word(t[0]).replace(".", "").isdigit() and "." in self.word(t[0])
        )
        if shape_only and "z" not in match.parts:
            return True
        del said
        return self.word(t[1]) in ("%", "percent", "million", "billion")

    def the_unit(self, match: Match, said: Expr, joined: bool) -> bool:
        """As in "for the year", "the week's": after a preposition, as owner or subject of nothing else."""
        del joined
        if said.sort is Sort.WEEKEND:
            return False
        before, after = self.word(match.start - 1), self.word(match.end)
        if after in ("'s", "’s"):
            return False
        return before not in (
            "for",
            "in",
            "of",
            "during",
            "over",
            "on",
            "within",
            "throughout",
            "through",
            "earlier",
            "later",
            "by",
        )

    def stretch(self, match: Match, said: Expr, joined: bool) -> bool:
        """As for `second`: "the last three" of what is no unit is caught by the pattern."""
        return self.second(match, said, joined)

    def story(self, match: Match, said: Expr, joined: bool) -> bool:
        """As in "a year before the vote": it counts from the vote, not from a time told."""
        del said, joined
        w = match.parts.get("w")
        if w is None or self.word(w[0]) not in ("before", "after"):
            return False
        return bool(self.word(match.end)) and self.word(match.end) not in (",", ".", ";", ")", ":", "-")


_Check = Callable[[Refuser, Match, Expr, bool], bool]
_CHECKS: dict[str, _Check] = {
    "month": Refuser.month,
    "year": Refuser.year,
    "season": Refuser.season,
    "duration": Refuser.second,
    "duration_vague": Refuser.second,
    "unit": Refuser.second,
    "stretch": Refuser.stretch,
    "later": Refuser.story,
    "now": Refuser.current,
    "before": Refuser.current,
    "after": Refuser.current,
    "clock": Refuser.clock,
    "the_unit": Refuser.the_unit,
}
