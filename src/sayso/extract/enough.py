"""Whether enough is said about an act to claim it: who takes part, and that it is no accident."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.extract.drafts import Draft, is_official, is_weighty
from sayso.extract.lexicon import Lexicon
from sayso.extract.matching import NOBODY_THERE
from sayso.extract.seen import Seen
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind

__all__ = ["Enough"]

_ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP"})
#: What happened to people without anybody doing it.
_ACCIDENTS = word_set("events.accidents")
#: Types that need somebody whose doings are political news.
_POLITICAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "REQUEST", "REJECT", "SANCTION", "AID"})
_THEMES = ("weapon", "trade", "aid", "ceasefire", "captive")
_THEME_WORDS = word_set("events.theme_words")


@dataclass(frozen=True, slots=True)
class Enough:
    """Judges the acts of one sentence."""

    tree: Tree
    lexicon: Lexicon
    seen: Seen

    def holds(self, draft: Draft) -> bool:
        """Whether enough is said about who takes part; less is asked where the reader is sure of the act."""
        every = [*draft.actors, *draft.recipients]
        if self._accident(draft) or self._nobody_hit(draft) or self._for_anonymity(draft):
            return False
        if draft.type in _POLITICAL and every and not any(is_weighty(p) for p in every):
            return False
        if self._as_asked(draft):
            return True
        return self.seen.is_sure(draft.trigger) and (bool(every) or self.seen.unsaid(draft))

    def _as_asked(self, draft: Draft) -> bool:
        """Whether the lexicon's condition for this act is met."""
        every = [*draft.actors, *draft.recipients]
        need = draft.entry.needs
        if need == "two":
            return len(every) >= 2 and (bool(draft.recipients) or len(draft.actors) >= 2)
        if need == "official":
            return any(is_official(p) for p in draft.actors) or (
                draft.goes and not draft.actors and any(is_official(p) for p in draft.recipients)
            )
        if need == "armed":
            return any(set(p.match.sectors) & _ARMED or p.match.kind is ActorKind.COUNTRY for p in every)
        if need == "supported":
            return draft.support is not None and bool(every)
        if need == "theme":
            return (
                len(every) >= 2 or (draft.support is not None and bool(every)) or self._themed(draft.trigger)
            )
        return bool(every)

    def _themed(self, i: int) -> bool:
        before = {self.tree[c].lemma.lower() for c in self.tree.of(i, "compound", "amod", "nmod")}
        return bool(before & _THEME_WORDS) or any(
            self.lexicon.in_class(w, c) for w in before for c in _THEMES
        )

    def _for_anonymity(self, draft: Draft) -> bool:
        """As in "who asked not to be named"."""
        asked = self.tree.of(draft.trigger, "xcomp", "ccomp")
        return draft.type == "REQUEST" and any(
            self.tree[c].lemma in ("name", "identify", "quote") for c in asked
        )

    def _nobody_hit(self, draft: Draft) -> bool:
        """As in "fired a volley toward the sea"."""
        if draft.type != "ASSAULT" or any(not p.is_place for p in draft.recipients):
            return False
        at = (draft.trigger, draft.verb, self.tree[draft.verb].head)
        return any(
            self.tree[h].lemma.lower() in NOBODY_THERE
            for w in at
            if w >= 0
            for prep, h in self.tree.obliques(w)
            if prep in ("into", "toward", "towards", "to")
        )

    def _accident(self, draft: Draft) -> bool:
        if draft.type != "ASSAULT":
            return False
        near = set(self.tree.subtree(draft.verb, frozenset({"conj", "parataxis", "ccomp"}))) - {draft.trigger}
        words = {self.tree[w].lemma.lower() for w in near} | {
            self.tree[s].lemma.lower() for s in self.tree.doers(draft.verb)
        }
        return bool(words & _ACCIDENTS)
