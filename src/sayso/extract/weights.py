"""What makes a claim likely, by name: the reader's chances, or what rules know where nothing was read."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.confidence import calibrated, evidence_for
from sayso.extract.events import Draft
from sayso.extract.status import Standing
from sayso.extract.tree import Tree
from sayso.records import Actor

__all__ = ["weights_of"]


def weights_of(tree: Tree, draft: Draft, actors: Sequence[Actor], standing: Standing) -> dict[str, float]:
    """What makes a claim likely: the reader's chances as a share of claims right, else what rules know."""
    acts = tree.sentence.acts
    if acts is None:
        return {"type": draft.p, "parties": _chance(actors), "standing": 0.5 + 0.5 * standing.p}
    evidence = evidence_for(draft.type, tree.act(draft.trigger), draft.predicate)
    return {"type and act": calibrated(draft.p, evidence)}


def _chance(actors: Sequence[Actor]) -> float:
    """How sure we are of the parties: the mean of the surest two, so that long lists are not worse."""
    best = sorted((a.p for a in actors), reverse=True)[:2]
    return 0.4 + 0.6 * sum(best) / len(best) if best else 0.4
