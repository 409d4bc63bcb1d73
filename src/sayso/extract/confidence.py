"""How likely a claim is right, reckoned from what the reader gives its type.

Raw chances of a network are no shares of being right: they are too sure at both ends. Two numbers, fitted by
`train/calibrate.py` and kept in `data/confidence.toml`, turn them into such a share.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path

from sayso.records import Predicate, SeenAct

__all__ = ["calibrated", "evidence_for"]

#: Chances beyond these say no more than they do: the reader keeps none below, and has too few cases above.
LEAST, MOST = 0.02, 0.98


@cache
def _table() -> dict[str, float]:
    path = Path(__file__).with_name("data") / "confidence.toml"
    return {k: float(v) for k, v in tomllib.loads(path.read_text(encoding="utf-8"))["type"].items()}


def evidence_for(type_: str, act: SeenAct | None, predicate: Predicate | None) -> float:
    """The mean of the chances that the reader's two views of a word give to a PLOVER type.

    One view looks for acts (`SeenAct`), the other types predicates; the latter keeps what PLOVER parts into
    CONCEDE and RETREAT as one. A word that is no predicate has the first view only.
    """
    seen = act.type_chances().get(type_, 0.0) if act is not None else 0.0
    if predicate is None:
        return seen
    name = "YIELD" if type_ in ("CONCEDE", "RETREAT") else type_
    return (seen + dict(predicate.types).get(name, 0.0)) / 2


def calibrated(p: float, evidence: float | None = None) -> float:
    """The share of claims with such evidence whose act and type are right; without evidence ``p`` as it is.

    Args:
        p: what the rules make of the claim, in [0, 1].
        evidence: `evidence_for` the claim's type at its trigger; None where nothing looked for acts.
    """
    if evidence is None:
        return p
    table = _table()
    return share(log_odds(evidence), table["slope"], table["intercept"])


def log_odds(chance: float) -> float:
    """Log odds of a chance, kept within what counts."""
    kept = min(MOST, max(LEAST, chance))
    return math.log(kept / (1 - kept))


def share(odds: float, slope: float, intercept: float) -> float:
    """The logistic curve of the table."""
    return 1 / (1 + math.exp(-(slope * odds + intercept)))
