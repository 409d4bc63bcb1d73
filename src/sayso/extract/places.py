"""Where an act takes place: the place phrase that belongs to its trigger, resolved."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.events import Draft
from sayso.extract.parties import Parties
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import Article, Mention, Place, PlaceFinder, PlaceMatch, Span

__all__ = ["PlaceResolver"]

_AT = word_set("places.at")
_NEAR_WORDS = frozenset(
    {"near", "outside", "around", "off", "south of", "north of", "east of", "west of", "close to"}
)
#: Motion words: only acts that go somewhere take place where "to" and "into" point.
_TOWARDS = frozenset({"to", "into", "toward", "towards", "from"})
#: How far off "near" may be.
_NEAR_KM = 30.0


class PlaceResolver:
    """Finds and resolves event places of one article."""

    def __init__(
        self, article: Article, trees: Sequence[Tree], parties: Parties, places: PlaceFinder
    ) -> None:
        self._article = article
        self._trees = trees
        self._parties = parties
        self._places = places

    def place_of(self, draft: Draft) -> Place | None:
        """The place of an act: where it goes, else where its clause says it is, else none."""
        tree = self._trees[draft.sentence]
        for head in draft.places:
            found = self._resolve(draft.sentence, head, "to")
            if found is not None:
                return found
        for at in self._levels(tree, draft):
            for prep, head in self._phrases(tree, at, goes=draft.goes):
                if any(head == p.head and not p.is_place for p in (*draft.actors, *draft.recipients)):
                    continue
                found = self._resolve(draft.sentence, head, prep)
                if found is not None:
                    return found
        return self._by_role(draft)

    def _levels(self, tree: Tree, draft: Draft) -> list[int]:
        """Words whose phrases may say where, nearest first: the trigger, its verb, the clause they serve."""
        levels = [draft.trigger]
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
            found.sort(key=lambda pair: pair[0] in _TOWARDS)
            found = [
                f for f in found if f[0] not in ("from", "to", "toward", "towards") or tree.is_verbal(at)
            ]
        if tree[at].upos in ("NOUN", "PROPN"):
            found.append(("", at))
            found += [
                ("in", c)
                for c in tree.of(at, "compound", "nmod:poss", "amod")
                if self._mention(tree, c) is not None
            ]
        found += [("", c) for c in tree.of(at, "appos")]
        return found

    def _mention(self, tree: Tree, i: int) -> Mention | None:
        found = self._parties.mention_at(tree.sentence.index, i)
        return found if found is not None and found.label in ("place", "facility") else None

    def _resolve(self, number: int, head: int, prep: str) -> Place | None:
        """The named place in a phrase: its head, or a name within ("the town of X", "the X spaceport")."""
        tree = self._trees[number]
        options = [
            head,
            *tree.of(head, "flat", "compound", "appos"),
            *(c for p, c in tree.obliques(head) if p in ("of", "in", "")),
        ]
        for i in options:
            mention = self._mention(tree, i)
            if mention is None:
                continue
            span = self._with_outer(tree, i, mention)
            match = self._places.find(span.of(self._article.text), near=self._parties.countries)
            if match is None and span != mention.span:
                span, match = (
                    mention.span,
                    self._places.find(mention.span.of(self._article.text), near=self._parties.countries),
                )
            if match is not None:
                return self._place(span, match, prep, mention.p)
        return None

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
