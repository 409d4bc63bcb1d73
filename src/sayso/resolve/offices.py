"""What a sentence says of the office of somebody it names: where his titles stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.records import Office, Span
from sayso.resolve.descriptions import Ground
from sayso.resolve.lexicon import Word, words_of
from sayso.resolve.names import bare
from sayso.resolve.office_words import OPENERS, SHORT, SMALL
from sayso.resolve.titles import Bearer, Titles

__all__ = ["Offices"]

#: The longest title that is looked for, in words.
_LONGEST = 14
#: What parts a sentence for good; full stops inside one belong to abbreviations.
_PARTS = r"""(?:[,;:!?()\[\]"“”«»—–]|\s-+\s)"""
_BEHIND = re.compile(r"\s*,\s+((?:(?!" + _PARTS + r").)+)", re.DOTALL)
#: What closes an apposition behind the name, and what makes the name one of a list.
_CLOSED = re.compile(r"\s*(?:[,;:)—–]|[.!?]?\s*$)")
_LISTED = re.compile(r"\s*,?\s+(?:and|or)\b")
#: Another name behind an apposition, as in "X, the chief of police, Sir Y": whose title it is cannot be told.
_NEXT = re.compile(r",\s+[A-Z]")
#: What may follow a title in apposition.
_RELATIVE = re.compile(r"\s+(?:who|whom|whose|since)\b.*$", re.DOTALL)
#: A term of years that is over: "president from 2001 to 2006".
_YEARS = re.compile(r"\s+(?:from|between|in|until|till|during)\b[^,]*\b(?:1[89]|20)\d\ds?\b.*$", re.DOTALL)
#: Ranks and forms of address that may stand between a title and the name.
_FORMS = frozenset(
    "mr mrs ms miss dr sir dame lord lady prof gen maj lt col capt sgt cpl cmdr brig adm hon rev sheikh shaykh "
    "mullah maulana ayatollah haji hajji fr father syed sayyid".split()
)


class Offices:
    """Reads titles on the shipped tables, those of people excepted."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._titles = Titles(ground)

    def of(self, sentence: str, name: Span, near: Sequence[str] = ()) -> tuple[Office, ...]:
        """The offices that the words beside a name say it holds or held; see `Actors.offices`."""
        title, holder = self._parted(name.of(sentence))
        if not holder:
            return ()
        who = Bearer(holder, tuple(near))
        before, behind = sentence[: name.start], sentence[name.end :]
        found = [self._before(before, title, who), self._behind(behind, who)]
        if not any(found):
            found = [self._ahead(before, behind, who)]
        return tuple(dict.fromkeys(office for office in found if office is not None))

    def _parted(self, text: str) -> tuple[Sequence[Word], str]:
        """Titles inside a name, and the full name behind them; ``""`` where there is none."""
        words = words_of(text)
        cut = 0
        while len(words) - cut > 2:
            role, end = self._ground.roles.at(words, cut)
            if role is None and words[cut].key not in _FORMS and words[cut].key not in SHORT:
                country, end = self._ground.countries.at(words, cut, ())
                if country is None or self._ground.roles.at(words, end)[0] is None:
                    break
            cut = max(end, cut + 1)
        if len(words) - cut < 2:
            return (), ""
        parts = [bare(w.text) for w in words[cut:]]
        full = 2 <= len(parts) <= 5 and all(_like_a_name(p) for p in parts) and parts[0][:1].isupper()
        clean = "," not in text and parts[-1][:1].isupper() and len(parts[-1].strip(".")) > 1
        return (words[:cut], " ".join(parts)) if full and clean else ((), "")

    def _before(self, text: str, title: Sequence[Word], who: Bearer) -> Office | None:
        """As in "met Peruvian Foreign Minister X": the longest title that ends where the name begins."""
        segment = re.split(_PARTS, text)[-1]
        return self._ending((*words_of(" ".join(segment.split()[-_LONGEST:])), *title), who)[0]

    def _ending(self, words: Sequence[Word], who: Bearer) -> tuple[Office | None, int]:
        """The longest title at the words' end, and where it begins."""
        while words and words[-1].key in _FORMS:
            words = words[:-1]
        # No title begins behind the last word that can head one; mostly there is none.
        head = self._titles.last_head(words)
        for start in range(0 if head is None else min(head + 2, len(words))):
            found = self._titles.read(words[start:], who, ahead=words[start - 1] if start else None)
            if found is not None:
                return found, start
        return None, len(words)

    def _behind(self, text: str, who: Bearer) -> Office | None:
        """As in "X, the mayor of Quito, said": a title that is the whole of an apposition."""
        found = _BEHIND.match(text)
        if found is None or _NEXT.match(text, found.end()):
            return None
        segment = _RELATIVE.sub("", found.group(1))
        over = _YEARS.sub("", segment)
        words = words_of(over.rstrip(" ."))
        if words and words[-1].key in SHORT:
            # "X, Ohio Gov." is cut off before the next name.
            return None
        if words and words[0].key in ("now", "currently", "also"):
            words = words[1:]
        office = self._titles.read(words[:_LONGEST], who, ahead=None) if len(words) <= _LONGEST else None
        return replace(office, former=True) if office is not None and over != segment else office

    def _ahead(self, before: str, behind: str, who: Bearer) -> Office | None:
        """As in "The mayor of Quito, X, said": a title that X stands in apposition to."""
        text = before.rstrip()
        if not text.endswith(",") or not _CLOSED.match(behind) or _LISTED.match(behind):
            return None
        parts = re.split(_PARTS, text[:-1])
        words = words_of(" ".join(parts[-1].split()[-_LONGEST:]))
        office, start = self._ending(words, who)
        if office is None or (len(parts) > 1 and start == 0):
            # Between two commas it may as well belong to whoever stands before it.
            return None
        return None if words[0].key in OPENERS and start > 0 else office


def _like_a_name(word: str) -> bool:
    return word[:1].isupper() or word.lower().split("-")[0] in SMALL
