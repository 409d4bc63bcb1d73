"""From the reader's chances to the share of claims that are right."""

from __future__ import annotations

import pytest

from sayso.extract.confidence import calibrated, evidence_for
from sayso.records import Predicate, SeenAct


def act(**kinds: float) -> SeenAct:
    return SeenAct(
        index=0, p=0.9, kinds=tuple((k.replace("_", "/"), v) for k, v in kinds.items()), statuses=()
    )


def predicate(**types: float) -> Predicate:
    return Predicate(
        index=0, lemma="meet", p=0.9, args=(), certainty=3.0, happened=3.0, types=tuple(types.items())
    )


@pytest.mark.parametrize(
    ("type_", "seen", "read", "evidence"),
    [
        ("CONSULT", act(CONSULT=0.5, CONSULT_meet=0.3), predicate(CONSULT=0.6), 0.7),
        ("AGREE", act(CONSULT=0.8), predicate(AGREE=0.6), 0.3),
        ("RETREAT", act(RETREAT=0.4, CONCEDE=0.5), predicate(YIELD=0.8), 0.6),
        ("CONSULT", act(CONSULT=0.8), None, 0.8),
        ("CONSULT", None, predicate(CONSULT=0.8), 0.4),
        ("CONSULT", None, None, 0.0),
    ],
)  # fmt: skip
def test_evidence_is_the_mean_of_both_views(
    type_: str, seen: SeenAct | None, read: Predicate | None, evidence: float
) -> None:
    assert evidence_for(type_, seen, read) == pytest.approx(evidence)


def test_more_evidence_makes_a_claim_likelier() -> None:
    found = [calibrated(0.7, e / 20) for e in range(21)]
    assert found == sorted(found)
    assert 0 < found[0] < 0.4
    assert 0.8 < found[-1] < 1


def test_what_is_beyond_the_cases_seen_changes_nothing() -> None:
    assert calibrated(0.7, 0.0) == calibrated(0.7, 0.01)
    assert calibrated(0.7, 1.0) == calibrated(0.7, 0.99)


def test_without_evidence_p_stays() -> None:
    assert calibrated(0.43) == 0.43
