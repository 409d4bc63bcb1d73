import random
from pathlib import Path

import pytest

from bench.stream import spinner
from bench.stream.spinner import SETTINGS, Thesaurus, read_thesaurus, spin

FILE = Path(spinner.__file__).with_name("thesaurus.toml")
THESAURUS = Thesaurus(
    noun={"bomb": ("petard", "shell", "grenade", "mine"), "city": ("burg", "town", "polis", "metro")},
    verb={"carry": ("bear", "haul", "cart", "ferry"), "stop": ("halt", "cease", "quit", "end")},
    other={"said": ("quoth", "stated", "spake", "declared")},
    function={"in": ("within", "inside", "amid", "at"), "that": ("", "which", "", "this")},
    phrase={("prime", "minister"): ("top cleric", "chief vicar", "head curate", "main priest")},
)


def spun(text: str, *, setting: str = "mill", rate: float = 1.0, half: int = 0, seed: str = "a") -> str:
    return spin(text, THESAURUS, setting, rate, half=half, dice=random.Random(seed)).text


def test_words_are_changed_in_the_form_in_which_they_stand() -> None:
    assert set(spun("bombs").split()) <= {"petards", "grenades"}
    assert spun("cities") in ("burgs", "polises", "polis")
    assert spun("carried") in ("bore", "carted")
    assert spun("stopping") in ("halting", "quitting", "quiting")
    assert spun("Bombs fell.").split()[0] in ("Petards", "Grenades")


def test_names_and_figures_stay() -> None:
    text = 'The mayor of Bomb City said: "We carry 1,200 in 3.5 hours."'
    new = spun(text)
    assert "Bomb City" in new
    assert "1,200" in new
    assert "3.5" in new
    assert "said" not in new


def test_the_halves_share_no_alternative() -> None:
    texts = [{spun("bomb", half=half, seed=str(n)) for n in range(30)} for half in (0, 1)]
    assert texts == [{"petard", "grenade"}, {"shell", "mine"}]


def test_only_some_settings_change_phrases_and_function_words() -> None:
    text = "the prime minister said that a bomb went off in the city"
    assert "prime minister" in spun(text)
    assert "prime minister" not in spun(text, setting="wheel")
    assert " in " in spun(text, setting="wheel")
    assert any(" in " not in spun(text, setting="churn", seed=str(n)) for n in range(5))


def test_a_rate_of_nothing_changes_nothing() -> None:
    text = "On Monday, a bomb went off in the city, officials said."
    for setting in SETTINGS:
        assert spun(text, setting=setting, rate=0.0) == text


def test_turning_moves_clauses_and_keeps_the_words() -> None:
    moved = {spun("On Monday, rain fell and hail came.", setting="turn", seed=str(n)) for n in range(12)}
    assert "Rain fell and hail came on Monday." in moved
    told = {
        spun("The roof leaks, officials insist, officials said.", setting="turn", seed=str(n))
        for n in range(12)
    }
    assert any(t.startswith(("Officials quoth that the roof", "Officials spake that the roof")) for t in told)


def test_the_share_changed_is_counted() -> None:
    done = spin("bomb city bomb city", THESAURUS, "mill", 1.0, half=0, dice=random.Random(1))
    assert (done.words, done.changed) == (4, 4)
    done = spin("nothing here is known", THESAURUS, "mill", 1.0, half=0, dice=random.Random(1))
    assert (done.words, done.changed) == (4, 0)


def test_the_same_dice_make_the_same_text() -> None:
    text = "Bombs went off in cities; carriers stopped and said that bombs were carried in."
    assert spun(text, setting="churn", rate=0.5) == spun(text, setting="churn", rate=0.5)
    assert len({spun(text, setting="churn", rate=0.5, seed=str(n)) for n in range(10)}) > 3


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(KeyError, match="grinder"):
        spun("bomb", setting="grinder")


def test_every_entry_of_the_thesaurus_has_four_alternatives() -> None:
    thesaurus = read_thesaurus(FILE)
    for table in (thesaurus.noun, thesaurus.verb, thesaurus.other, thesaurus.function, thesaurus.phrase):
        assert {len(options) for options in table.values()} == {4}
