import pytest

from bench.coref import conll
from bench.ecb_scores import b3, clusters_of, counted, f1, mean_f1
from bench.stories import ari

GOLD = list("aaabbcd")
FOUND = [1, 1, 2, 2, 2, 3, 3]


@pytest.mark.parametrize("name", ["MUC", "B3", "CEAF-e", "LEA", "CoNLL F1"])
def test_the_same_clusters_score_full(name: str) -> None:
    assert f1([counted(GOLD, GOLD)], name) == pytest.approx(100)


@pytest.mark.parametrize("name", ["MUC", "B3", "CEAF-e", "LEA", "CoNLL F1"])
def test_without_single_mentions_it_agrees_with_the_scorer_of_whole_documents(name: str) -> None:
    gold, found = (clusters_of(x, singles=False) for x in (GOLD, FOUND))
    assert f1([counted(GOLD, FOUND, singles=False)], name) == pytest.approx(conll([(gold, found)])[name])


def test_b3_by_hand() -> None:
    # of each mention: what share of its gold cluster is with it, and what share of its found one belongs there
    value, precision, recall = b3(GOLD, FOUND)
    assert recall == pytest.approx(100 * (17 / 3) / 7)
    assert precision == pytest.approx(100 * (14 / 3) / 7)
    assert value == pytest.approx(2 * precision * recall / (precision + recall))


def test_single_mentions_count_when_they_are_to() -> None:
    gold = list("abcdef")
    assert mean_f1(gold, gold) == pytest.approx(200 / 3)  # no link: MUC has nothing to count
    assert f1([counted(gold, gold)], "LEA") == pytest.approx(100)
    assert mean_f1(gold, gold, singles=False) == 0


def test_units_add_up() -> None:
    one, two = counted(GOLD, FOUND), counted(FOUND, FOUND)
    assert f1([one], "B3") < f1([one, two], "B3") < f1([two], "B3")


def test_ari_is_full_for_the_same_and_near_none_for_any() -> None:
    assert ari(GOLD, GOLD) == pytest.approx(1)
    assert ari([1, 1, 2, 2], [1, 2, 1, 2]) == pytest.approx(-0.5)
