"""Who takes part: noun phrases, names and pronouns of an article, resolved and linked.

One pass over the article in reading order keeps who was last spoken of. Names link to their longer
form ("Watling" to "Jack Watling"), titles to their bearer, pronouns to the likeliest one before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass, replace
from sayso.extract.lexicon import lexicon
from sayso.extract.titled import Introductions, with_title
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorFinder, ActorKind, ActorMatch, Article, IncidentPart, Mention, Reading, Span

__all__ = ["Parties", "Party"]

_PERSON_NOUNS = word_set("parties.person_nouns")
_GROUP_HEADS = word_set("parties.group_heads")
_THEY = frozenset({"they", "them", "their", "themselves", "both"})
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself"})
_PRONOUNS = _THEY | _HE | _SHE | _IT
_SPEAKER_PRONOUNS = frozenset({"i", "we", "our", "us", "my", "me"})
_PAIR_HEADS = word_set("parties.pair_heads")
_COUNTERS = frozenset("thousand hundred dozen million score number group crowd lot majority couple".split())
_LABELS = frozenset({"person", "organisation", "place", "facility", "nationality", "misc"})
#: Who is often abroad: of them "in" a country says nothing of where they are from.
_VISITING = lexicon().classes["visiting"]
#: How far back a pronoun looks, in sentences. GUM: nine in ten antecedents stand within two.
_REACH = 3
#: The share of a report's names of countries that makes one its own.
_HOME = 0.6
#: How far a link of the coreference ranker is trusted, in sentences, and how much.
_LINK_REACH, _P_LINKED = 8, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A phrase that names somebody: where it stands, what it says, who that is.

    ``label`` is the reader's label of the name inside, None for a description; ``said`` is the phrase
    as written with its modifiers; ``p`` how sure the link is.
    """

    sentence: int
    head: int
    span: Span
    text: str
    said: str
    match: ActorMatch
    label: str | None
    plural: bool
    pronoun: bool = False
    p: float = 1.0

    @property
    def is_place(self) -> bool:
        """Whether the words name a place first of all."""
        return self.label in ("place", "facility")


@dataclass(slots=True)
class _Known:
    """Somebody spoken of: for pronouns and short forms."""

    party: Party
    female: bool | None
    weight: float


class Parties:
    """All parties of an article, by the sentence and head word of their phrase."""

    def __init__(
        self, article: Article, reading: Reading, trees: Sequence[Tree], actors: ActorFinder
    ) -> None:
        self._article = article
        self._trees = trees
        self._actors = actors
        self._mentions = [_by_word(s.mentions) for s in reading.sentences]
        self._in: dict[int, dict[int, tuple[Party, ...]]] = {}
        self._known: list[_Known] = []
        self._entity_of = {at: n for n, chain in enumerate(reading.entities) for at in chain}
        self._last_of: dict[int, Party] = {}
        self._full: dict[str, str] = {}
        self.countries: list[str] = []
        self.home: str | None = None
        self._collect_names(reading)
        self._surnames = {
            m.span.of(article.text).split()[-1]
            for s in reading.sentences
            for m in s.mentions
            if m.label == "person"
        }
        self._introduced = Introductions(article, trees, actors, self._full, self.countries)
        for number, tree in enumerate(trees):
            self._pass(number, tree)

    def at(self, sentence: int, head: int) -> tuple[Party, ...]:
        """Who the phrase with this head names: several for "they" or "both leaders", none for a thing."""
        return self._in.get(sentence, {}).get(head, ())

    def mention_at(self, sentence: int, word: int) -> Mention | None:
        """The name that covers a word."""
        return self._mentions[sentence].get(word)

    def incident(self, sentence: int) -> tuple[IncidentPart, ...]:
        """Words of a sentence, if there is one, that take part in an act of violence told in the article."""
        return self._trees[sentence].sentence.incident if 0 <= sentence < len(self._trees) else ()

    def around(self, span: Span, sentence: int) -> tuple[Party, ...]:
        """Parties of a sentence whose words lie in ``span``, pronouns included."""
        return tuple(
            p for found in self._in.get(sentence, {}).values() for p in found if span.contains(p.span)
        )

    # -------------------------------------------------------------- names known beforehand

    def _collect_names(self, reading: Reading) -> None:
        """Longest form of every person's name, so that a headline's surname resolves as well."""
        counts: dict[str, int] = {}
        for sentence in reading.sentences:
            for m in sentence.mentions:
                name = m.span.of(self._article.text)
                if m.label == "person" and len(name.split()) > 1:
                    for part in {name.split()[-1], name.split()[0]}:
                        if len(name) > len(self._full.get(part, "")):
                            self._full[part] = name
                match = self._actors.find(name, label=m.label, on=self._article.published)
                if match.country is not None and match.p >= 0.5:
                    counts[match.country] = counts.get(match.country, 0) + 1
        self.countries = sorted(counts, key=lambda c: (-counts[c], c))[:6]
        most = counts[self.countries[0]] if counts else 0
        self.home = self.countries[0] if most >= max(2, _HOME * sum(counts.values())) else None

    # -------------------------------------------------------------- the pass

    def _pass(self, number: int, tree: Tree) -> None:
        here = self._in.setdefault(number, {})
        for known in self._known:
            known.weight -= 1.0
        self._known = [k for k in self._known if k.weight > -_REACH - 2]
        for i, token in enumerate(tree.tokens):
            if token.upos == "PRON" and token.text.lower() in _PRONOUNS:
                here[i] = self._linked(number, i, tree) or self._pronoun(number, i, tree)
            elif token.upos in ("PROPN", "NOUN", "ADJ", "NUM", "X", "SYM", "VERB", "PRON"):
                party = self._party(number, i, tree)
                if party is None:
                    continue
                several = self._several(party, tree) or self._by_country(party, tree)
                if not several:
                    party = self._named_before(party)
                    self._remember(party, tree)
                here[i] = several or (party,)

    def _is_head(self, tree: Tree, i: int, mention: Mention | None) -> bool:
        """Whether ``i`` heads its phrase: for names the word whose head lies outside the name."""
        if mention is not None:
            return not mention.start <= tree[i].head < mention.end
        return tree[i].upos in ("NOUN", "PROPN", "NUM") or (tree[i].upos == "ADJ" and bool(tree.of(i, "det")))

    def _party(self, number: int, i: int, tree: Tree) -> Party | None:
        counted = self._counted(number, i, tree)
        if counted is not None:
            return counted
        mention = self._mentions[number].get(i) or self._overlooked(number, i, tree)
        if self._hyphened(tree, i if mention is None else mention.end - 1):
            return None
        if mention is not None and mention.label not in _LABELS:
            mention = None
        if not self._is_head(tree, i, mention) or self._is_title(number, i, tree):
            return None
        lemma = tree[i].lemma.lower()
        if mention is None and not self._describes(tree, i, lemma):
            return None
        words = tree.phrase(i)
        said = tree.span(words).of(self._article.text)
        span = mention.span if mention is not None else tree.span(words)
        label = mention.label if mention is not None else None
        if mention is not None and label == "person":
            said = with_title(self._article.text, tree, words, mention)
        alone = label == "place" and mention is not None and mention.start <= i < mention.end
        if alone or (label in ("nationality", "place") and tree.rel(i) in ("amod", "compound")):
            said = span.of(self._article.text)
        match = self._find(said, span.of(self._article.text), label)
        named = self._renamed(number, i, tree) if mention is None else None
        if named is not None:
            span, label, match = named.span, named.label, self._bearer(named, match, lemma)
        elif label in (None, "misc", "nationality") and not self._counts(match, lemma):
            return None
        return Party(
            sentence=number,
            head=i,
            span=span,
            text=span.of(self._article.text),
            said=said,
            match=match,
            label=label,
            plural=match.kind is not ActorKind.COUNTRY
            and (tree.feat(i, "Number=Plur") or bool(tree.of(i, "conj"))),
            p=match.p * (mention.p if mention is not None else 0.9),
        )

    def _hyphened(self, tree: Tree, i: int) -> bool:
        """As "rebel" in "a rebel-held town": part of a description, and nobody who takes part."""
        if i + 2 >= len(tree) or tree[i + 1].text not in ("-", "–"):
            return False
        if tree[i + 2].upos not in ("VERB", "ADJ"):
            return False
        joined = tree[i].span.end == tree[i + 1].span.start and tree[i + 1].span.end == tree[i + 2].span.start
        return joined and tree[i + 2].text.islower()

    def _is_title(self, number: int, i: int, tree: Tree) -> bool:
        """Whether a word is the title before a name, as "President" in "President Biden"."""
        if number >= len(self._mentions) or i in self._mentions[number]:
            return False
        named = [tree[i].head, *tree.of(i, "flat", "appos")]
        for other in named:
            mention = self._mentions[number].get(other)
            if mention is not None and mention.label == "person" and i < mention.start <= i + 2:
                return tree.rel(i) in ("compound", "flat", "appos", "amod", "nmod")
        return False

    def _counted(self, number: int, i: int, tree: Tree) -> Party | None:
        """As in "Thousands of protesters": the party is who is counted."""
        if tree[i].lemma.lower() not in _COUNTERS or i in self._mentions[number]:
            return None
        for prep, head in tree.obliques(i):
            inner = self._party(number, head, tree) if prep == "of" else None
            if inner is not None:
                span = Span(tree[i].span.start, inner.span.end)
                return replace(inner, head=i, span=span, text=span.of(self._article.text), plural=True)
        return None

    def _overlooked(self, number: int, i: int, tree: Tree) -> Mention | None:
        """A surname that the reader labelled elsewhere in the article and left bare here."""
        token = tree[i]
        if token.upos != "PROPN" or token.text not in self._surnames:
            return None
        found = Mention(sentence=number, start=i, end=i + 1, span=token.span, label="person", p=0.6)
        self._mentions[number][i] = found
        return found

    def _renamed(self, number: int, i: int, tree: Tree) -> Mention | None:
        """The name in apposition to a description: "his Turkish counterpart, Kemal Aydin"."""
        for c in tree.of(i, "appos"):
            mention = self._mentions[number].get(c)
            if mention is not None and mention.label == "person":
                return mention
        return None

    def _bearer(self, named: Mention, description: ActorMatch, lemma: str) -> ActorMatch:
        """Who a name with a description is: what the name lacks, the description gives."""
        match = self._find(named.span.of(self._article.text), named.span.of(self._article.text), "person")
        sectors = match.sectors or description.sectors
        if lemma == "counterpart" and not sectors:
            recent = max(self._people(), key=lambda k: k.weight, default=None)
            sectors = recent.party.match.sectors if recent is not None else ()
        return replace(
            match,
            country=match.country or description.country,
            sectors=sectors,
            office=match.office or description.office,
            kind=ActorKind.PERSON,
        )

    @staticmethod
    def _describes(tree: Tree, i: int, lemma: str) -> bool:
        kinds = tree.sentence.noun_kinds
        kind = kinds[i] if i < len(kinds) else "O"
        return lemma in _PERSON_NOUNS or kind in ("person", "organization")

    @staticmethod
    def _counts(match: ActorMatch, lemma: str) -> bool:
        return lemma in _PERSON_NOUNS or bool(match.sectors) or match.country is not None

    def _find(self, said: str, name: str, label: str | None) -> ActorMatch:
        full = self._full.get(name) if label == "person" else None
        asked = full if full is not None and full != name else said
        match = self._actors.find(asked, label=label, on=self._article.published, near=self.countries)
        if full is not None and match.actor_id.startswith("per:") and not match.country:
            titled = self._actors.find(said, label=label, on=self._article.published, near=self.countries)
            if titled.country and titled.name.split()[:1] in (name.split()[:1], full.split()[:1]):
                match = replace(titled, name=full) if titled.name == name else titled
        if label == "person" and match.country is None:
            # the title told the country where the name was first given
            for known in reversed(self._known):
                m = known.party.match
                if m.name == match.name and m.country:
                    return m
        return self._introduced.apply(match, full or name, label)

    # -------------------------------------------------------------- what the ranker linked

    def _linked(self, number: int, i: int, tree: Tree) -> tuple[Party, ...]:
        """Whom the coreference ranker has a pronoun stand for, if that one is known and fits."""
        entity = self._entity_of.get((number, i))
        known = self._last_of.get(entity) if entity is not None else None
        if known is None or number - known.sentence > _LINK_REACH:
            return ()
        word = tree[i].text.lower()
        person = known.match.kind is ActorKind.PERSON or known.label == "person"
        if (word in _HE or word in _SHE) != (person and not known.plural) and word not in _THEY:
            return ()
        for other in self._known:
            if other.party.match.actor_id == known.match.actor_id and person:
                if other.female is not None and other.female != (word in _SHE) and word in _HE | _SHE:
                    return ()
                if word in _HE | _SHE:
                    other.female = word in _SHE
        return (self._stand(known, number, i, tree[i].span, _P_LINKED),)

    def _named_before(self, party: Party) -> Party:
        """A bare description ("the minister") with the name of the one it is linked to."""
        entity = self._entity_of.get((party.sentence, party.head))
        if entity is None:
            return party
        known = self._last_of.get(entity)
        if (
            known is not None
            and party.label is None
            and not party.match.named
            and known.match.named
            and party.sentence - known.sentence <= _LINK_REACH
            and party.match.kind in (known.match.kind, ActorKind.UNKNOWN)
            and party.plural == known.plural
            and (party.match.country in (None, known.match.country))
        ):
            linked = self._stand(known, party.sentence, party.head, party.span, _P_LINKED)
            party = replace(linked, pronoun=False, said=party.said)
        if known is None or party.match.named or not known.match.named:
            self._last_of[entity] = party
        return party

    # -------------------------------------------------------------- who was spoken of

    def _remember(self, party: Party, tree: Tree) -> None:
        if party.is_place and party.match.kind is not ActorKind.COUNTRY:
            return
        if tree.rel(party.head) in ("amod", "compound"):
            return
        weight = 0.0
        if tree.rel(party.head) == "nsubj":
            weight += 0.7
        elif tree.rel(party.head) in ("obj", "iobj"):
            weight += 0.3
        elif tree.rel(party.head) == "nmod":
            weight -= 0.3
        if party.label == "person":
            weight += 0.3
        female = next((k.female for k in self._known if k.party.match.actor_id == party.match.actor_id), None)
        self._known = [k for k in self._known if k.party.match.actor_id != party.match.actor_id]
        self._known.append(_Known(party, female, weight))

    def _people(self) -> list[_Known]:
        return [
            k for k in self._known if k.party.match.kind is ActorKind.PERSON or (k.party.label == "person")
        ]

    def _pronoun(self, number: int, i: int, tree: Tree) -> tuple[Party, ...]:
        word = tree[i].text.lower()
        span = tree[i].span
        if word in _HE or word in _SHE:
            female = word in _SHE
            fit = [k for k in self._people() if k.female in (None, female) and not k.party.plural]
            best = max(fit, key=lambda k: k.weight, default=None)
            if best is None or best.weight < -_REACH:
                return ()
            best.female = female
            return (self._stand(best.party, number, i, span, 0.8),)
        if word in _IT:
            fit = [
                k
                for k in self._known
                if k.party.match.kind
                in (ActorKind.COUNTRY, ActorKind.ORGANISATION, ActorKind.GOVERNMENT, ActorKind.GROUP)
                and not (k.party.plural and k.party.match.kind is ActorKind.GROUP)
            ]
            best = max(fit, key=lambda k: k.weight, default=None)
            return (
                () if best is None or best.weight < -1.5 else (self._stand(best.party, number, i, span, 0.6),)
            )
        return self._they(number, i, tree)

    def _they(self, number: int, i: int, tree: Tree) -> tuple[Party, ...]:
        span = tree[i].span
        together = self._together(number)
        plural = [k for k in self._known if k.party.plural or k.party.match.kind is ActorKind.GROUP]
        best = max(plural, key=lambda k: k.weight, default=None)
        if together and (best is None or best.weight <= max(k.weight for k in together) + 0.2):
            return tuple(self._stand(k.party, number, i, span, 0.75) for k in together)
        if best is not None and best.weight >= -_REACH:
            return (self._stand(best.party, number, i, span, 0.65),)
        return ()

    def _together(self, number: int) -> list[_Known]:
        """Two people last spoken of in one sentence, this one or one of the two before."""
        people = self._people()
        for back in range(_REACH):
            near = [k for k in people if k.party.sentence == number - back and not k.party.plural]
            if len(near) >= 2:
                return sorted(near, key=lambda k: -k.weight)[:2]
        recent = sorted((k for k in people if k.weight >= -2), key=lambda k: -k.weight)[:2]
        return recent if len(recent) == 2 else []

    def _several(self, party: Party, tree: Tree) -> tuple[Party, ...]:
        """As in "The two leaders", "the pair", "both sides": those last spoken of."""
        if party.label is not None:
            return ()
        lemma = tree[party.head].lemma.lower()
        low = party.said.lower()
        pair = lemma in _PAIR_HEADS and (
            " two " in f" {low} " or low.startswith(("both ", "pair", "the pair", "the duo"))
        )
        if not pair or party.match.named:
            return ()
        if lemma in ("country", "nation", "side"):
            lands = [k for k in self._known if k.party.match.kind is ActorKind.COUNTRY]
            found = sorted(lands, key=lambda k: -k.weight)[:2]
        else:
            found = self._together(party.sentence)
        if len(found) < 2:
            return ()
        return tuple(self._stand(k.party, party.sentence, party.head, party.span, 0.75) for k in found)

    def _by_country(self, party: Party, tree: Tree) -> tuple[Party, ...]:
        """A description that names no country itself, once for each country said of it beside it."""
        match = party.match
        bare = party.label is None and not match.named and match.country is None
        if not bare or not (match.sectors or match.kind is ActorKind.GOVERNMENT):
            return ()
        found: dict[str, ActorMatch] = {}
        for head in self._lands_of(party.head, tree):
            land = self._party(party.sentence, head, tree)
            if land is None or land.label is None or land.match.country is None or land.label == "person":
                continue
            there = self._find(f"{land.text} {_bare(party.said)}", "", None)
            if there.country == land.match.country and there.kind is match.kind:
                found[there.country] = replace(there, sectors=match.sectors or there.sectors)
        return tuple(replace(party, match=there) for there in found.values())

    @staticmethod
    def _lands_of(head: int, tree: Tree) -> list[int]:
        """Words that may tell where a description is from.

        "lawmakers in Chad and Mali", "Chadian and Malian lawmakers", "Chadian police and prosecutors".
        """
        preps = ("from",) if tree[head].lemma.lower() in _VISITING else ("in", "from", "of")
        behind = [h for prep, h in tree.obliques(head) if prep in preps]
        if behind:
            return behind
        before = [a for m in tree.of(head, "amod", "compound") for a in tree.conjuncts(m)]
        if before or tree.rel(head) != "conj" or tree.of(head, "det"):
            return before
        return tree.of(tree[head].head, "amod", "compound")

    def _stand(self, known: Party, number: int, i: int, span: Span, p: float) -> Party:
        """``known`` as referred to by other words."""
        return replace(
            known,
            sentence=number,
            head=i,
            span=span,
            text=span.of(self._article.text),
            pronoun=True,
            p=known.p * p,
        )


def _by_word(mentions: Sequence[Mention]) -> dict[int, Mention]:
    return {w: m for m in mentions for w in range(m.start, m.end)}


def _bare(said: str) -> str:
    """A description without its article."""
    first, _, rest = said.partition(" ")
    return rest if rest and first.lower() in ("a", "an", "the") else said
