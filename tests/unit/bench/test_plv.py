import pytest

from bench.harness import Score
from bench.plv import Answer, _compared, is_clean


@pytest.mark.parametrize(
    ("gold_record", "within", "clean"),
    [(False, [], True), (False, ["test"], True), (False, ["train"], False), (True, [], False), (True, ["test"], False)],
)  # fmt: skip
def test_clean_rows_are_in_no_set_that_others_train_on(
    gold_record: bool, within: list[str], clean: bool
) -> None:
    assert is_clean({"is_gsr": gold_record, "in_conflibert_cameo": within}) is clean


def test_both_systems_are_measured_on_the_same_rows() -> None:
    rows = [Answer(gold=g, ours=g, theirs="AID", clean=True) for g in ("AID", "REJECT") * 10]
    found = {s.name: s for s in _compared("part", rows, Score, None)}
    figure = found["part (20), macro-F1"]
    assert figure.value == 100
    assert figure.anchor == pytest.approx(100 / 3)
    assert found["part, above ZSP"].value == pytest.approx(200 / 3)
    assert found["part, p of as much by chance"].value < 0.01


def test_a_published_anchor_stands_before_a_computed_one() -> None:
    rows = [Answer(gold=g, ours=g, theirs=g, clean=True) for g in ("AID", "REJECT")]
    figure = next(iter(_compared("part", rows, Score, 82.1)))
    assert figure.anchor == 82.1
