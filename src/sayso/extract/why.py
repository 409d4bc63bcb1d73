"""Why a claim is as it is: what gave each of its fields, written down while that is still known.

Nothing here decides anything. Each reason names the rule or the reader's head, the words it rests on, what it
weighed, and what else was weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import prod

from sayso.classes import dataclass
from sayso.extract.attribution import Voices
from sayso.extract.drafts import Draft
from sayso.extract.figures import FigureDraft
from sayso.extract.lexicon import Entry, lexicon
from sayso.extract.parties import Party
from sayso.extract.status import Standing
from sayso.extract.timing import top_of
from sayso.extract.tree import Tree
from sayso.records import (
    Actor,
    ActorKind,
    Article,
    Aspect,
    Measure,
    Place,
    Quantity,
    Reason,
    Role,
    SeenAct,
    Span,
    TimeRange,
)

__all__ = ["Found", "event_reasons", "figure_reasons"]

#: Runners-up that are named, and how likely they are at least.
_OTHERS, _LIKELY = 3, 0.02
_YEAR = re.compile(r"\b\d{4}\b")
_PLACES = ("place", "facility")
_READER = "the reader's acts"
#: How an act hangs on the word that says where it stands, in words for the relations of the tree.
_HANGS = {
    "ccomp under": "what is told by",
    "xcomp under": "the infinitive of",
    "acl under": "described by it:",
    "advcl under": "beside",
    "csubj under": "the subject of",
    "obl under": "a phrase with",
    "nmod under": "a phrase with",
    "obl of": "a phrase with",
    "nmod of": "a phrase with",
    "obj of": "the object of",
    "nsubj of": "the subject of",
    "conj of": "beside",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the parts of one claim rest on; word numbers count in its sentence.

    ``timed_by`` is the word at which the time was found, ``times`` are all that the sentence names,
    ``speaks_on`` is the day from which it counts. ``weights`` are the factors of the claim's p.
    """

    article: Article
    tree: Tree
    standing: Standing
    time: TimeRange | None
    timed_by: int
    times: tuple[TimeRange, ...]
    speaks_on: date | None
    voices: Voices
    weights: Mapping[str, float]

    def word(self, i: int) -> str:
        """One word, as it is quoted in a reason."""
        return f"“{self.tree[i].text}”"


def event_reasons(
    found: Found,
    draft: Draft,
    actors: Sequence[Actor],
    place: Place | None,
    quantities: Sequence[Quantity],
) -> tuple[Reason, ...]:
    """Why an event claim is as it is, field by field."""
    seen = next((a for a in found.tree.sentence.acts or () if a.index == draft.trigger), None)
    return (
        *_type(found, draft, seen),
        *_mode(found, draft, seen),
        *_standing(found, draft),
        *_parties(found, draft, actors, place),
        *_place(found, draft, place, actors),
        *_time(found, (draft.trigger, draft.verb)),
        *(_quantity(found, draft.verb, q) for q in quantities),
        *_speakers(found),
        *(n for n in draft.notes if n.what is Aspect.DROPPED),
        _p(found),
    )


def figure_reasons(found: Found, draft: FigureDraft, subject: Actor | None) -> tuple[Reason, ...]:
    """Why a figure claim is as it is, field by field."""
    money = draft.measure is Measure.MONEY
    by = "the quantity is an amount of money" if money else f"a word for {draft.measure.value}"
    said = draft.quantity.text if money else found.tree[draft.trigger].text
    whose: list[Reason] = []
    if subject is not None:
        owner = draft.subject is not None
        link = "owner named in the phrase" if owner else f"who does it: {found.word(draft.trigger)}"
        whose = [Reason(what=Aspect.ACTOR, by=link, score=subject.p, said=subject.text)]
    return (
        Reason(what=Aspect.MEASURE, by=by, said=said),
        *_standing(found, None),
        *whose,
        *_time(found, (draft.trigger, draft.trigger)),
        *_speakers(found),
        _p(found),
    )


# ------------------------------------------------------------------ what


def _type(found: Found, draft: Draft, seen: SeenAct | None) -> Iterator[Reason]:
    """The entry or head that gave the type, what a step changed in it, and how the reader's heads see it."""
    token = found.tree[draft.trigger]
    verb = token.upos == "VERB"
    carried = f", carried by {found.word(draft.support)}" if draft.support is not None else ""
    if draft.entry.words:
        words = lexicon().verbs if verb else lexicon().nouns
        lemma = token.lemma.lower()
        others = dict.fromkeys(e.type for e in words.get(lemma, ()) if e.type not in ("", draft.entry.type))
        kind = "verb" if verb else "noun"
        yield Reason(
            what=Aspect.TYPE,
            by=f"lexicon {kind} “{lemma}”{_conditions(draft.entry)}{carried}",
            score=draft.p,
            said=token.text,
            instead=tuple(others),
        )
    else:
        yield Reason(
            what=Aspect.TYPE, by=f"{_READER}; no lexicon entry fits{carried}", score=draft.p, said=token.text
        )
    yield from (n for n in draft.notes if n.what is Aspect.TYPE)
    if seen is not None:
        yield _seen_type(_READER, draft.type, seen.type_chances(), token.text)
    if draft.predicate is not None and draft.predicate.types:
        chances = dict(draft.predicate.types)
        # one class of the older head holds the two types that PLOVER split it into
        name = "YIELD" if draft.type in ("CONCEDE", "RETREAT") else draft.type
        yield _seen_type("the reader's predicates", name, chances, token.text)


def _conditions(entry: Entry) -> str:
    """What an entry asks of the words around it."""
    asked = [
        ("object", entry.object),
        ("subject", entry.subject),
        ("preposition", tuple(sorted(entry.prep))),
        ("its object", entry.prep_object),
        ("particle", tuple(sorted(entry.particle))),
        ("under", tuple(sorted(entry.governed))),
        ("with", tuple(sorted(entry.with_))),
        ("needs", (entry.needs,) if entry.needs else ()),
    ]
    told = [f"{name} {'|'.join(few[:4])}{'|…' if len(few) > 4 else ''}" for name, few in asked if few]
    return f" ({', '.join(told)})" if told else ""


def _seen_type(head: str, type_: str, chances: Mapping[str, float], said: str) -> Reason:
    rest = sorted(((p, t) for t, p in chances.items() if t != type_ and p >= _LIKELY), reverse=True)
    return Reason(
        what=Aspect.TYPE,
        by=head,
        score=round(chances.get(type_, 0.0), 3),
        said=said,
        instead=tuple(f"{t} {p:.2f}" for p, t in rest[:_OTHERS]),
    )


def _mode(found: Found, draft: Draft, seen: SeenAct | None) -> Iterator[Reason]:
    told = [n for n in draft.notes if n.what is Aspect.MODE]
    chances = dict(seen.kinds) if seen is not None else {}
    if draft.mode is not None and not told:
        if draft.entry.words:
            by = "the same lexicon entry" if draft.entry.mode == draft.mode else "a word for the weapon"
            told = [Reason(what=Aspect.MODE, by=by, said=found.tree[draft.trigger].text)]
        else:
            score = chances.get(f"{draft.type}/{draft.mode}")
            told = [Reason(what=Aspect.MODE, by=_READER, score=score, said=found.tree[draft.trigger].text)]
    yield from told


# ------------------------------------------------------------------ where it stands


def _standing(found: Found, draft: Draft | None) -> Iterator[Reason]:
    """Each step that set or changed the status or the certainty, then the reader's scales."""
    steps = found.standing.by
    last = max((n for n, step in enumerate(steps) if step.status or not n), default=0)
    for n, step in enumerate(steps):
        by = _HANGS.get(step.rule, step.rule)
        score = found.standing.p if n == last else None
        if step.status or not n:
            old = (step.status,) if step.status else ()
            yield Reason(
                what=Aspect.STATUS,
                by=by,
                score=None if score is None else round(score, 3),
                said=step.said,
                instead=old,
            )
        if step.certainty:
            yield Reason(what=Aspect.CERTAINTY, by=by, said=step.said, instead=(step.certainty,))
    read = draft.predicate if draft is not None else None
    if read is not None:
        scales = f"certainty {read.certainty:.2f}, happened {read.happened:.2f} of -3 to 3"
        yield Reason(
            what=Aspect.CERTAINTY, by=f"the reader's scales: {scales}", score=round(found.standing.p, 3)
        )


# ------------------------------------------------------------------ who


def _parties(found: Found, draft: Draft, actors: Sequence[Actor], place: Place | None) -> Iterator[Reason]:
    notes = {n.said: n for n in draft.notes if n.what in (Aspect.ACTOR, Aspect.RECIPIENT)}
    parties = (*draft.actors, *draft.recipients)
    used: list[Party] = []
    for actor in actors:
        what = Aspect.ACTOR if actor.role is Role.ACTOR else Aspect.RECIPIENT
        party = next((p for p in parties if p.span == actor.span and p not in used), None)
        if party is None:
            host = place is not None and actor.span == place.span
            by = "the country of the place is the host" if host else "party of the arms deal spoken of before"
            yield Reason(what=what, by=by, score=actor.p, said=actor.text)
            continue
        used.append(party)
        note = notes.get(party.text)
        link = _link(found, draft, party.head) if note is None else _scored(note)
        yield Reason(what=what, by=f"{link}; {_resolution(party, actor)}", score=actor.p, said=party.said)
    for party in parties:
        if not any(party.span == a.span for a in actors):
            yield Reason(what=Aspect.DROPPED, by="party: a place that does not act", said=party.text)


def _scored(note: Reason) -> str:
    return note.by if note.score is None else f"{note.by} ({note.score:.2f})"


def _link(found: Found, draft: Draft, head: int) -> str:
    """How the words of a party hang on the act."""
    tree, verb = found.tree, draft.verb
    if tree.is_verbal(verb):
        if head in tree.doers(verb):
            return f"who does it: {found.word(verb)}"
        if head in tree.things(verb):
            return f"object of {found.word(verb)}"
    for at in dict.fromkeys((draft.trigger, verb)):
        if head in tree.of(at, "iobj"):
            return f"indirect object of {found.word(at)}"
        prep = next((prep for prep, h in tree.obliques(at) if h == head), None)
        if prep is not None:
            return f"“{prep}” with {found.word(at)}"
    if tree[head].head == draft.trigger and head < draft.trigger:
        return f"stands before {found.word(draft.trigger)}"
    above = next((a for a in tree.ancestors(head) if a in (draft.trigger, verb)), None)
    return f"in the words under {found.word(above)}" if above is not None else "in the clause around the act"


def _resolution(party: Party, actor: Actor) -> str:
    """Which kind of knowledge told who a phrase means."""
    kind = actor.actor_id.partition(":")[0]
    if party.pronoun:
        return f"refers back to {party.match.name}"
    if party.is_place and actor.kind is ActorKind.GOVERNMENT:
        return "a capital stands for its government"
    if kind == "cty":
        return "a people's name" if actor.kind is ActorKind.GROUP else "a country's name"
    if kind == "gov":
        return "a country's government"
    if kind == "role":
        return "a description: whoever of that country and sector"
    if party.match.office is not None:
        return f"a name with its office: {party.match.office}"
    if actor.sectors:
        return "a name on record"
    return "a name whose words tell the country" if actor.country else "a name that no table holds"


# ------------------------------------------------------------------ where, when, how many


def _place(found: Found, draft: Draft, place: Place | None, actors: Sequence[Actor]) -> Iterator[Reason]:
    tree = found.tree
    named = {m.span: m.span.of(found.article.text) for m in tree.sentence.mentions if m.label in _PLACES}
    taken = [a.span for a in actors] if place is None else [place.span]
    others = tuple(dict.fromkeys(n for s, n in named.items() if not any(t.overlaps(s) for t in taken)))
    if place is not None:
        known = ", ".join(p for p in (place.kind.value, place.name, place.country) if p)
        by = f"{_where(found, draft, place)}; gazetteer: {known}"
        yield Reason(what=Aspect.PLACE, by=by, score=place.p, said=place.text, instead=others[:_OTHERS])
    elif others:
        by = "none: no place named belongs to the act"
        yield Reason(what=Aspect.PLACE, by=by, instead=others[:_OTHERS])


def _where(found: Found, draft: Draft, place: Place) -> str:
    """How the words of a place hang on the act, or on what it shares its place with."""
    tree = found.tree
    top = top_of(tree, place.span)
    own = (draft.trigger, draft.verb)
    if top is None or top in own:
        return "named by the act's own words"
    if any(top == p or top in tree.subtree(p) for p in draft.places):
        return f"where {found.word(draft.verb)} leads"
    below = top
    for above in tree.ancestors(top):
        if above in own or tree.is_verbal(above):
            prep = tree.preposition(below)
            link = f"“{prep}” with {found.word(above)}" if prep else f"hangs on {found.word(above)}"
            return link if above in own else f"{link}, whose place the act shares"
        below = above
    args = draft.predicate.args if draft.predicate is not None else ()
    marked = any(a.role == "ARGM-LOC" and a.start <= top < a.end for a in args)
    return "marked by the reader as its place" if marked else "named in the clause around the act"


def _time(found: Found, own: tuple[int, int]) -> Iterator[Reason]:
    time = found.time
    others = tuple(t.text for t in found.times if t is not time)[:_OTHERS]
    if time is None:
        if others:
            by = "none: no time named belongs to the act"
            yield Reason(what=Aspect.TIME, by=by, instead=others)
        return
    link = f"hangs on {found.word(found.timed_by)}"
    if found.timed_by not in own:
        link += ", whose time the act shares"
    if time.edtf is None:
        read = "left open" if found.speaks_on is not None else "left open: no day of publication is known"
    elif _YEAR.search(time.text) or found.speaks_on is None:
        read = "the words name the year"
    else:
        read = f"counted from {found.speaks_on.isoformat()}"
    yield Reason(what=Aspect.TIME, by=f"{link}; {read}", said=time.text, instead=others)


def _quantity(found: Found, verb: int, quantity: Quantity) -> Reason:
    return Reason(what=Aspect.QUANTITY, by=f"in the words under {found.word(verb)}", said=quantity.text)


# ------------------------------------------------------------------ who says so, how sure


def _speakers(found: Found) -> Iterator[Reason]:
    voices, text = found.voices, found.article.text
    if not voices.speakers:
        yield Reason(what=Aspect.SPEAKER, by="the report's own voice: no attribution holds these words")
    for speaker, frame in zip(voices.speakers, voices.frames, strict=True):
        again = dict.fromkeys(f.by for f, same in voices.passed_over if same is speaker and f.by != frame.by)
        also = f" (and {' and '.join(again)})" if again else ""
        cue = f", cue “{_short(frame.cue, text)}”" if frame.cue is not None else ""
        yield Reason(
            what=Aspect.SPEAKER,
            by=f"{frame.by}{also}{cue}",
            score=round(frame.p, 3),
            said=_short(speaker.span, text),
        )
    for frame, same in voices.passed_over:
        if frame.source is not None and (same is None or not frame.source.overlaps(same.span)):
            by = "speaker: names nobody" if same is None else f"speaker: {same.name} again"
            yield Reason(what=Aspect.DROPPED, by=by, score=round(frame.p, 3), said=_short(frame.source, text))


def _short(span: Span, text: str) -> str:
    words = " ".join(span.of(text).split())
    return words if len(words) <= 80 else words[:79] + "…"


def _p(found: Found) -> Reason:
    total = prod(found.weights.values())
    by = " × ".join(f"{name} {weight:.2f}" for name, weight in found.weights.items())
    return Reason(what=Aspect.P, by=by, score=round(min(0.99, total), 3))
