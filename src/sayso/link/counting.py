"""How many independent origins the accounts of one event have, and whether one speaker carries them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sayso.classes import dataclass
from sayso.lang.folding import fold, same_words
from sayso.records import Account, SpeakerKind

__all__ = ["Counted", "count_origins", "origin_groups"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Independent origins: the count, and the interval it surely lies in.

    ``certain`` counts what is independent even if every doubtful tie is one, ``possible`` what is if none is.
    ``rests_on`` is the named speaker to whom every account leads, None where not all lead to one.
    """

    n: int
    certain: int
    possible: int
    rests_on: str | None


class _Ties:
    """Sets of things that hang together, joined pair by pair; named by the smallest member."""

    def __init__(self, every: Iterable[str]) -> None:
        self._leader = {one: one for one in every}

    def of(self, one: str) -> str:
        while self._leader[one] != one:
            one = self._leader[one]
        return one

    def tie(self, a: str, b: str) -> None:
        a, b = self.of(a), self.of(b)
        self._leader[max(a, b)] = min(a, b)

    def groups(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in self._leader:
            found[self.of(one)].append(one)
        return found


def origin_groups(accounts: Sequence[Account]) -> dict[str, str]:
    """For each claim the text it has its words from: an origin's id, or the smallest report of several.

    Reports share their words, as far as this event goes, where copies were found to be of one origin. Where
    copies have not been looked for, they do where the texts are the same, or a sentence of their evidence is.
    """
    own = {a.claim.claim_id: a.origin or a.claim.article_id for a in accounts}
    ties = _Ties(own.values())
    first_with: dict[str, str] = {}
    for account in accounts:
        here = own[account.claim.claim_id]
        if account.origin:
            continue
        for mark in (account.text_sha256, same_words(account.claim.evidence.sentence)):
            ties.tie(here, first_with.setdefault(mark, here))
    return {claim: ties.of(origin) for claim, origin in own.items()}


def count_origins(accounts: Sequence[Account]) -> Counted:
    """Number of independent origins of accounts of one event.

    What has one text is one origin. Texts of one newsroom (the agency, else the publisher) that speak in
    their own voice are one as well, and so are texts that rest on the same named speaker alone.
    """
    texts = _texts(accounts)
    n = _independent(texts, doubtful=False)
    everybody = {key for text in texts.values() for key in text.speakers}
    alone = len(everybody) == 1 and all(t.speakers and not t.own_voice for t in texts.values())
    names = sorted(name for text in texts.values() for name in text.speakers.values())
    return Counted(
        n=n,
        certain=_independent(texts, doubtful=True),
        possible=max(n, _possible(texts)),
        rests_on=names[0] if alone else None,
    )


@dataclass(slots=True)
class _Text:
    """What the accounts of one text rest on."""

    speakers: dict[str, str]
    unnamed: set[str]
    newsrooms: set[str]
    own_voice: bool = False


def _texts(accounts: Sequence[Account]) -> dict[str, _Text]:
    group_of = origin_groups(accounts)
    texts: dict[str, _Text] = defaultdict(lambda: _Text({}, set(), set()))
    for account in accounts:
        text = texts[group_of[account.claim.claim_id]]
        speaker = account.claim.named_speaker
        if speaker is not None:
            text.speakers[f"{fold(speaker.name)} {speaker.country or ''}"] = speaker.name
        elif account.claim.attribution:
            # Nobody can be asked again, so it is the report's own word; two may still mean the same people.
            last = account.claim.attribution[-1]
            text.unnamed.add(f"{fold(last.name)} {last.country or ''}")
        if speaker is None:
            text.own_voice = True
        if speaker is not None and speaker.kind is SpeakerKind.OUTLET:
            # "told the agency": the agency's own report has the same voice
            text.newsrooms.add(fold(speaker.name))
        elif room := account.voice or account.publisher:
            text.newsrooms.add(fold(room))
    return texts


def _independent(texts: Mapping[str, _Text], *, doubtful: bool) -> int:
    """Texts that do not hang together; ``doubtful`` ties count as well, if asked."""
    ties = _Ties(texts)
    rooms: dict[str, str] = {}
    speakers: dict[str, str] = {}
    nameless: list[str] = []
    for name in sorted(texts):
        text = texts[name]
        if text.own_voice:
            # Copies under several mastheads stand for one text; any one of their names will do.
            if text.newsrooms:
                ties.tie(name, rooms.setdefault(min(text.newsrooms), name))
            else:
                nameless.append(name)
        elif len(text.speakers) == 1 or doubtful:
            for key in sorted(text.speakers):
                ties.tie(name, speakers.setdefault(key, name))
        if doubtful:
            for key in sorted(text.unnamed):
                ties.tie(name, speakers.setdefault(key, name))
            for room in sorted(text.newsrooms):
                ties.tie(name, rooms.setdefault(room, name))
    if doubtful and len(texts) > len(nameless):
        # a report that names neither publisher nor agency may be a rewriting of any of the others
        named = min(name for name in texts if name not in nameless)
        for name in nameless:
            ties.tie(name, named)
    elif doubtful:
        for name in nameless:
            ties.tie(name, nameless[0])
    return max(1, len(ties.groups()))


def _possible(texts: Mapping[str, _Text]) -> int:
    """The most there can be: every text that does not rest on one shared speaker alone."""
    shared = {frozenset(t.speakers) for t in texts.values() if t.speakers and not t.own_voice}
    return len(shared) + sum(t.own_voice or not t.speakers for t in texts.values())
