from pathlib import Path

import pytest

from bench.harness import Floor, Row, Score, Verdict, discover, judge, read_floors, write_floors


@pytest.mark.parametrize(
    ("value", "better", "verdict"),
    [
        (90.0, "higher", Verdict.HOLDS),
        (89.6, "higher", Verdict.HOLDS),
        (89.4, "higher", Verdict.BELOW),
        (90.4, "lower", Verdict.HOLDS),
        (90.6, "lower", Verdict.BELOW),
        (20.0, "lower", Verdict.HOLDS),
    ],
)
def test_a_score_holds_within_the_noise(value: float, better: str, verdict: Verdict) -> None:
    assert judge(Score(name="f1", value=value, better=better), Floor(value=90.0, width=0.5)) is verdict


def test_without_a_floor_nothing_is_judged() -> None:
    assert judge(Score(name="f1", value=1.0), None) is Verdict.NO_FLOOR


def test_a_floor_measured_on_other_data_does_not_count() -> None:
    score = Score(name="f1", value=1.0, data_sha256="a")
    assert judge(score, Floor(value=2.0, width=0.0, data_sha256="b")) is Verdict.OTHER_DATA


def test_floors_survive_the_round_trip_and_keep_their_width(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    old = Floor(value=1.0, width=0.3)
    rows = [
        Row(bench="reader", score=Score(name="EWT LAS", value=89.25), floor=old, verdict=Verdict.HOLDS),
        Row(bench="speed", score=Score(name="pieces/s", value=9000), floor=None, verdict=Verdict.NO_FLOOR),
    ]
    write_floors(rows, on="2024-05-16", path=path)
    floors = read_floors(path)
    assert floors["reader"]["EWT LAS"].value == 89.25
    assert floors["reader"]["EWT LAS"].width == 0.3
    assert floors["speed"]["pieces/s"].command == "sayso bench speed"
    assert list(tmp_path.iterdir()) == [path]


def test_refloor_leaves_other_benchmarks_alone(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    for name in ("a", "b"):
        row = Row(bench=name, score=Score(name="x", value=1.0), floor=None, verdict=Verdict.NO_FLOOR)
        write_floors([row], on="2024-05-16", path=path)
    assert set(read_floors(path)) == {"a", "b"}


def test_the_committed_floors_can_be_read() -> None:
    assert set(read_floors()) <= set(discover())


def test_better_is_one_of_two_words() -> None:
    with pytest.raises(ValueError, match="higher"):
        Score(name="x", value=1.0, better="more")
