"""Names with what a report says of them beside: titles before, a country behind, shared by several names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sayso.extract.tree import Tree
from sayso.records import ActorFinder, ActorKind, ActorMatch, Article, Mention, Span

__all__ = ["Introductions", "with_title"]

#: Offices whose holder is called the country's leader.
_LEADING = frozenset(
    {"president", "prime minister", "chancellor", "leader", "supreme leader", "king", "emir"}
)


def with_title(text: str, tree: Tree, words: Sequence[int], mention: Mention) -> str:
    """A person's name with the title before it and the country behind: "President Ann Poole of Norway".

    ``words`` are those of its phrase. A title in the plural is every name's: "Presidents X and Y".
    """
    start = min(words[0], mention.start)
    title = _shared_title(text, tree, mention) if start == mention.start else ""
    end = mention.span.end
    if start < mention.start or title:
        end = _end_of_land(tree, mention) or end
    return title + Span(tree[start].span.start, end).of(text)


def _end_of_land(tree: Tree, mention: Mention) -> int | None:
    """Where the place ends that stands behind a name and "of"."""
    at = mention.end
    if at + 1 >= len(tree) or tree[at].text != "of":
        return None
    land = next((m for m in tree.sentence.mentions if m.start == at + 1 and m.label == "place"), None)
    return land.span.end if land is not None else None


def _shared_title(text: str, tree: Tree, mention: Mention) -> str:
    """The title in the plural before the first of several names."""
    first = next((tree[i].head for i in range(mention.start, mention.end) if tree.rel(i) == "conj"), -1)
    people = (m for m in tree.sentence.mentions if m.label == "person" and m.start <= first < m.end)
    other = next(people, None)
    if other is None or not 0 < other.start < mention.start:
        return ""
    start = min(*tree.phrase(first), other.start)
    words = [tree[i] for i in range(start, other.start)]
    plural = bool(words) and words[-1].text.endswith("s") and words[-1].upos in ("NOUN", "PROPN")
    return Span(words[0].span.start, other.span.start).of(text) if plural else ""


class Introductions:
    """What a report's titles and appositions say of people, wherever they stand: a headline gives none.

    Offices change hands after any table is made, so for its own people the report is believed.
    """

    def __init__(
        self,
        article: Article,
        trees: Sequence[Tree],
        actors: ActorFinder,
        longest: Mapping[str, str],
        near: Sequence[str],
    ) -> None:
        self._article = article
        self._actors = actors
        self._longest = longest
        self._near = tuple(near)
        self._ids: set[str] = set()
        self._told: dict[str, ActorMatch] = {}
        for tree in trees:
            for mention in tree.sentence.mentions:
                if mention.label == "person":
                    self._take(tree, mention)

    def apply(self, match: ActorMatch, name: str, label: str | None) -> ActorMatch:
        """A match of a name or a description with what the report says itself."""
        told = self._told.get(name) if label == "person" else None
        if told is not None:
            return _filled(match, told)
        holder = self._holder(match) if label is None else None
        return match if holder is None else replace(holder, named=match.named, p=match.p)

    def _take(self, tree: Tree, mention: Mention) -> None:
        name = mention.span.of(self._article.text)
        if " " not in name:
            return
        full = self._longest.get(name.split()[-1], name)
        inside = range(mention.start, mention.end)
        for head in (i for i in inside if not mention.start <= tree[i].head < mention.end):
            told = self._told_at(head, tree, mention)
            self._ids.add(told.actor_id)
            if told.country or told.sectors:
                known = self._told.get(full)
                self._told[full] = told if known is None else _filled(known, told)

    def _told_at(self, head: int, tree: Tree, mention: Mention) -> ActorMatch:
        """Who a full name is by the titles beside it and by an apposition behind it."""
        text, on = self._article.text, self._article.published
        said = with_title(text, tree, tree.phrase(head), mention)
        match = self._actors.find(said, label="person", on=on, near=self._near)
        for c in tree.of(head, "appos"):
            if c < mention.end or match.country or tree[c].upos != "NOUN":
                continue
            told = self._actors.find(tree.span(tree.phrase(c)).of(text), on=on, near=self._near)
            if told.kind is ActorKind.PERSON:
                match = _filled(match, replace(told, actor_id=match.actor_id))
        return match

    def _holder(self, match: ActorMatch) -> ActorMatch | None:
        """Whom the report gives the office that a description names: "the Kazakh leader".

        The tables' holder is meant where the report names him as well, or gives the office to nobody.
        """
        on_record = match.kind is ActorKind.PERSON and match.actor_id.startswith("per:")
        if not on_record or match.actor_id in self._ids:
            return None
        leads = match.office in _LEADING
        fits = (
            told
            for told in self._told.values()
            if told.country == match.country
            and (told.office == match.office or (leads and told.office in _LEADING))
            and "ELI" not in told.sectors
        )
        return next(fits, None)


def _filled(match: ActorMatch, told: ActorMatch) -> ActorMatch:
    """A person with what a title said of the same one elsewhere in the report."""
    if (match.country and match.sectors) or match.actor_id != told.actor_id:
        return match
    return replace(
        match,
        country=match.country or told.country,
        sectors=match.sectors or told.sectors,
        office=match.office or told.office,
        p=max(match.p, told.p),
    )
