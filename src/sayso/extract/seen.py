"""What the reader itself sees of acts: which words name one, of what kind, and who takes part.

The lexicon knows what its entries mean; the reader has learned from sentences how acts are put. It adds acts
that no entry names, doubts acts that it sees none of, and finds parties the tree does not lead to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sayso.extract.drafts import Draft, distinct
from sayso.extract.lexicon import Entry, Lexicon
from sayso.extract.parties import Parties, Party
from sayso.extract.tree import Tree
from sayso.records import SeenAct

__all__ = ["Seen"]

#: From here on a word without a lexicon entry is an act. Chosen on the development part of our own sentences
#: (bench/acts.py): at .8 a fifth more acts are found than at .9, and twice the claims where there is no act.
_ACT = 0.92
#: From here on a word belongs to a party of the act, and the act has the mode.
_PARTY, _MODE = 0.5, 0.35
#: Words inside another phrase, which takes part as a whole.
_INSIDE = frozenset({"amod"})


@dataclass(frozen=True, slots=True)
class Seen:
    """The reader's acts of one sentence."""

    number: int
    tree: Tree
    parties: Parties
    lexicon: Lexicon
    acts: Mapping[int, SeenAct]

    @classmethod
    def of(cls, number: int, tree: Tree, parties: Parties, lexicon: Lexicon) -> Seen:
        """Acts by their word."""
        return cls(number, tree, parties, lexicon, {a.index: a for a in tree.sentence.acts or ()})

    def fallback(self, i: int) -> Entry | None:
        """How to take word ``i`` where no lexicon entry fits; None if the reader sees no act either."""
        act = self.acts.get(i)
        if act is None or act.p < _ACT or self.tree[i].upos not in ("VERB", "NOUN"):
            return None
        if self.tree[i].text[:1].isupper() or self.parties.mention_at(self.number, i) is not None:
            return None  # a name names nothing that is done; the reader was not shown names that are none
        type_, mode = self.kind(act)
        return self._entry(type_, mode)

    def _entry(self, type_: str, mode: str | None) -> Entry | None:
        found = self.lexicon.fallbacks.get(f"{type_}/{mode}") or self.lexicon.fallbacks.get(type_)
        return replace(found, mode=mode) if found is not None else None

    @staticmethod
    def kind(act: SeenAct) -> tuple[str, str | None]:
        """The likeliest type and its likeliest mode."""
        chances = act.type_chances()
        type_ = max(chances, key=lambda t: chances[t], default="")
        # kinds stand likeliest first
        mode = next((n.partition("/")[2] for n, _ in act.kinds if n.partition("/")[0] == type_), "")
        return type_, mode or None

    def doubts(self, i: int) -> bool:
        """Whether the reader looked for acts and sees none at a word that the lexicon takes for one."""
        return self.tree.sentence.acts is not None and i not in self.acts

    def revised(self, draft: Draft) -> Draft:
        """A draft with a mode where none is told, and the parties the reader is sure of."""
        act = self.acts.get(draft.trigger)
        if act is None:
            return draft
        if draft.mode is None:
            own = (n.partition("/")[2] for n, p in act.kinds if n.startswith(draft.type + "/") and p >= _MODE)
            draft = replace(draft, mode=next(own, None))
        return self._with_parties(draft, act) if act.p >= _PARTY else draft

    def _with_parties(self, draft: Draft, act: SeenAct) -> Draft:
        """Who takes part as the tree tells; a side it leaves empty is filled by whom the reader sees."""
        sources, targets = dict(act.sources), dict(act.targets)
        actors, recipients = draft.actors, draft.recipients
        if draft.entry.roles == "mutual":
            both = {w: max(sources.get(w, 0), targets.get(w, 0)) for w in {*sources, *targets}}
            return replace(
                draft, actors=actors if len(actors) > 1 else distinct([*actors, *self._sure(both)])
            )
        if not actors:
            actors = self._sure(sources)
        if not recipients:
            recipients = self._sure(targets)
        same = {p.match.actor_id for p in actors}
        rest = tuple(p for p in recipients if p.match.actor_id not in same or not p.match.named)
        return replace(draft, actors=actors, recipients=rest)

    def _sure(self, chances: Mapping[int, float]) -> tuple[Party, ...]:
        """Parties at the words that likely belong to a side."""
        sure = [w for w in sorted(chances) if chances[w] >= _PARTY and self.tree.rel(w) not in _INSIDE]
        return distinct([p for w in sure for p in self.parties.at(self.number, w)])
