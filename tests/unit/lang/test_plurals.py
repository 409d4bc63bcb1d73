import pytest

from sayso.lang.plurals import same_noun, singular


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("shells", "shell"), ("shell", "shell"), ("batteries", "battery"), ("losses", "loss"),
        ("torches", "torch"), ("boxes", "box"), ("servicemen", "serviceman"), ("people", "person"),
        ("aircraft", "aircraft"), ("loss", "loss"), ("virus", "virus"), ("gas", "gas"), ("houses", "house"),
    ],
)  # fmt: skip
def test_the_plural_goes(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("shells", "shell", True), ("caches", "cache", True), ("buses", "bus", True), ("cache", "caches", True),
        ("munition", "munitions", True), ("troops", "troops", True), ("shell", "shelter", False),
        ("mine", "miner", False), ("tank", "tanker", False),
    ],
)  # fmt: skip
def test_a_noun_is_itself_in_either_number(a: str, b: str, same: bool) -> None:
    assert same_noun(a, b) is same
    assert same_noun(b, a) is same
