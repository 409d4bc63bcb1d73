"""Whether a word, as it stands in its sentence, meets the conditions of a lexicon entry."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.extract.lexicon import Entry, Lexicon
from sayso.extract.parties import Parties, Party
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind

__all__ = ["NOBODY_THERE", "Matcher", "is_people"]

_CIVIL = frozenset({"CVL", "LAB", "EDU", "OPP", "SOC", "REF", "AGR", "REL", "MED", "PTY"})
_COUNTERS = word_set("matching.counters")
#: Where shots hit nobody: "into the sea", "in the air".
NOBODY_THERE = frozenset({"sea", "ocean", "water", "air", "sky", "space", "orbit"})
#: Clauses under a noun that tell of other acts.
_OWN_CLAUSES = frozenset({"conj", "parataxis", "acl:relcl"})


def is_people(party: Party) -> bool:
    """Whether a party is persons or a crowd of them."""
    return party.match.kind in (ActorKind.GROUP, ActorKind.PERSON) or bool(set(party.match.sectors) & _CIVIL)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Conditions of entries against one sentence."""

    number: int
    tree: Tree
    parties: Parties
    lexicon: Lexicon

    def verb_fits(self, entry: Entry, i: int) -> bool:
        """Whether verb ``i`` is used as the entry says."""
        tree = self.tree
        if tree[i].deprel in ("amod", "compound", "aux", "cop", "case", "fixed", "flat"):
            return False
        if entry.type == "ASSAULT" and self._tested(i):
            return False
        objects = tree.things(i)
        if entry.object and not any(self.is_a(o, kind) for o in objects for kind in entry.object):
            return False
        if entry.exclude_object and any(self.is_a(o, kind) for o in objects for kind in entry.exclude_object):
            return False
        subjects = tree.doers(i)
        if entry.subject and not any(self.is_a(s, kind) for s in subjects for kind in entry.subject):
            return False
        if entry.exclude_subject and any(tree[s].lemma.lower() in entry.exclude_subject for s in subjects):
            return False
        if entry.particle and not any(
            tree[c].lemma.lower() in entry.particle for c in tree.of(i, "compound", "advmod")
        ):
            return False
        if entry.governed and not any(tree[a].lemma.lower() in entry.governed for a in tree.ancestors(i)):
            return False
        if entry.needs_any and not any(tree[w].lemma.lower() in entry.needs_any for w in tree.subtree(i)):
            return False
        return not entry.prep or self._prep_fits(entry, i)

    def _tested(self, i: int) -> bool:
        """As in "test-fired": what is tried out is no attack."""
        before = [t.text.lower() for t in self.tree.tokens[max(0, i - 2) : i]]
        return before[-1:] == ["test"] or (before[-1:] in (["-"], ["–"]) and before[:1] == ["test"])

    def _prep_fits(self, entry: Entry, i: int) -> bool:
        for prep, head in self.tree.obliques(i):
            if entry.type == "ASSAULT" and self.tree[head].lemma.lower() in NOBODY_THERE:
                continue
            if prep in entry.prep and (
                not entry.prep_object or any(self.is_a(head, k) for k in entry.prep_object)
            ):
                return True
        if "place" in entry.prep_object:
            # spun text drops articles and prepositions; a name right after still tells where
            return any(self.is_a(o, "place") for o in self.tree.of(i, "obj", "advmod", "obl"))
        return False

    def is_a(self, head: int, kind: str) -> bool:
        """Whether a phrase is of a kind: party, person, place, sector code, class of nouns or noun."""
        tree = self.tree
        lemma = tree[head].lemma.lower()
        found = self.parties.at(self.number, head)
        if kind == "party":
            return bool(found)
        if kind == "person":
            return any(p.match.kind is ActorKind.PERSON or p.label == "person" or is_people(p) for p in found)
        if kind == "people":
            return any(is_people(p) for p in found) or lemma in (
                "thousand",
                "hundred",
                "dozen",
                "crowd",
                "people",
            )
        if kind == "country":
            return any(p.match.kind is ActorKind.COUNTRY for p in found)
        if kind == "place":
            return self.place_at(head)
        if kind == "number":
            return tree[head].upos == "NUM"
        if kind.isupper():
            return any(kind in p.match.sectors for p in found)
        if self.lexicon.in_class(lemma, kind):
            return True
        before = [tree[c].lemma.lower() for c in tree.of(head, "compound", "amod")]
        joined = " ".join([*before[-1:], lemma])
        return self.lexicon.in_class(joined, kind) or self._counted(head, kind)

    def _counted(self, head: int, kind: str) -> bool:
        """As in "Millions of shells", "a number of missiles": the kind is that of the thing counted."""
        if self.tree[head].lemma.lower() not in _COUNTERS:
            return False
        tree = self.tree
        near = [c for prep, c in tree.obliques(head) if prep == "of"]
        if not near and head + 1 < len(tree) and tree[head + 1].text.lower() == "of":
            near = [i for i in range(head + 2, min(head + 7, len(tree))) if tree[i].upos == "NOUN"][:1]
        return any(self.lexicon.in_class(tree[c].lemma.lower(), kind) for c in near)

    def place_at(self, head: int) -> bool:
        """Whether a phrase is, or holds, the name of a place."""
        mention = self.parties.mention_at(self.number, head)
        if mention is not None and mention.label in ("place", "facility"):
            return True
        # "the town of X", "the X spaceport": the name stands inside the phrase
        tree = self.tree
        inner = [
            *tree.of(head, "compound", "appos", "flat"),
            *(c for p, c in tree.obliques(head) if p == "of"),
        ]
        return any(
            (m := self.parties.mention_at(self.number, c)) is not None and m.label in ("place", "facility")
            for c in inner
        ) and tree[head].upos in ("NOUN", "PROPN")

    def noun_fits(self, entry: Entry, i: int) -> bool:
        """Whether noun ``i`` is used as the entry says."""
        tree = self.tree
        if tree[i].deprel == "compound" and tree[i].head > i:
            return False
        if entry.with_:
            before = {tree[c].lemma.lower() for c in tree.of(i, "compound", "amod", "nmod")}
            inner = {
                tree[c].lemma.lower()
                for m in tree.of(i, "compound", "amod")
                for c in tree.of(m, "amod", "compound")
            }
            if not (before | inner) & entry.with_:
                return False
        return not entry.needs_any or any(
            tree[w].lemma.lower() in entry.needs_any for w in tree.subtree(i, _OWN_CLAUSES)
        )
