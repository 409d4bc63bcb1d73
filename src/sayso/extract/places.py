"""Where an act takes place: the place phrase that belongs to its trigger, resolved.

Where an act's own words name no place, one named elsewhere in its sentence is taken for acts that people do
with their bodies, if no other statement lies between; it is worth less, and its span shows where it was read.
"This city" is the dateline's. A name that the gazetteer does not hold, or holds only far from what the report
is about, stays as it was read: of unknown kind, in no country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.extract.events import Draft
from sayso.extract.parties import Parties
from sayso.extract.placing import placed
from sayso.extract.timing import happening
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import (
    Article,
    Mention,
    Place,
    PlaceFinder,
    PlaceKind,
    PlaceMatch,
    Span,
    Toponym,
    ToponymUse,
)

__all__ = ["PlaceResolver"]

_AT = word_set("places.at")
_NEAR_WORDS = frozenset(
    {"near", "outside", "around", "off", "south of", "north of", "east of", "west of", "close to"}
)
#: Motion words: only acts that go somewhere take place where "to" and "into" point.
_TOWARDS = frozenset({"to", "into", "toward", "towards", "from"})
#: How far off "near" may be.
_NEAR_KM = 30.0
#: Acts of which every one happens somewhere; what is said or signed has the place that its own words give.
_BODILY = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE"})
#: What a place read elsewhere in the sentence is worth, and one that is no more than read.
_INFERRED, _UNRESOLVED = 0.7, 0.5
#: Below this a namesake in a country that the report does not speak of is no answer.
_FOREIGN_P = 0.5
#: Relations over which an act shares the place of what is around it, up from the act and from the place.
_SHARED = frozenset("obj obl nmod nsubj xcomp advcl acl appos compound amod dep".split())
#: Steps from an act to a place of its sentence.
_REACH = 7
#: What "this" before them makes of them: the place that a report is written in.
_TOWNS = frozenset("city capital town port village".split())
#: Nouns that lie where the country written before them is; an embassy or a factory need not.
_LAND = frozenset(
    "border coast territory soil capital city town village province region district department state county "
    "airspace waters side frontier countryside desert island peninsula street suburb area".split()
)
#: What kind of place a name is of, said after it or before it.
_KIND_AFTER = re.compile(
    r"(?<!\s)\s+(?:departments?|cantons?|jurisdiction|townships?|communes?|parish(?:es)?|municipalit(?:y|ies)|prefectures?"
    r"|boroughs?|voivodeship|raion|division|districts?|provinces?|neighbou?rhoods?|valley|hills?|farm)$",
    re.IGNORECASE,
)
_KIND_BEFORE = re.compile(
    r"^.*\b(?i:port|town|city|village|municipality|capital|department|province|district|canton|suburb|neighbou?rhood)"
    r" of (?:the )?(?=[A-ZÀ-Þ])"
)
#: Where the place of a dateline ends.
_LINE_END = re.compile(r"[,(/]")


class PlaceResolver:
    """Finds and resolves event places of one article."""

    def __init__(
        self,
        article: Article,
        trees: Sequence[Tree],
        parties: Parties,
        places: PlaceFinder,
        toponyms: Sequence[Toponym] = (),
    ) -> None:
        self._together = placed(article, trees, toponyms, places, parties.countries)
        self._article = article
        self._trees = trees
        self._parties = parties
        self._places = places

    def place_of(self, draft: Draft) -> Place | None:
        """The place of an act: where it goes, else where its clause or its sentence says it is."""
        tree = self._trees[draft.sentence]
        for head in draft.places:
            found = self._resolve(draft.sentence, head, "to")
            if found is not None and found.place_id is not None:
                return found
        unresolved: Place | None = None
        parties = [p for p in (*draft.actors, *draft.recipients) if not p.is_place]
        doers = {p.head for p in draft.actors}
        for at in self._levels(tree, draft):
            for prep, head in self._phrases(tree, at, goes=draft.goes):
                before = head < at and tree[head].head == at and tree.rel(head) in ("compound", "amod")
                if any(head == p.head for p in parties) or (before and head in doers):
                    continue
                found = self._resolve(draft.sentence, head, prep)
                if found is not None and found.place_id is not None:
                    return found
                unresolved = unresolved or found
        return self._by_role(draft) or self._around(tree, draft) or unresolved

    def _around(self, tree: Tree, draft: Draft) -> Place | None:
        """The nearest place of the sentence with no other statement between it and the act."""
        if draft.goes or draft.type not in _BODILY:
            return None
        up = self._way(tree, draft.trigger)
        taken = {p.head for p in (*draft.actors, *draft.recipients)}
        best: tuple[int, Place] | None = None
        for i in range(len(tree)):
            prep = tree.preposition(i)
            if i in taken or not prep or prep not in _AT - _TOWARDS or not self._tells(tree, i):
                continue
            down = self._way(tree, i)
            meet = next((n for n in down if n in up), None)
            if meet is None or (best is not None and up[meet] + down[meet] >= best[0]):
                continue
            found = self._resolve(draft.sentence, i, prep)
            if found is not None and found.place_id is not None and up[meet] + down[meet] <= _REACH:
                best = up[meet] + down[meet], replace(found, p=round(found.p * _INFERRED, 3))
        return None if best is None else best[1]

    def _tells(self, tree: Tree, i: int) -> bool:
        """Whether a word is of a place's name, or one that stands for the dateline's place."""
        return self._mention(tree, i) is not None or tree[i].lemma.lower() in _TOWNS

    @staticmethod
    def _way(tree: Tree, i: int) -> dict[int, int]:
        """Words above ``i`` that share its place, with the steps to them, up to the end of its clause."""
        steps = {i: 0}
        at = i
        while tree[at].head >= 0 and len(steps) <= _REACH:
            rel, head = tree.rel(at), tree[at].head
            coordinated = rel == "conj" and not tree.of(at, "aux", "mark")
            if rel not in _SHARED and not coordinated:
                break
            if tree[at].deprel == "acl:relcl" and tree[head].upos not in ("NOUN", "PROPN"):
                break
            at = head
            steps[at] = len(steps)
        return steps

    def _levels(self, tree: Tree, draft: Draft) -> list[int]:
        """Words whose phrases may say where, nearest first: the trigger, its verb, the clause they serve."""
        levels = [draft.trigger, *happening(tree, draft.trigger)]
        if draft.support is not None:
            levels.append(draft.support)
        at = draft.verb
        for _ in range(4):
            head, rel = tree[at].head, tree.rel(at)
            if head < 0:
                break
            if tree[at].deprel == "acl:relcl" or (rel == "acl" and not tree.is_verbal(head)):
                levels += self._noun_above(tree, head)
                break
            if rel not in ("xcomp", "advcl", "conj", "obj", "obl", "nmod") or (
                rel == "conj" and tree.of(at, "nsubj")
            ):
                break
            levels.append(head)
            at = head
        return list(dict.fromkeys(levels))

    @staticmethod
    def _noun_above(tree: Tree, noun: int) -> list[int]:
        """As in "the spaceport, the place where they met": the noun described, and what it renames."""
        found = [noun]
        if tree.rel(noun) == "appos" and tree[noun].head >= 0:
            found.append(tree[noun].head)
        return found

    def _phrases(self, tree: Tree, at: int, *, goes: bool) -> list[tuple[str, int]]:
        found = [(prep, h) for prep, h in tree.obliques(at) if prep in _AT]
        if tree.is_verbal(at):
            things = [*tree.of(at, "obj"), *(c for c in tree.of(at, "nsubj") if tree.is_passive(at))]
            found += [(p, h) for o in things for p, h in tree.obliques(o) if p in _AT - _TOWARDS and p]
            if not goes:
                found += [("", c) for o in things for p, c in tree.obliques(o) if p == "of"]
        if not goes:
            found.sort(key=lambda pair: pair[0] in _TOWARDS)
            found = [
                f for f in found if f[0] not in ("from", "to", "toward", "towards") or tree.is_verbal(at)
            ]
        if tree[at].upos in ("NOUN", "PROPN"):
            found.append(("", at))
            found += [
                ("in", c)
                for c in tree.of(at, "compound", "nmod:poss", "amod")
                if self._mention(tree, c) is not None and not self._says_whose(tree, c, at)
            ]
        found += [("", c) for c in tree.of(at, "appos")]
        return found

    def _says_whose(self, tree: Tree, i: int, noun: int) -> bool:
        """Whether a country before a noun tells whose it is: "U.S. intelligence assessments"."""
        mention = self._mention(tree, i)
        match = None if mention is None else self._together.get(mention.span)
        whose = match is not None and match.kind is PlaceKind.COUNTRY and match.use is ToponymUse.ASSOCIATIVE
        return whose and tree[noun].lemma.lower() not in _LAND

    def _mention(self, tree: Tree, i: int) -> Mention | None:
        found = self._parties.mention_at(tree.sentence.index, i)
        return found if found is not None and found.label in ("place", "facility") else None

    def _resolve(self, number: int, head: int, prep: str) -> Place | None:
        """The named place in a phrase: its head, or a name within ("the town of X", "the X spaceport").

        Where no name in it resolves, the first one as it was read.
        """
        tree = self._trees[number]
        options = [
            head,
            *tree.of(head, "flat", "compound", "appos"),
            *(c for p, c in tree.obliques(head) if p in ("of", "in", "")),
        ]
        options += [o for c in options[1:] for o in tree.of(c, "flat", "appos") if o not in options]
        read: Place | None = None
        for i in options:
            mention = self._mention(tree, i)
            if mention is None:
                continue
            span = self._with_outer(tree, i, mention)
            match = self._sure(self._together.get(mention.span)) or self._find(span.of(self._article.text))
            if match is None and span != mention.span:
                span, match = mention.span, self._find(mention.span.of(self._article.text))
            if match is None:
                read = read or self._unresolved(mention)
            elif not (match.kind is PlaceKind.COUNTRY and self._owns(tree, i, head, mention)):
                return self._place(span, match, prep, mention.p)
        return read or self._here(tree, head, prep)

    def _here(self, tree: Tree, head: int, prep: str) -> Place | None:
        """The dateline's place for "this city"; its span is that of these words."""
        line = self._article.dateline
        this = [c for c in tree.of(head, "det") if tree[c].text.lower() == "this"]
        if line is None or not this or tree[head].lemma.lower() not in _TOWNS:
            return None
        match = self._find(_LINE_END.split(line.of(self._article.text), maxsplit=1)[0].strip().title())
        span = Span(tree[this[0]].span.start, tree[head].span.end)
        return None if match is None else self._place(span, match, prep, 1.0)

    @staticmethod
    def _owns(tree: Tree, i: int, head: int, mention: Mention) -> bool:
        """Whether a name before a noun says whose it is, not where: "at the U.S. embassy"."""
        apart = not mention.start <= head < mention.end
        return apart and tree.rel(i) == "compound" and tree[head].lemma.lower() not in _LAND

    def _find(self, name: str) -> PlaceMatch | None:
        """What the gazetteer knows of a name; a doubtful namesake in a country not spoken of is nothing."""
        near = self._parties.countries
        match = self._places.find(name, near=near)
        if match is None:
            # "Ormeda Department", "the Chilean port of Ormeda": the name itself
            bare = _KIND_AFTER.sub("", _KIND_BEFORE.sub("", name))
            match = self._places.find(bare, near=near) if bare and bare != name else None
        return self._sure(match)

    def _sure(self, match: PlaceMatch | None) -> PlaceMatch | None:
        """The match, if it is no doubtful namesake in a country that the report does not speak of."""
        near = self._parties.countries
        if match is not None and near and match.country not in near and match.p < _FOREIGN_P:
            return None
        return match

    def _unresolved(self, mention: Mention) -> Place | None:
        """A name as it was read; words without a capital are no name."""
        words = mention.span.of(self._article.text)
        if not any(c.isupper() for c in words):
            return None
        return Place(
            text=words,
            span=mention.span,
            name=words,
            place_id=None,
            kind=PlaceKind.UNKNOWN,
            p=round(mention.p * _UNRESOLVED, 3),
        )

    def _with_outer(self, tree: Tree, i: int, mention: Mention) -> Span:
        """The name with the larger place after its comma ("Izmail, Ukraine")."""
        for c in tree.of(i, "appos", "nmod", "flat", "list", "dep", "conj"):
            outer = self._mention(tree, c)
            between = (
                Span(mention.span.end, tree[c].span.start) if tree[c].span.start >= mention.span.end else None
            )
            if outer is not None and between is not None and between.of(self._article.text).strip() == ",":
                return Span(mention.span.start, outer.span.end)
        return mention.span

    def _place(self, span: Span, match: PlaceMatch, prep: str, p: float) -> Place:
        within = match.within_km
        if prep in _NEAR_WORDS and within is not None:
            within = max(within, _NEAR_KM)
        return Place(
            text=span.of(self._article.text),
            span=span,
            name=match.name,
            place_id=match.place_id,
            kind=match.kind,
            country=match.country,
            admin1=match.admin1,
            lat=match.lat,
            lon=match.lon,
            within_km=within,
            p=round(match.p * p, 3),
            use=match.use,
            runner_up=match.runner_up,
        )

    def _by_role(self, draft: Draft) -> Place | None:
        """What the reader marked as the act's place (ARGM-LOC)."""
        if draft.predicate is None:
            return None
        tree = self._trees[draft.sentence]
        for arg in draft.predicate.args:
            if arg.role == "ARGM-LOC" and arg.p >= 0.5:
                for i in range(arg.start, min(arg.end, len(tree))):
                    if self._mention(tree, i) is not None:
                        found = self._resolve(draft.sentence, i, "in")
                        if found is not None:
                            return found
        return None
