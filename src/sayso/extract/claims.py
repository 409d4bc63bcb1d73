"""Put claims together: every act and figure of an article with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import prod

from sayso.classes import dataclass, replace
from sayso.extract.attribution import Attributed, Voices, frames_of, speakers_at
from sayso.extract.blame import standing_of_tie
from sayso.extract.carried import carried
from sayso.extract.domain import off_topic
from sayso.extract.events import Draft, find_events
from sayso.extract.figures import FigureDraft, figures_in
from sayso.extract.homeland import at_home
from sayso.extract.lexicon import plover
from sayso.extract.nearby import Covering
from sayso.extract.offsets import days_after, moved
from sayso.extract.parties import Parties, Party
from sayso.extract.places import PlaceResolver
from sayso.extract.quantity import quantities_in
from sayso.extract.refusals import standing_of_refusal
from sayso.extract.rules import Book, shipped_book
from sayso.extract.rules.flag import Touch, flagged, touches_of
from sayso.extract.rules.goods import Sight
from sayso.extract.status import Standing, heard, stand_of
from sayso.extract.time import document_day, times_of
from sayso.extract.timing import event_time
from sayso.extract.transfers import as_made, missing_acts
from sayso.extract.tree import Tree
from sayso.extract.weights import weights_of
from sayso.extract.why import Found, event_reasons, figure_reasons
from sayso.records import (
    Actor,
    ActorFinder,
    ActorKind,
    Article,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Figure,
    Measure,
    Modality,
    Place,
    PlaceFinder,
    Polarity,
    Quantity,
    Reading,
    Role,
    RuleHit,
    Span,
    Status,
    TimeRange,
)
from sayso.records.identity import claim_id, figure_words

__all__ = ["extract", "touched"]

#: Below this a claim is not made, unless its entry looks at more than a word. Chosen
#: on texts of our own; re-measure (bench/events.py) with new weights.
_FLOOR = 0.1
#: Relations over which an act shares the time of the clause around it.
_SAME_TIME = frozenset({"obj", "nmod", "xcomp", "advcl", "conj", "acl", "appos", "nsubj"})
#: Statuses of an act that is not (yet) done, for PLOVER's reduced reading.
_AHEAD = (Status.PLANNED, Status.POSSIBLE)


def extract(
    article: Article,
    reading: Reading,
    *,
    places: PlaceFinder,
    actors: ActorFinder,
    rules: Book | None = None,
) -> tuple[Claim, ...]:
    """All claims of an article, in the order of the text, flagged by ``rules``, else by the shipped ones.

    Invariants:
        Every span lies in ``article.text`` and reads as the words it stands for. The same reading
        always gives the same claims.
    """
    if off_topic([w.of(article.text) for s in article.sentences for w in s.words]) is not None:
        return ()
    return tuple(_Composer(article, reading, places, actors).claims(rules or shipped_book()))


def touched(
    article: Article,
    reading: Reading,
    *,
    places: PlaceFinder,
    actors: ActorFinder,
    rules: Book | None = None,
) -> tuple[RuleHit, ...]:
    """The rules that an article touches, whether or not a claim of it carries the flag."""
    return _Composer(article, reading, places, actors).touched(rules or shipped_book())


@dataclass(frozen=True, slots=True)
class _Told:
    """Times and quantities of one sentence."""

    times: tuple[TimeRange, ...]
    quantities: tuple[Quantity, ...]


class _Composer:
    """Everything known of one article while its claims are made."""

    def __init__(self, article: Article, reading: Reading, places: PlaceFinder, actors: ActorFinder) -> None:
        self._article = article
        self._reading = reading
        self._finder = actors
        self._trees = [Tree(s) for s in reading.sentences]
        self._parties = Parties(article, reading, self._trees, actors)
        self._frames: Covering[Attributed] = frames_of(article, reading, self._trees, self._parties)
        self._places = PlaceResolver(article, self._trees, self._parties, places, reading.toponyms)
        self._told = [
            self._tell(tree, times)
            for tree, times in zip(self._trees, times_of(article, reading, self._trees), strict=True)
        ]
        self._last_arms: tuple[Actor, ...] = ()
        self._speaks_on = document_day(article)

    def _tell(self, tree: Tree, times: Sequence[TimeRange]) -> _Told:
        found = quantities_in(
            tree.sentence, self._article, times, countries=self._parties.countries, tree=tree
        )
        return _Told(tuple(t for t in times if t.dated), found)

    def claims(self, rules: Book) -> list[Claim]:
        """All claims, in order of sentence and trigger."""
        out: dict[str, Claim] = {}
        for number, tree in enumerate(self._trees):
            for draft in find_events(number, tree, self._parties):
                claim = self._event(draft)
                if claim is not None and (claim.p >= _FLOOR or draft.entry.narrow):
                    out.setdefault(claim.claim_id, claim)
            for drawn in self._figure_drafts(number):
                figure = self._figure(number, drawn)
                if figure is not None and figure.p >= _FLOOR:
                    out.setdefault(figure.claim_id, figure)
        found = sorted(out.values(), key=_in_order)
        found = carried(found, self._article, self._trees)
        sight = Sight(self._article, self._trees, self._parties, self._finder)
        touches = touches_of(sight, rules, self._days)
        found = sorted((*found, *self._transfers(touches, found)), key=_in_order)
        return flagged(found, sight, touches, rules, self._days)

    def _transfers(self, touches: Sequence[Touch], claims: Sequence[Claim]) -> Iterator[Claim]:
        """Claims of transfers that rules see in sentences without any."""
        for draft in missing_acts(touches, claims, self._trees):
            claim = self._event(draft)
            if claim is not None:
                yield as_made(claim, draft)

    def touched(self, rules: Book) -> tuple[RuleHit, ...]:
        """The rules touched, in the order of the text."""
        sight = Sight(self._article, self._trees, self._parties, self._finder)
        return tuple(t.hit for t in touches_of(sight, rules, self._days))

    # ---------------------------------------------------------------- events

    def _event(self, draft: Draft) -> Claim | None:
        tree = self._trees[draft.sentence]
        trigger = tree[draft.trigger].span
        standing = stand_of(tree, draft.trigger, support=draft.support, read=draft.predicate)
        seen = tree.act(draft.trigger)
        standing = standing_of_refusal(standing) if draft.refused else heard(standing, seen)
        standing = standing_of_tie(standing, draft.tied)
        place = self._places.place_of(draft)
        actors = self._actors_of(draft, place)
        inherited = False
        if len(actors) < 2 and self._about_arms(draft) and self._last_arms and not draft.recipients:
            # "a possible arms deal": whose, the text said just before
            actors, inherited = self._with_last(actors, mutual=draft.entry.roles == "mutual"), True
        if not actors and not draft.unsaid:
            return None
        voices = self._voices(trigger)
        time, timed_by = self._time(draft)
        standing = self._timed(standing, time)
        code = self._code(draft, standing)
        evidence = self._evidence(draft.sentence, trigger, voices.cue)
        if self._about_arms(draft) and len({a.country for a in actors if a.country}) >= 2:
            self._last_arms = actors
        weights = weights_of(tree, draft, actors, standing)
        if inherited:
            weights["parties taken over"] = 0.7
        quantities = self._quantities(draft)
        found = Found(
            article=self._article,
            tree=tree,
            standing=standing,
            time=time,
            timed_by=timed_by,
            times=self._told[draft.sentence].times,
            speaks_on=self._speaks_on,
            voices=voices,
            weights=weights,
        )
        return Claim(
            claim_id=claim_id(
                self._article.article_id,
                ("event", code.type),
                trigger,
                standing.status,
                [(a.role, a.actor_id) for a in actors],
            ),
            article_id=self._article.article_id,
            kind=ClaimKind.EVENT,
            status=standing.status,
            certainty=standing.certainty(),
            evidence=evidence,
            event=code,
            actors=actors,
            place=place,
            time=time,
            quantities=quantities,
            attribution=voices.speakers,
            p=round(min(0.99, prod(weights.values())), 3),
            why=event_reasons(found, draft, actors, place, quantities),
        )

    def _about_arms(self, draft: Draft) -> bool:
        tree = self._trees[draft.sentence]
        arms = {
            "arms",
            "arm",
            "weapon",
            "weaponry",
            "ammunition",
            "munition",
            "missile",
            "shell",
            "artillery",
            "rocket",
        }
        if draft.type not in ("AGREE", "AID", "COOPERATE", "REQUEST"):
            return False
        return bool(
            {tree[w].lemma.lower() for w in tree.subtree(draft.trigger, frozenset({"conj", "parataxis"}))}
            & arms
        )

    def _with_last(self, actors: tuple[Actor, ...], *, mutual: bool) -> tuple[Actor, ...]:
        """The parties of the last arms transfer spoken of, where an act names none of its own."""
        known = {a.actor_id for a in actors}
        fixed = Role.ACTOR if mutual else Role.RECIPIENT if actors else None
        extra = tuple(
            replace(a, p=round(a.p * 0.6, 3), role=fixed or a.role)
            for a in self._last_arms
            if a.actor_id not in known and a.country
        )
        countries = {a.country for a in actors}
        return actors + tuple(a for a in extra if a.country not in countries)

    def _code(self, draft: Draft, standing: Standing) -> EventCode:
        facts = plover()
        mode = draft.mode if draft.mode in facts.modes.get(draft.type, ()) else None
        reduced = None
        if standing.status is Status.PLANNED:
            reduced = facts.planned.get(draft.type)
        if reduced is None and standing.status in _AHEAD:
            reduced = facts.threatened.get(draft.type)
        return EventCode(
            type=draft.type,
            mode=mode,
            contexts=self._contexts(draft.sentence),
            cameo=facts.cameo[draft.type],
            plover_reduced=reduced,
        )

    def _contexts(self, number: int) -> tuple[str, ...]:
        lemmas = [t.lemma.lower() for t in self._trees[number].tokens]
        said = f" {' '.join(lemmas)} "
        known = set(lemmas)
        return tuple(
            name
            for name, words in plover().contexts.items()
            if any((w in known) if " " not in w else (f" {w} " in said) for w in words)
        )

    # ---------------------------------------------------------------- who

    def _actors_of(self, draft: Draft, place: Place | None) -> tuple[Actor, ...]:
        doers = [a for p in draft.actors if (a := self._actor(p, Role.ACTOR)) is not None]
        targets = [a for p in draft.recipients if (a := self._actor(p, Role.RECIPIENT)) is not None]
        if draft.goes and not targets and doers and place is not None and place.country is not None:
            host = self._host(place, doers)
            targets = [host] if host is not None else []
        return at_home(
            (*doers, *targets),
            type_=draft.type,
            place=place,
            spoken_of=self._parties.home,
            finder=self._finder,
            on=self._article.published,
        )

    def _actor(self, party: Party, role: Role) -> Actor | None:
        match = party.match
        if party.is_place and match.kind is not ActorKind.COUNTRY:
            # a capital stands for its government; any other place does not act
            match = self._finder.find(
                party.text, label="government", on=self._article.published, near=self._parties.countries
            )
            if match.kind is not ActorKind.GOVERNMENT:
                return None
        return Actor(
            role=role,
            text=party.text,
            span=party.span,
            name=match.name,
            actor_id=match.actor_id,
            kind=match.kind,
            country=match.country,
            sectors=match.sectors,
            p=round(min(party.p, 0.99), 3),
        )

    def _host(self, place: Place, doers: Sequence[Actor]) -> Actor | None:
        """The country somebody travels to is the host, if it is not the traveller's own."""
        if (
            place.country is None
            or any(d.country == place.country for d in doers)
            or not any(d.country for d in doers)
        ):
            return None
        match = self._finder.find(place.country, label="country", on=self._article.published)
        return Actor(
            role=Role.RECIPIENT,
            text=place.text,
            span=place.span,
            name=match.name,
            actor_id=match.actor_id,
            kind=match.kind,
            country=match.country,
            p=round(place.p * 0.8, 3),
        )

    # ---------------------------------------------------------------- when, how many, who says so

    def _time(self, draft: Draft) -> tuple[TimeRange | None, int]:
        """The time of an act, and the word it was found at."""
        return self._time_at(draft.sentence, draft.trigger, draft.verb, draft.support)

    def _time_at(
        self, sentence: int, trigger: int, verb: int, support: int | None = None
    ) -> tuple[TimeRange | None, int]:
        tree, told = self._trees[sentence], self._told[sentence]
        found = event_time(told.times, tree, trigger)
        if found is not None:
            return found, trigger
        # a noun shares the time of its verb, a clause that describes a noun that of the clause around it
        at, apart = verb, 0
        for _ in range(5):
            if at != trigger:
                found = event_time(told.times, tree, at)
                if found is not None:
                    return (moved(found, apart) if apart else found), at
            apart += days_after(tree, at) or 0
            head, rel = tree[at].head, tree.rel(at)
            described = rel == "obl" and at != verb and not tree.is_verbal(at)
            if head < 0 or (rel not in _SAME_TIME and not described):
                break
            if at == trigger and rel == "nmod" and support is None:
                break
            if rel == "acl" and not self._is_place(tree, head):
                break
            if rel == "nsubj" and tree.is_verbal(at):
                break
            if rel == "conj" and tree.of(at, "nsubj") and tree.feat(at, "VerbForm=Fin"):
                break
            at = head
        return None, trigger

    @staticmethod
    def _is_place(tree: Tree, noun: int) -> bool:
        kinds = tree.sentence.noun_kinds
        return (noun < len(kinds) and kinds[noun] == "place") or tree[noun].lemma.lower() in (
            "place",
            "site",
            "venue",
        )

    def _timed(self, standing: Standing, time: TimeRange | None) -> Standing:
        """A day after publication makes a plain fact a plan; a progressive with one as well."""
        published = self._article.published
        if published is None or time is None or time.earliest is None:
            return standing
        if time.earliest > published.isoformat() and standing.status in (Status.HAPPENED, Status.ONGOING):
            planned = replace(standing, status=Status.PLANNED)
            return planned.after(standing, "the day lies after publication", time.text)
        return standing

    def _days(self, sentence: int, word: int) -> tuple[date, date] | None:
        """First and last day of what a word tells, that of the report where it tells none."""
        time = event_time(self._told[sentence].times, self._trees[sentence], word)
        if time is not None and time.earliest is not None:
            first = date.fromisoformat(time.earliest)
            return first, max(first, date.fromisoformat(time.latest or time.earliest))
        published = self._article.published
        return (published, published) if published is not None else None

    def _quantities(self, draft: Draft) -> tuple[Quantity, ...]:
        tree, told = self._trees[draft.sentence], self._told[draft.sentence]
        own = tree.span(tree.subtree(draft.verb, frozenset({"conj", "parataxis", "ccomp"})))
        wide = own
        if draft.support is None and tree[draft.trigger].upos == "NOUN" and tree[draft.trigger].head >= 0:
            above = tree[draft.trigger].head
            if tree.rel(draft.trigger) == "nmod":
                wide = tree.span(tree.subtree(above, frozenset({"conj", "parataxis", "ccomp", "acl:relcl"})))
        return tuple(q for q in told.quantities if own.contains(q.span) or wide.contains(q.span))

    def _voices(self, trigger: Span) -> Voices:
        return speakers_at(trigger, self._frames, self._article, self._trees, self._parties)

    def _evidence(self, number: int, trigger: Span, cue: Span | None) -> Evidence:
        span = self._article.sentences[number].span
        inside = cue if cue is not None and span.contains(cue) else None
        return Evidence(sentence=span.of(self._article.text), span=span, trigger=trigger, cue=inside)

    # ---------------------------------------------------------------- figures

    def _figure_drafts(self, number: int) -> Sequence[FigureDraft]:
        return figures_in(self._trees[number], self._told[number].quantities)

    def _figure(self, number: int, draft: FigureDraft) -> Claim | None:
        tree = self._trees[number]
        trigger = tree[draft.trigger].span
        standing = stand_of(tree, draft.trigger)
        voices = self._voices(draft.quantity.span)
        time, timed_by = self._time_at(number, draft.trigger, draft.trigger)
        subject = self._subject(number, draft)
        standing = self._timed(standing, time)
        figure = Figure(measure=draft.measure, item=draft.item, subject=subject)
        weights = {"figure": 0.75, "standing": 0.5 + 0.5 * standing.p}
        if subject is None:
            weights["nobody named"] = 0.8
        found = Found(
            article=self._article,
            tree=tree,
            standing=standing,
            time=time,
            timed_by=timed_by,
            times=self._told[number].times,
            speaks_on=self._speaks_on,
            voices=voices,
            weights=weights,
        )
        return Claim(
            claim_id=claim_id(
                self._article.article_id,
                (figure_words(draft.measure, draft.item), ""),
                draft.quantity.span,
                standing.status,
            ),
            article_id=self._article.article_id,
            kind=ClaimKind.FIGURE,
            status=standing.status,
            certainty=replace(standing, polarity=Polarity.POSITIVE).certainty()
            if standing.modality is not Modality.UNKNOWN
            else standing.certainty(),
            evidence=self._evidence(number, trigger, voices.cue),
            figure=figure,
            place=None,
            time=time,
            quantities=(draft.quantity,),
            attribution=voices.speakers,
            p=round(prod(weights.values()), 3),
            why=figure_reasons(found, draft, subject),
        )

    def _subject(self, number: int, draft: FigureDraft) -> Actor | None:
        """Whose figure it is: the phrase the draft names, else the deep subject of its verb."""
        tree = self._trees[number]
        if draft.measure is Measure.LOSS and tree[draft.trigger].lemma.lower() not in (
            "lose",
            "suffer",
            "sustain",
        ):
            # who kills is no owner of the loss; the event beside it names him
            return None
        heads = list(range(*draft.subject)) if draft.subject is not None else []
        if tree.is_verbal(draft.trigger):
            heads += tree.doers(draft.trigger)
        for head in heads:
            for party in self._parties.at(number, head):
                actor = self._actor(party, Role.ACTOR)
                if actor is not None:
                    return actor
        return None


def _in_order(claim: Claim) -> tuple[int, str, str]:
    return claim.evidence.trigger.start, claim.kind.value, claim.claim_id
