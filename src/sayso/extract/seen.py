"""What the reader itself sees of acts: which words name one, of what kind, and who takes part.

The lexicon knows what its entries mean; the reader has learned from sentences how acts are put. It adds acts
that no entry names, doubts acts that it sees none of, and finds parties the tree does not lead to.
"""

from __future__ import annotations

from collections.abc import Mapping

from sayso.classes import dataclass, replace
from sayso.extract.drafts import Draft, distinct, others
from sayso.extract.lexicon import Entry, Lexicon
from sayso.extract.parties import Parties, Party
from sayso.extract.tree import Tree
from sayso.records import SeenAct

__all__ = ["Seen"]

#: From here on a word without a lexicon entry is an act. Chosen on the development parts of our own texts:
#: at .55 F is a point higher, and a fourth more claims are made where there is no act.
_ACT = 0.65
#: From here on a word belongs to a party of the act, and the act has the mode.
_PARTY, _MODE = 0.25, 0.25
#: Words inside another phrase, which takes part as a whole.
_INSIDE = frozenset({"amod"})
#: Words beside another one of the same side.
_BESIDE = frozenset({"conj", "appos"})
#: From here on the reader's word is enough: one party will do where the lexicon asks for more.
_SURE = 0.6
#: From here on the reader's type is taken, where it all but rules out the lexicon's.
_TYPE, _RULED_OUT = 0.6, 0.1
#: What stands before a place where something is.
_WHERE = frozenset({"in", "at", "near", "inside", "around", "across", "outside", "throughout", "within"})
#: Verbs whose object is who listens.
_TELL = frozenset({"tell", "inform", "assure", "remind", "brief", "notify"})
#: Words that take part in an act of violence are taken from here on, and up to so many sentences away.
_TAKES_PART, _NEAR = 0.6, (1, -1, 2)
_VIOLENT = frozenset({"ASSAULT", "COERCE"})
#: Acts that may be told without anybody taking part: "two were killed", "a bomb went off".
_UNSAID = frozenset({"ASSAULT", "COERCE", "PROTEST"})


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
        if act is None or act.p < _ACT or not self._may_name(i):
            return None
        if self.tree[i].text[:1].isupper() or self.parties.mention_at(self.number, i) is not None:
            return None  # a name names nothing that is done; the reader was not shown names that are none
        type_, mode = self.kind(act)
        return self._entry(type_, mode)

    def _may_name(self, i: int) -> bool:
        """Whether a word is of a kind that names acts: an adjective does in "found guilty"."""
        upos = self.tree[i].upos
        return upos in ("VERB", "NOUN") or (upos == "ADJ" and self.tree.rel(i) == "xcomp")

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

    def is_sure(self, i: int) -> bool:
        """Whether the reader has hardly a doubt that the word names an act."""
        act = self.acts.get(i)
        return act is not None and act.p >= _SURE

    def names(self, i: int) -> bool:
        """Whether the reader would take a word for an act by itself."""
        act = self.acts.get(i)
        return act is not None and act.p >= _ACT

    def unsaid(self, draft: Draft) -> bool:
        """Whether an act may be told though nobody is said to take part."""
        return draft.type in _UNSAID and self.is_sure(draft.trigger)

    def revised(self, draft: Draft) -> Draft:
        """A draft with a mode where none is told, and the parties the reader is sure of."""
        act = self.acts.get(draft.trigger)
        if act is None:
            return draft
        draft = self._retyped(draft, act)
        if draft.mode is None:
            own = (n.partition("/")[2] for n, p in act.kinds if n.startswith(draft.type + "/") and p >= _MODE)
            draft = replace(draft, mode=next(own, None))
        if act.p < _PARTY:
            return draft
        draft = self._with_incident(self._with_parties(draft, act))
        return replace(draft, unsaid=self.unsaid(draft))

    def _retyped(self, draft: Draft, act: SeenAct) -> Draft:
        """The reader's type in place of one that it all but rules out, unless its object told that one."""
        if draft.entry.looks:
            return draft
        chances = act.type_chances()
        type_, mode = self.kind(act)
        if type_ == draft.type or chances.get(type_, 0.0) < _TYPE:
            return draft
        entry = self._entry(type_, mode)
        if entry is None or chances.get(draft.type, 0.0) > _RULED_OUT:
            return draft
        return replace(draft, type=type_, mode=mode, entry=replace(entry, needs=draft.entry.needs))

    def _with_incident(self, draft: Draft) -> Draft:
        """An act of violence with those whom the reader sees taking part in it, where a side is empty."""
        if draft.type not in _VIOLENT:
            return draft
        if not draft.recipients:
            victims = self._taking_part(self.number, ("victim",), draft.actors)
            draft = replace(draft, recipients=victims)
        if not draft.actors:
            near = (self.number, *(self.number + k for k in _NEAR)) if draft.recipients else (self.number,)
            found = (self._taking_part(n, ("perpetrator", "group"), draft.recipients) for n in near)
            draft = replace(draft, actors=next((f for f in found if f), ()))
        return draft

    def _taking_part(
        self, number: int, roles: tuple[str, ...], others: tuple[Party, ...]
    ) -> tuple[Party, ...]:
        """Parties of a sentence that the reader sees in these roles, none of the other side."""
        known = {p.match.actor_id for p in others}
        words = (
            w
            for part in self.parties.incident(number)
            if part.role in roles and part.p >= _TAKES_PART
            for w in range(part.start, part.end)
        )
        found = [p for w in words for p in self.parties.at(number, w) if not p.is_place]
        return distinct([p for p in found if p.match.actor_id not in known])

    def _with_parties(self, draft: Draft, act: SeenAct) -> Draft:
        """Who takes part as the tree tells; a side it leaves empty is filled by whom the reader sees."""
        sources, targets = dict(act.sources), dict(act.targets)
        actors, recipients = draft.actors, draft.recipients
        if draft.entry.roles == "mutual":
            both = {w: max(sources.get(w, 0), targets.get(w, 0)) for w in {*sources, *targets}}
            known = {p.match.country for p in actors}
            new = [p for p in self._sure(both) if not (p.is_place and p.match.country in known)]
            return replace(draft, actors=actors if len(actors) > 1 else distinct([*actors, *new]))
        if not actors:
            # words that the tree has on one side and the reader on the other are of the likelier side
            doubted = {p.head for p in recipients if sources.get(p.head, 0.0) > targets.get(p.head, 0.0)}
            found = self._sure(sources)
            actors = tuple(p for p in found if p.head in doubted or others([p], recipients))
        if not recipients:
            recipients = self._sure(targets)
        return replace(draft, actors=actors, recipients=others(recipients, actors))

    def _sure(self, chances: Mapping[int, float]) -> tuple[Party, ...]:
        """Parties at the words that likely belong to a side, but none inside the phrase of another."""
        sure = {w for w in chances if chances[w] >= _PARTY and self.tree.rel(w) not in _INSIDE}
        sure = {w for w in sure if self.parties.at(self.number, w) and not self._is_told(w)}
        outer = [w for w in sorted(sure) if self.tree.rel(w) in _BESIDE or not self._within(w, sure)]
        outer = [w for w in outer if not self._where_one_is(w, alone=len(outer) == 1)]
        return distinct([p for w in outer for p in self.parties.at(self.number, w)])

    def _is_told(self, w: int) -> bool:
        """As "the Times" in "…, she told the Times": who hears of the act takes no part in it."""
        head = self.tree[w].head
        listens = head >= 0 and self.tree.rel(w) in ("obj", "iobj")
        return listens and self.tree[head].lemma.lower() in _TELL and head not in self.acts

    def _where_one_is(self, w: int, *, alone: bool) -> bool:
        """As "Iraq" in "the commander in Iraq": where a party is or is from, and no party itself."""
        if not all(p.is_place for p in self.parties.at(self.number, w)):
            return False
        head, prep = self.tree[w].head, self.tree.preposition(w)
        if prep in _WHERE and not alone:
            return True
        inside = head >= 0 and self.tree.rel(w) == "nmod" and prep in ("in", "at", "from")
        return inside and bool(self.parties.at(self.number, head))

    def _within(self, w: int, others: set[int]) -> bool:
        """Whether a word hangs below another of these, with nothing but nouns between."""
        at = self.tree[w].head
        for _ in range(4):
            if at < 0 or self.tree.is_verbal(at):
                return False
            if at in others:
                return True
            at = self.tree[at].head
        return False
