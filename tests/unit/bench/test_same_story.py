import json
from collections import Counter

import pytest

from bench.same_story import LABELS, Group, Label, group, kappa, read_rows, text_digest
from bench.sample_pairs import MOST_PER_DOCUMENT, SHORTEST, SIZES, Candidate, draw, layers, likeness

LEFT = "The bridge at Orrin fell into the river on Monday, taking two empty lorries with it."
RIGHT = "Orrin: The bridge at Orrin fell into the river on Monday. Nobody was hurt."
TEXTS = {"l": LEFT, "r": RIGHT}


def row(**changed: object) -> dict[str, object]:
    start = RIGHT.index("The bridge")
    plain = {
        "id": "p1",
        "a": "l",
        "b": "r",
        "a_sha256": text_digest(LEFT),
        "b_sha256": text_digest(RIGHT),
        "split": "dev",
        "layer": "partial",
        "silver": "partial",
        "label": "partial",
        "direction": "common",
        "sure": 2,
        "code": "lead",
        "runs": [[0, 49, start, start + 49]],
    }
    return plain | changed


def test_a_row_is_joined_with_its_texts_and_its_passages_are_the_same_in_both() -> None:
    (pair,) = read_rows([row(again="edited")], TEXTS)
    assert (pair.text_a, pair.text_b, pair.label, pair.again) == (LEFT, RIGHT, Label.PARTIAL, Label.EDITED)
    ((a, b, c, d),) = pair.runs
    assert pair.text_a[a:b] == pair.text_b[c:d] == "The bridge at Orrin fell into the river on Monday"


def test_a_row_read_once_has_no_second_label() -> None:
    assert read_rows([row()], TEXTS)[0].again is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"b": "elsewhere"}, "no document 'elsewhere'"),
        ({"a_sha256": text_digest(LEFT + " ")}, "'l' is not the text that was labelled"),
        ({"b_sha256": text_digest(LEFT)}, "'r' is not the text that was labelled"),
        ({"runs": [[0, len(LEFT) + 1, 0, 5]]}, "outside its text"),
        ({"runs": [[0, 5, 7, 7]]}, "outside its text"),
        ({"label": "duplicate"}, "duplicate"),
        ({"again": "duplicate"}, "duplicate"),
    ],
)
def test_a_row_that_does_not_fit_its_texts_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rows([row(**changed)], TEXTS)


def test_every_label_counts_as_one_origin_in_part_shared_or_two() -> None:
    assert Counter(group(label) for label in Label) == {
        Group.COPY: 5,
        Group.PARTIAL: 1,
        Group.SHARED: 2,
        Group.INDEPENDENT: 1,
    }


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreed .7, by chance .5
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("y", "y"), ("n", "n")], 1.0),
        ([("y", "y")] * 3, 1.0),
        ([("y", "n"), ("n", "y")], -1.0),
    ],
)
def test_kappa(readings: list[tuple[str, str]], expected: float) -> None:
    assert kappa(readings) == pytest.approx(expected)


def test_the_kept_rows_are_the_planned_sample_and_hold_no_text() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert Counter(r["layer"] for r in rows) == SIZES
    assert len({r["id"] for r in rows}) == len({frozenset((r["a"], r["b"])) for r in rows}) == len(rows)
    assert max(Counter(d for r in rows for d in (r["a"], r["b"])).values()) <= MOST_PER_DOCUMENT
    for r in rows:
        known = Label(r["label"])
        assert r["sure"] in (1, 2, 3)
        assert len(r["runs"]) <= 3
        assert bool(r["direction"]) == (group(known) in (Group.COPY, Group.PARTIAL)), r["id"]
        assert all(len(v) <= 30 for v in r.values() if isinstance(v, str)), r["id"]
    assert sum("again" in r for r in rows) == 30


def stories(n: int) -> tuple[dict[str, str], list[Candidate]]:
    """Documents of which neighbours share words, and a pair of every layer for each two neighbours."""
    texts = {f"d{k}": " ".join(f"w{k * 20 + j}" for j in range(SHORTEST)) for k in range(n)}
    silver = [name for name in SIZES if name != "independent, alike"]
    pairs = [
        Candidate(a=f"d{k}", b=f"d{k + 1}", subtopic="s", split=("dev", "train")[k % 2], silver=silver[k % 5])
        for k in range(n - 1)
    ]
    far = [
        Candidate(a=f"d{k}", b=f"d{k + 2}", subtopic="s", split="train", silver="independent")
        for k in range(n - 2)
    ]
    return texts, pairs + far


def test_a_draw_is_repeated_by_its_seed_and_keeps_its_limits() -> None:
    texts, pairs = stories(400)
    drawn = draw(pairs, texts, seed=3)
    assert drawn == draw(pairs, texts, seed=3) != draw(pairs, texts, seed=4)
    used = Counter(d for one in drawn for d in (one.pair.a, one.pair.b))
    assert max(used.values()) <= MOST_PER_DOCUMENT
    count = Counter((one.layer, one.pair.split) for one in drawn)
    assert count["copied", "dev"] == 20
    assert count["copied", "train"] == 40
    assert len(set(drawn)) == len(drawn)


def test_independent_pairs_that_look_alike_are_a_layer_of_their_own() -> None:
    texts, pairs = stories(100)
    alike = layers(pairs, texts)["independent, alike"]
    cosine, order = likeness(texts)
    assert alike
    assert all(cosine(p) > 0 or order(p) > 0 for p in alike)
    assert {p.silver for p in alike} == {"independent"}
    assert sum(map(len, layers(pairs, texts).values())) == len(pairs)


def test_likeness_of_a_text_and_itself_is_one_and_of_texts_without_common_words_is_nothing() -> None:
    texts = {"a": "one two three", "b": "three two one", "c": "four five six"}
    cosine, order = likeness(texts)
    same, turned, other = (
        Candidate(a="a", b=b, subtopic="s", split="dev", silver="gray") for b in ("a", "b", "c")
    )
    assert cosine(same) == pytest.approx(1.0)
    assert cosine(turned) == pytest.approx(1.0)
    assert order(same) == 1.0
    assert order(turned) == pytest.approx(1 / 3)
    assert cosine(other) == order(other) == 0.0
