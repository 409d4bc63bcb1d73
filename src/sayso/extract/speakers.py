"""Who a source phrase names: a speaker with kind, name, country and affiliation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.extract.parties import Parties, Party
from sayso.extract.speech import Frame, sentence_at
from sayso.extract.tree import Tree
from sayso.extract.unnamed import count_in, reason_unnamed, role_in
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Article, Span, Speaker, SpeakerKind

__all__ = ["speaker_of"]

_UNNAMED = re.compile(
    r"\b(?:unnamed|unidentified|anonymous|undisclosed|sources?|insiders?|people familiar|person familiar|"
    r"(?:an?|one|two|three|several|some|senior|top|many)\s+(?:[\w.-]+\s+){0,3}?"
    r"(?:officials?|diplomats?|aides?|sources?|advisers?|advisors?)|"
    r"condition of anonymity|not to be named|officials familiar|briefed on)\b",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:news (?:agency|site|outlet|website|channel|service)|(?:state|local|official) media|"
    + "|".join(sorted(word_set("attribution.outlet")))
    + r")\b(?!['’]s|s['’]| (?:editor|reporter|correspondent|journalist|owner|director|spokes))"
)
#: One person, or a counted few, without a name.
_SOMEBODY = re.compile(
    r"^(?:an?|another|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|a few)\s", re.IGNORECASE
)
#: Who is usually kept nameless, even in general.
_NAMELESS = frozenset({"official", "source", "aide", "diplomat", "adviser", "advisor", "insider", "person"})
#: Bodies that are spoken of in the plural.
_BODIES = frozenset(
    {"police", "prosecutor", "authority", "court", "government", "guard", "coastguard", "army", "military"}
)
#: Kinds of speakers that can be actors themselves.
_ACTORS = frozenset({SpeakerKind.PERSON, SpeakerKind.INSTITUTION, SpeakerKind.OUTLET})
_DOCUMENT = word_set("attribution.document")
_COLLECTIVE = word_set("attribution.collective")
_AFFILIATED = re.compile(
    r"\b(?:at|of|for|with|from)\s+(?:the\s+)?((?:[A-Z][\w.&'’-]*|of|the|for|and|on|in)(?:\s+(?:[A-Z][\w.&'’-]*|of|the|for|and|on|in))*)"
)


def speaker_of(frame: Frame, article: Article, trees: Sequence[Tree], parties: Parties) -> Speaker | None:
    """The speaker of a frame, None if it names none."""
    source = frame.source
    if source is None:
        return None
    number = sentence_at(article, source.start)
    text = source.of(article.text)
    tree = trees[number]
    head = _head_of(source, tree)
    party = _party_in(source, number, tree, parties, head)
    kind = _kind_of(text, party, tree[head].lemma.lower(), human=_is_human(tree, head, party))
    if frame.depth < 0 and kind in (SpeakerKind.INSTITUTION, SpeakerKind.COLLECTIVE):
        kind = SpeakerKind.OUTLET
    unnamed = kind is SpeakerKind.UNNAMED
    count = count_in(text) if unnamed else None
    anonymity = _reason(number, tree[head].text, article) if unnamed else None
    if party is None:
        name = _name(text)
        return Speaker(text=text, span=source, name=name, kind=kind, count=count, anonymity=anonymity)
    shown = party.span if party.pronoun or source.contains(party.span) else source
    named = party.match.named and kind is not SpeakerKind.UNNAMED
    name = (
        party.match.name if named or (kind is SpeakerKind.INSTITUTION and not party.pronoun) else _name(text)
    )
    if party.pronoun:
        name = party.match.name
    if kind in (SpeakerKind.COLLECTIVE, SpeakerKind.UNNAMED, SpeakerKind.DOCUMENT):
        shown, name = source, _name(text)
    return Speaker(
        text=shown.of(article.text),
        span=shown,
        name=name,
        kind=kind,
        country=party.match.country,
        affiliation=_affiliation(text, source, party, number, parties)
        if kind is SpeakerKind.PERSON
        else None,
        actor_id=party.match.actor_id if kind in _ACTORS else None,
        role=role_in(text, party.text) if kind is SpeakerKind.PERSON and party.match.named else None,
        count=count,
        anonymity=anonymity,
    )


def _reason(number: int, noun: str, article: Article) -> str | None:
    """Why a speaker is not named: told in his sentence, or in the next one that begins with him."""
    told = reason_unnamed(article.sentences[number].span.of(article.text))
    if told is not None or number + 1 >= len(article.sentences):
        return told
    behind = article.sentences[number + 1].span.of(article.text)
    again = re.match(rf"(?:The\s+(?:\w+\s+)?{re.escape(noun)}s?|He|She|They)\b", behind)
    return reason_unnamed(behind) if again is not None else None


def _head_of(source: Span, tree: Tree) -> int:
    """The word that heads a source phrase: of several, a nominal one that modifies nothing, else the last."""
    inside = [i for i, t in enumerate(tree.tokens) if source.contains(t.span)]
    heads = [i for i in inside if tree[i].head not in inside]
    nominal = [i for i in heads if tree[i].upos in ("NOUN", "PROPN", "PRON", "NUM")]
    free = [i for i in nominal if tree.rel(i) not in ("compound", "amod", "nmod")]
    return free[0] if free else next(reversed(nominal or heads or inside), 0)


def _party_in(source: Span, number: int, tree: Tree, parties: Parties, head: int) -> Party | None:
    """The party a source phrase names: at its head, or inside it where the head is no speaker of its own."""
    found = parties.at(number, head)
    if found:
        return found[0]
    own = tree[head].lemma.lower() in _DOCUMENT | _NAMELESS | _COLLECTIVE or _is_human(tree, head, None)
    for i, token in enumerate(tree.tokens):
        found = parties.at(number, i)
        if not found or not source.contains(token.span) or tree.rel(i) == "amod":
            continue
        if not own or tree.rel(i) in ("flat", "appos") or (found[0].label == "person" and i < head + 3):
            return found[0]
    return None


def _name(text: str) -> str:
    words = " ".join(text.split())
    return re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)


def _kind_of(text: str, party: Party | None, single: str, *, human: bool) -> SpeakerKind:
    """Kind of a speaker: ``single`` is the noun that heads the phrase, ``human`` whether it is a person."""
    head = text.split(",", maxsplit=1)[0].lower()
    if party is not None and party.label == "person" and party.match.kind is not ActorKind.GOVERNMENT:
        return SpeakerKind.PERSON
    if _OUTLET.search(head):
        return SpeakerKind.OUTLET
    named = party is not None and party.match.named
    if _UNNAMED.search(text) and not named:
        return SpeakerKind.UNNAMED
    if party is not None and party.match.named:
        return _named_kind(party, head, single)
    if single in _NAMELESS:
        return SpeakerKind.UNNAMED
    if single in _DOCUMENT:
        return SpeakerKind.DOCUMENT
    if single in _BODIES:
        return SpeakerKind.INSTITUTION
    if human and _SOMEBODY.match(text):
        return SpeakerKind.UNNAMED
    several = bool(re.search(rf"\b(?:{re.escape(single)}e?s|people|men|women|children)\b", head))
    if party is not None and party.match.kind is ActorKind.PERSON:
        return SpeakerKind.COLLECTIVE if several and not party.pronoun else SpeakerKind.PERSON
    if single in _COLLECTIVE or (human and several):
        return SpeakerKind.COLLECTIVE
    if human:
        return SpeakerKind.PERSON
    return SpeakerKind.INSTITUTION


def _named_kind(party: Party, head: str, single: str) -> SpeakerKind:
    """Kind of a speaker with a name of its own."""
    if "JRN" in party.match.sectors or ("MED" in party.match.sectors and "news" in head):
        return SpeakerKind.OUTLET
    if party.match.kind is ActorKind.PERSON:
        return SpeakerKind.PERSON
    if single in _DOCUMENT:
        return SpeakerKind.DOCUMENT
    return SpeakerKind.COLLECTIVE if single in _COLLECTIVE else SpeakerKind.INSTITUTION


def _is_human(tree: Tree, head: int, party: Party | None) -> bool:
    """Whether the head of a source phrase is a person, or people."""
    if tree[head].lemma.lower() in _BODIES:
        return False
    if party is not None and party.match.kind in (ActorKind.PERSON, ActorKind.GROUP):
        return True
    kinds = tree.sentence.noun_kinds
    return head < len(kinds) and kinds[head] == "person"


def _affiliation(text: str, source: Span, party: Party, number: int, parties: Parties) -> str | None:
    """The body a named person speaks for, from the source's own apposition or title."""
    after = max(0, party.span.end - source.start) if source.contains(party.span) else 0
    bodies = [
        other
        for other in parties.around(source, number)
        if other.label == "organisation" and not other.span.overlaps(party.span)
    ]
    if bodies:
        # one the tables know before one that only looks like a body
        best = max(bodies, key=lambda b: (b.match.country is not None or bool(b.match.sectors), b.p))
        return best.match.name if best.match.named else best.text
    found = _AFFILIATED.search(text, after)
    if found is None:
        return None
    name = re.sub(r"(?<!\s)(?:\s+(?:of|the|for|and|on|in)){1,6}$", "", found.group(1)).strip(" ,.")
    return name or None
