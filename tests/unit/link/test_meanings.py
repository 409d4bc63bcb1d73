import numpy as np
import pytest

from sayso.link.meanings import cosines, meaning, rarity, stem, stems, weighed


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("arrested", "arrest"),
        ("Arrests", "arrest"),
        ("shootings", "shoot"),
        ("stopped", "stop"),
        ("2009", "2009"),
        ("ran", "ran"),
        ("élections", "elect"),
    ],
)
def test_stem(word: str, wanted: str) -> None:
    assert stem(word) == wanted


def test_forms_and_nouns_of_a_verb_share_a_stem() -> None:
    assert len({stem(w) for w in ("announce", "announced", "announces", "announcing", "announcement")}) == 1


def test_numbers_keep_their_commas() -> None:
    assert stems("Some 1,500 troops left.") == ["som", "1,500", "troop", "left"]


def test_names_tell_more_than_small_words() -> None:
    assert rarity(stem("the")) < 0.5 < rarity(stem("police")) < rarity("zzgrmpf")
    assert list(weighed(stems("the Zzgrmpf of the"))) == ["zzgrmpf"]


def test_meanings_of_words_for_one_thing_are_near() -> None:
    bought, acquired, slept = (meaning(w) for w in ("buy", "acquire", "sleep"))
    assert bought is not None
    assert acquired is not None
    assert slept is not None
    assert float(bought @ acquired) > float(bought @ slept) + 0.1
    assert np.linalg.norm(bought) == pytest.approx(1, abs=1e-5)
    assert meaning("zzgrmpf") is None


def test_cosines_of_bags() -> None:
    alike, has = cosines([{"a": 1.0, "b": 1.0}, {"a": 2.0}, {}])
    assert alike[0, 1] == pytest.approx(2**-0.5)
    assert alike[2].tolist() == [0, 0, 0]
    assert has.tolist() == [True, True, False]
