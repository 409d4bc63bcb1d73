"""Time expressions of a sentence, normalised against the day the report speaks from.

Without a day of publication only dates that name their year resolve; the words are kept in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import regex

from sayso.extract.calendar_rules import RULES, Asked, Said, Tense
from sayso.extract.timing import top_of
from sayso.extract.tree import Tree
from sayso.lang.calendar import EXPRESSIONS, TIME_HINT, Expression, Interval, day
from sayso.records import Article, SentenceReading, Span, TimeRange

__all__ = ["document_day", "times_in"]

#: Days by which a dateline may be older than the publication it is believed over.
_DATELINE_AGE = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class _Atom:
    """An expression with its pattern compiled."""

    expression: Expression
    pattern: regex.Pattern[str]

    @property
    def fixed(self) -> bool:
        """Whether it means the same on every day."""
        return self.expression.kind == "fixed"


_ATOMS = tuple(_Atom(e, regex.compile(rf"(?<![\w$€£])(?:{e.pattern})")) for e in EXPRESSIONS)
_HINT = regex.compile(TIME_HINT)


# ------------------------------------------------------------------ finding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """An atom in the text; ``begin`` may lie before ``core`` by the preposition ``lead``."""

    begin: int
    core: int
    end: int
    lead: str
    atom: _Atom
    said: Said


#: Prepositions whose words belong to the time.
_OWN_LEADS = (
    "as of|as early as|prior to|on|in|during|by|until|till|since|from|through|throughout|before|after|at|over|within|"
    "between|late on|early on"
)
#: Others only show that a bare month or year is one.
_LEAD = regex.compile(
    rf"(?<![\w-])(?:(?P<own>{_OWN_LEADS})|(?P<other>for|of|to|and|or|about|around|starting|beginning|dated|than|as|like))"
    r" (?P<eve>the (?:night|morning|evening|afternoon|day|week|month|eve) of )?$",
    regex.IGNORECASE,
)
_JOIN = regex.compile(r" ?(?P<word>to|through|until|till|thru|and|-|–|—) ?(?:the )?", regex.IGNORECASE)
#: Characters before an expression that its lead may take.
_REACH = 34


def document_day(article: Article) -> date | None:
    """The day a report speaks from: its dateline's, where that is a few days before publication at most.

    None where the day of publication is not known: a dateline seldom names its year.
    """
    published, line = article.published, article.dateline
    if published is None or line is None:
        return published
    asked = Asked(today=published, tense="past")
    for hit in _hits(line.of(article.text)):
        said = _resolved(hit, asked)
        if (
            said is not None
            and said.first == said.last
            and timedelta(0) <= published - said.first <= _DATELINE_AGE
        ):
            return said.first
    return published


def times_in(sentence: SentenceReading, article: Article) -> tuple[TimeRange, ...]:
    """Times of a sentence, in order, not overlapping; the longest match at each place wins."""
    if not sentence.tokens:
        return ()
    base = sentence.tokens[0].span.start
    text = article.text[base : sentence.tokens[-1].span.end]
    if _HINT.search(text) is None:
        return ()
    finder = _Finder(sentence, article, base)
    return tuple(finder.ranges(list(_hits(text, finder.licensed))))


def _hits(text: str, licensed: Callable[[int, int], bool] = lambda _a, _b: False) -> Iterator[_Hit]:
    """Non-overlapping atoms, earliest first, then longest, then in the order of the table.

    ``licensed`` says of a bare year or month [a, b) whether the words around it make it a time.
    """
    rows = sorted(
        (
            (m.start(), -m.end(), order, m)
            for order, atom in enumerate(_ATOMS)
            for m in atom.pattern.finditer(text)
        ),
        key=lambda row: row[:3],
    )
    last = 0
    for core, minus_end, order, m in rows:
        if core < last or m.end() == core:
            continue
        atom, end = _ATOMS[order], -minus_end
        lead = _LEAD.search(text, max(last, core - _REACH), core)
        joined = last > 0 and _JOIN.fullmatch(text, last, core) is not None
        if atom.expression.needs == "lead" and lead is None and not joined and not licensed(core, end):
            continue
        said = Said({k: v for k, v in m.groupdict().items() if v})
        if lead is not None and lead["eve"] and "eve" in lead["eve"].lower():
            said["eve"] = "eve"
        own = lead is not None and (lead["own"] is not None)
        begin = lead.start() if lead is not None and own else core
        word = (lead["own"] or lead["other"]).lower() if lead is not None else ""
        yield _Hit(begin=begin, core=core, end=end, lead=word, atom=atom, said=said)
        last = end


def _resolved(hit: _Hit, asked: Asked) -> Interval | None:
    """The days an expression means; None where that needs a day of publication and there is none."""
    if asked.today is None and not (hit.atom.expression.kind):
        return None
    try:
        found = RULES[hit.atom.expression.rule](hit.said, asked.today or date.min, asked)
        if found is not None and hit.said["eve"]:
            return day(found.first - timedelta(days=1))
    except (ValueError, OverflowError):  # a 31st of February, a year 0
        return None
    return found


class _Finder:
    """One sentence while its times are made."""

    def __init__(self, sentence: SentenceReading, article: Article, base: int) -> None:
        self._tree = Tree(sentence)
        self._article = article
        self._base = base
        self._today = document_day(article)

    def ranges(self, hits: Sequence[_Hit]) -> Iterator[TimeRange]:
        """Hits as times: joined to ranges where they are, each seen from the one before."""
        story: Interval | None = None
        at = 0
        while at < len(hits):
            hit, other = hits[at], hits[at + 1] if at + 1 < len(hits) else None
            at += 1
            span = self._span(hit.begin, hit.end)
            if self._article.dateline is not None and self._article.dateline.overlaps(span):
                continue
            tense = self._tense(hit)
            if hit.atom.expression.needs == "ahead" and tense != "ahead":
                continue
            asked = Asked(today=self._today, tense=tense, story=story)
            if other is not None and self._joins(hit, other):
                at += 1
                said = _between(hit, other, asked)
                yield _range(self._span(hit.begin, other.end), self._article.text, said)
            else:
                modifies = self._modifies(hit)
                if modifies and hit.begin < hit.core:
                    hit = replace(hit, begin=hit.core, lead="")
                said, extent = self._one(hit, asked)
                yield extent
            story = said or story

    def _one(self, hit: _Hit, asked: Asked) -> tuple[Interval | None, TimeRange]:
        if hit.lead == "since":
            asked = replace(asked, tense="past")
        said = _resolved(hit, asked)
        span = self._span(hit.begin, hit.end)
        if said is None:
            return None, _range(span, self._article.text, None)
        return said, _bounded(said, hit.lead, asked, span, self._article.text)

    def _span(self, begin: int, end: int) -> Span:
        return Span(self._base + begin, self._base + end)

    def _joins(self, hit: _Hit, other: _Hit) -> bool:
        """Whether two expressions are the ends of one stretch: "from A to B", "between A and B", "A–B"."""
        text = self._article.text
        between = _JOIN.fullmatch(text, self._base + hit.end, self._base + other.core)
        if between is None:
            return False
        return between["word"].lower() != "and" or hit.lead == "between"

    # -------------------------------------------------------------- the words around

    def _top(self, begin: int, end: int) -> int | None:
        """The word of [begin, end) that hangs on a word outside."""
        return top_of(self._tree, self._span(begin, end))

    def licensed(self, begin: int, end: int) -> bool:
        """Whether a bare year or month describes a noun after it ("the 2008 crisis") or stands in brackets."""
        text = self._article.text
        a, b = self._base + begin, self._base + end
        if text[a - 1 : a] == "(" and text[b : b + 1] == ")":
            return True
        top = self._top(begin, end)
        if top is None:
            return False
        tree, head = self._tree, self._tree[top].head
        if not 0 < head - top <= 3 or tree[head].upos not in ("NOUN", "PROPN"):
            return False
        if any(t.upos in ("PUNCT", "VERB") for t in tree.tokens[top + 1 : head]):
            return False
        if not text[a:b].isdigit():
            return tree[head].upos == "NOUN"
        plural = tree.feat(head, "Number=Plur") and tree[head].upos == "NOUN"
        return not plural or (top > 0 and tree[top - 1].upos in ("DET", "PRON", "PART"))

    def _modifies(self, hit: _Hit) -> bool:
        """Whether an expression describes the noun after it: its preposition is then that noun's."""
        top = self._top(hit.core, hit.end)
        if top is None:
            return False
        rest = self._article.text[self._base + hit.end : self._base + hit.end + 2]
        if rest in ("'s", "’s"):
            return True
        head = self._tree[top].head
        close = top < head <= top + 4 and self._tree[head].upos in ("NOUN", "PROPN")
        return close and self._tree.rel(top) in ("compound", "nummod", "amod", "nmod")

    def _tense(self, hit: _Hit) -> Tense:
        top = self._top(hit.core, hit.end)
        return "open" if top is None else _tense_at(self._tree, top)


# ------------------------------------------------------------------ ranges


def _between(hit: _Hit, other: _Hit, asked: Asked) -> Interval | None:
    """From one expression to another; the first is seen from the second, or the second from the first.

    "March to May 2023" begins in March 2023, "will last from Friday to Tuesday" ends after that Friday.
    """
    if asked.ahead and not other.atom.fixed:
        first = _resolved(hit, asked)
        last = None if first is None else _resolved(other, replace(asked, today=first.first))
    else:
        last = _resolved(other, asked)
        first = None if last is None else _resolved(hit, replace(asked, today=last.last, tense="past"))
    if first is None or last is None or first.first > last.last:
        return None
    grain = first.grain if (first.last - first.first) <= (last.last - last.first) else last.grain
    return Interval(first.first, last.last, f"{_left(first.edtf)}/{_right(last.edtf)}", grain)


def _left(edtf: str) -> str:
    return edtf.split("/", maxsplit=1)[0]


def _right(edtf: str) -> str:
    return edtf.rsplit("/", 1)[-1]


def _bounded(said: Interval, lead: str, asked: Asked, span: Span, text: str) -> TimeRange:
    """An expression under its preposition: "since" ends today, "until" and "by" end with it."""
    today = asked.today
    if today is None or lead not in (
        "since",
        "until",
        "till",
        "through",
        "by",
        "before",
        "prior to",
        "after",
    ):
        return _range(span, text, said)
    first: date | None = said.first
    last: date | None = said.last
    if lead == "since":
        if said.first > today:
            return _range(span, text, said)
        last, edtf = today, f"{_left(said.edtf)}/{today.isoformat()}"
    elif lead == "after":
        first = said.last + timedelta(days=1)
        if first > today:
            last, edtf = None, f"{first.isoformat()}/.."
        else:
            last, edtf = today, f"{first.isoformat()}/{today.isoformat()}"
    else:
        if lead in ("before", "prior to"):
            last = said.first - timedelta(days=1)
            end = last.isoformat()
        else:
            end = _right(said.edtf)
        ahead = last is not None and last > today
        if last == today and lead != "by":
            return _range(span, text, said)
        first = today if ahead else None
        edtf = f"{today.isoformat()}/{end}" if ahead else f"../{end}"
    return TimeRange(
        text=span.of(text),
        span=span,
        edtf=edtf,
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        grain=said.grain,
    )


def _range(span: Span, text: str, said: Interval | None) -> TimeRange:
    if said is None:
        return TimeRange(text=span.of(text), span=span)
    return TimeRange(
        text=span.of(text),
        span=span,
        edtf=said.edtf,
        earliest=said.first.isoformat(),
        latest=said.last.isoformat(),
        grain=said.grain,
    )


# ------------------------------------------------------------------ tense

#: Auxiliaries that point ahead. "could" and "might" do so less surely, but seldom with a day behind us.
_AHEAD = frozenset("will 'll ’ll wo shall would may might could can should must ca".split())
#: What is planned lies ahead even where the word that says so has no auxiliary ("due on Friday").
_PLANS = frozenset("expect schedule due plan set slate book arrange likely anticipate".split())
#: Verbs whose infinitive happened when they are past ("managed to enter the town on Monday").
_DONE = frozenset(
    "manage fail begin start continue cease force compel have able go come stop use help get try attempt seem appear "
    "happen turn prove say believe report think know allege claim understand find dare bother forget remember".split()
)
#: Verbs that stay in the present when they speak of what is behind us.
_TELLS = frozenset("say follow come mark show know remain be have".split())


def _tense_at(tree: Tree, i: int) -> Tense:
    """Which way the verb of a time looks: the nearest verb above it, else the nearest in the sentence."""
    direct = True
    for at in (i, *tree.ancestors(i)):
        if at != i and (tree.is_verbal(at) or tree.of(at, "cop")):
            return _verb_tense(tree, at, direct=direct)
        if at != i and tree[at].lemma.lower() in _PLANS:
            return "ahead"
        # a time that describes a noun is not the time of that noun's verb
        direct = direct and (at == i or tree[at].upos != "NOUN")
    verbs = [v for v in range(len(tree)) if tree[v].upos == "VERB"]
    if not verbs:
        return "open"
    return _verb_tense(tree, min(verbs, key=lambda v: abs(v - i)), direct=False)


def _verb_tense(tree: Tree, verb: int, *, direct: bool) -> Tense:
    """Which way a verb looks; ``direct`` where the time is its own and not that of a noun below it."""
    helpers = {tree[c].text.lower() for c in tree.of(verb, "aux", "cop")}
    if helpers & _AHEAD:
        return "ahead" if "have" not in helpers else "past"
    if tree[verb].lemma.lower() in _PLANS and direct:
        return "ahead"
    if helpers & {"has", "have", "had", "'ve", "’ve", "'d", "’d", "having", "did", "was", "were"}:
        return _was_to(tree, verb)
    if tree.feat(verb, "VerbForm=Inf"):
        return _infinitive(tree, verb)
    if tree.feat(verb, "Tense=Past"):
        return "past"
    progressive = tree.feat(verb, "VerbForm=Ger") or tree.feat(verb, "Tense=Pres")
    if helpers & {"is", "are", "'re", "’re", "'s", "’s", "am", "be"}:
        return "ahead" if progressive and direct else "open"
    if tree.feat(verb, "VerbForm=Ger") or tree.feat(verb, "VerbForm=Part"):
        head = tree[verb].head
        return _verb_tense(tree, head, direct=False) if head >= 0 and tree.is_verbal(head) else "open"
    if tree.feat(verb, "Tense=Pres") and direct and tree[verb].lemma.lower() not in _TELLS:
        return "ahead"
    return "open"


def _was_to(tree: Tree, verb: int) -> Tense:
    """As in "Were to leave on Sunday": an infinitive under "be" lies ahead, everything else is past."""
    marked = any(tree[c].text.lower() == "to" for c in tree.of(verb, "mark"))
    be = any(tree[c].lemma == "be" for c in tree.of(verb, "aux"))
    return "ahead" if marked and be and tree.feat(verb, "VerbForm=Inf") else "past"


def _infinitive(tree: Tree, verb: int) -> Tense:
    """An infinitive lies ahead of the word it hangs on, unless that says it was done."""
    head, rel = tree[verb].head, tree.rel(verb)
    if head < 0:
        return "ahead"
    if rel == "conj":
        return _verb_tense(tree, head, direct=True)
    done = tree[head].lemma.lower() in _DONE or rel == "advcl"
    if done and (tree.is_verbal(head) or tree.of(head, "cop")):
        return _verb_tense(tree, head, direct=True)
    return "ahead"
