"""Goods, services and what stands for them in a report: "howitzers", "the load", "a dhow"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from sayso.classes import dataclass, replace
from sayso.extract.parties import Parties, Party
from sayso.extract.rules.words import (
    Telling,
    first_words,
    goods_looked_for,
    listed,
    names_pattern,
    not_goods,
    telling_in,
)
from sayso.extract.tree import Tree
from sayso.records import ActorFinder, ActorKind, ActorMatch, Article, Span

__all__ = ["Goods", "Sight"]

#: What rules look at beside goods.
_OTHER = re.compile(
    r"\b(?:train\w*|teach\w*|taught|drill\w*|instruct\w*|advis[eo]\w*|school\w*|coach\w*|lessons?|courses?|mentor\w*|learn\w*|embargo\w*|bans?|banned|sanctions?|"
    r"restrictions?|measures?|curbs?|limits?|prohibit\w*|forbid\w*|forbade|regime)\b",
    re.IGNORECASE,
)
_HALVES = {"the North": "North", "North": "North", "the South": "South", "South": "South"}
#: Prepositions before places, and how sure the gazetteer must be of a name that the reader took for none.
_WHERE = frozenset("in at near off from to into outside around".split())
_SURE = 0.6
#: PLOVER's codes for actors that belong to no one country.
_NO_STATE = frozenset("UNO EUR IGO NGO ISM IMG MNC".split())
#: Kinds that ways of speech name too often to count in a report that speaks of no other goods.
_WEAK = frozenset({"troops", "labour", "textiles", "minerals", "oil", "luxury", "seafood", "statues"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Words of a sentence that name goods of some kinds."""

    kinds: frozenset[str]
    words: tuple[int, ...]
    text: str


class Sight:
    """A report as the rules look at it: its trees, who takes part, and the goods in each sentence."""

    def __init__(
        self, article: Article, trees: Sequence[Tree], parties: Parties, finder: ActorFinder | None = None
    ) -> None:
        self.article = article
        self._finder = finder
        self._found: dict[tuple[int, int], tuple[Party, ...]] = {}
        self._all: dict[int, list[Party]] = {}
        self._places: dict[int, frozenset[str]] = {}
        self.trees = trees
        self._parties = parties

    @cached_property
    def goods(self) -> list[tuple[Goods, ...]]:
        """The goods of each sentence."""
        return [self._goods(n, tree) for n, tree in enumerate(self.trees)]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of hard goods anywhere in the report: what "the load" may be."""
        return frozenset(k for found in self.goods for g in found for k in g.kinds) - _WEAK

    @cached_property
    def stand_ins(self) -> list[frozenset[int]]:
        """The words of each sentence that may stand for goods named elsewhere."""
        return [self._stand_ins(tree) for tree in self.trees]

    @cached_property
    def _telling(self) -> Telling:
        return telling_in(self.article.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the report as written."""
        return frozenset(re.findall(r"\w+", self.article.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Countries, and codes that stand beside them, of everybody in the report."""
        return frozenset(p.match.country for _, p in self.everybody if p.match.country)

    def at(self, sentence: int, word: int) -> tuple[Party, ...]:
        """Who the phrase with this head names; "the North" in a report on Korea is North Korea."""
        known = self._found.get((sentence, word))
        if known is None:
            known = self._found[sentence, word] = self._looked_up(sentence, word)
        return known

    def _looked_up(self, sentence: int, word: int) -> tuple[Party, ...]:
        found = tuple(self._as_place(p) for p in self._parties.at(sentence, word))
        found = found or self._overlooked(sentence, word)
        if found and found[0].text in _HALVES and self.trees[sentence][word].text == _HALVES[found[0].text]:
            return tuple(self._korean(p) for p in found)
        return found

    def _as_place(self, party: Party) -> Party:
        """A name that the reader took for no place, and that stands where one does: "at Bandar Abbas"."""
        taken = party.label is None or party.is_place or party.pronoun or party.match.country is not None
        tree = self.trees[party.sentence] if party.sentence < len(self.trees) else None
        if self._finder is None or taken or tree is None or party.head >= len(tree):
            return party
        if tree.preposition(party.head) not in _WHERE:
            return party
        match = self._place_called(party.text)
        return replace(party, match=match, label="place") if match is not None else party

    def _overlooked(self, sentence: int, word: int) -> tuple[Party, ...]:
        """A name that the reader marked as none, and that stands where a place does: "off Barawe"."""
        tree = self.trees[sentence]
        token = tree[word]
        if token.upos != "PROPN" or not token.text[1:].islower() or self._parties.mention_at(sentence, word):
            return ()
        if tree.preposition(word) not in _WHERE and token.deprel != "nmod:poss":
            return ()
        match = self._place_called(token.text)
        if match is None:
            return ()
        party = _as_party(sentence, word, token.span, token.text)
        return (replace(party, match=match, label="place", p=match.p),)

    def _place_called(self, name: str) -> ActorMatch | None:
        if self._finder is None:
            return None
        near = self._parties.countries
        match = self._finder.find(name, label="place", on=self.article.published, near=near)
        return match if match.country is not None and match.p >= _SURE else None

    def _korean(self, party: Party) -> Party:
        code, other = ("PRK", "KOR") if party.text.endswith("North") else ("KOR", "PRK")
        spoken = re.search(r"Korea|Seoul|Pyongyang", self.article.text) is not None
        if not spoken or party.match.country in (code, other):
            return party
        return replace(party, match=replace(party.match, country=code, sectors=()))

    @cached_property
    def everybody(self) -> list[tuple[int, Party]]:
        """Everybody and every place that the report names, with the sentence."""
        return [(n, party) for n in range(len(self.trees)) for party in self.parties_of(n)]

    def may_name(self, names: Sequence[str]) -> bool:
        """Whether any of some names can be written in the report; a quick look."""
        return bool(names) and not self.words.isdisjoint(first_words(tuple(names)))

    def parties_of(self, sentence: int) -> list[Party]:
        """Everybody and every place that a sentence names."""
        known = self._all.get(sentence)
        if known is None:
            found = [p for word in range(len(self.trees[sentence])) for p in self.at(sentence, word)]
            known = self._all[sentence] = found
        return known

    def named(self, sentence: int, names: Sequence[str]) -> list[Party]:
        """Parties that a sentence names by one of the words given, whoever the tables take them for."""
        text, base = self.text_of(sentence), self.article.sentences[sentence].span.start
        tree, out = self.trees[sentence], []
        for m in names_pattern(tuple(names)).finditer(text) if names else ():
            span = Span(base + m.start(), base + m.end())
            words = [i for i, t in enumerate(tree.tokens) if t.span.overlaps(span)]
            if words:
                head = next((w for w in words if tree[w].head not in words), words[-1])
                out.append(_as_party(sentence, head, span, m.group()))
        return out

    def places_of(self, sentence: int) -> frozenset[str]:
        """Countries of the places in a sentence; the report's own one where it names none."""
        known = self._places.get(sentence)
        if known is None:
            found = {p.match.country for p in self.parties_of(sentence) if p.is_place and p.match.country}
            known = self._places[sentence] = frozenset(found or ({self.home} if self.home else ()))
        return known

    @cached_property
    def countries(self) -> frozenset[str]:
        """Countries that the report speaks of."""
        return frozenset(c for c in self.codes if len(c) == 3 and c not in _NO_STATE)

    @property
    def speaks_of_rules(self) -> bool:
        """Whether there is anything to look for: goods, training, or a measure of an issuer's."""
        return any(self.goods) or _OTHER.search(self.article.text) is not None

    @property
    def home(self) -> str | None:
        """The country that most names of the report are of, if one stands out."""
        return self._parties.home

    def text_of(self, sentence: int) -> str:
        """A sentence as written."""
        return self.article.sentences[sentence].span.of(self.article.text)

    def kinds_in(self, sentence: int) -> frozenset[str]:
        """Kinds of goods a sentence names."""
        return frozenset(k for g in self.goods[sentence] for k in g.kinds)

    def goods_at(self, sentence: int, word: int) -> frozenset[str]:
        """Kinds of the goods that a word is part of."""
        return frozenset(k for g in self.goods[sentence] if word in g.words for k in g.kinds)

    def _goods(self, number: int, tree: Tree) -> tuple[Goods, ...]:
        text = self.text_of(number)
        found: dict[tuple[int, ...], Goods] = {}
        patterns = goods_looked_for(text, self._telling)
        if not patterns:
            return ()
        base = self.article.sentences[number].span.start
        masked = not_goods().sub(lambda m: " " * len(m.group()), text)
        for kind, pattern in patterns:
            for m in pattern.finditer(masked):
                start, end = base + m.start(), base + m.end()
                words = tuple(
                    i for i, t in enumerate(tree.tokens) if t.span.start < end and start < t.span.end
                )
                if not words or not any(
                    tree[i].upos in ("NOUN", "PROPN", "ADJ", "NUM", "X", "SYM") for i in words
                ):
                    continue
                last = words[-1]
                above = tree[last].head
                joined = tree.rel(last) in ("compound", "amod") and above == last + 1
                if joined and tree[above].upos == "NOUN" and not _is_somebody(tree, above):
                    # "centrifuge pumps": the phrase is goods as a whole
                    words = (*words, above)
                old = found.get(words)
                kinds = frozenset({kind}) | (old.kinds if old else frozenset())
                found[words] = Goods(kinds=kinds, words=words, text=m.group().strip())
        return tuple(found.values())

    def _stand_ins(self, tree: Tree) -> frozenset[int]:
        """Words that may stand for goods named elsewhere, in a sentence that speaks of no others."""
        lemmas = [t.lemma.lower() for t in tree.tokens]
        if not self.kinds or set(lemmas) & listed("cargo", "civil"):
            return frozenset()
        known = listed("cargo", "things") | listed("cargo", "carriers")
        nouns = ("NOUN", "PROPN")
        return frozenset(
            i
            for i, w in enumerate(lemmas)
            if (w in known or w.removesuffix("s") in known) and tree[i].upos in nouns
        ) | frozenset(
            i
            for i, t in enumerate(tree.tokens)
            if t.upos == "PRON" and t.text.lower() in ("them", "they", "what", "she", "her")
        )


def _as_party(sentence: int, head: int, span: Span, text: str) -> Party:
    """A party known by nothing but a name that a rule lists."""
    match = ActorMatch(
        actor_id=f"name:{text.lower()}", name=text, kind=ActorKind.UNKNOWN, country=None, sectors=(),
        named=True, office=None, p=0.6,
    )  # fmt: skip
    return Party(
        sentence=sentence, head=head, span=span, text=text, said=text, match=match, label=None, plural=False,
        p=0.6,
    )  # fmt: skip


def _is_somebody(tree: Tree, word: int) -> bool:
    """Whether a noun names people: the gunners in "rocket gunners"."""
    kinds = tree.sentence.noun_kinds
    return word < len(kinds) and kinds[word] in ("person", "organization")
