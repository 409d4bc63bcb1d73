from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pytest

from sayso.read import Reader
from sayso.read.known_names import N_NAME_COLUMNS, name_features
from sayso.read.place_words import _FLAG_AT, N_WORD_COLUMNS, word_features
from sayso.read.toponyms import Table, _chances, _elsewhere, tag, toponym_table, toponyms_in, toponyms_of
from sayso.records import Article, Item, Reading, ToponymUse
from sayso.text import make_article


@dataclass(frozen=True)
class Known:
    cls: str
    weight: float
    rank: int = 0


NAMES = {
    "Lagos": (Known("city", 7.1),),
    "Nigeria": (Known("country", 9.8),),
    "Nigerian": (Known("country", 9.8, 2),),
    "Ghana": (Known("country", 9.0),),
    "Ohio": (Known("admin1", 7.0),),
    "Marlow": (Known("city", 4.1), Known("city", 3.7)),
    "South Korea": (Known("country", 9.6),),
    "South Korean": (Known("country", 9.6, 2),),
    "Turkey": (Known("country", 9.9),),
    "Port": (Known("city", 3.0),),
    "Port Said": (Known("city", 5.8),),
}


def lookup(name: str) -> tuple[Known, ...]:
    return NAMES.get(name, ())


@cache
def reader(known: bool = True) -> Reader:
    return Reader.load(places=lookup if known else None)


def article_of(text: str) -> Article:
    article = make_article(Item(name="t", body=text))
    assert isinstance(article, Article)
    return article


def read(text: str, known: bool = True) -> Reading:
    return reader(known).read_one(article_of(text))


def found(text: str, known: bool = True) -> dict[str, str]:
    return {t.span.of(text): t.use.value for t in read(text, known).toponyms}


NEWS = (
    "Floods cut off three villages near Lagos on Tuesday, officials in Nigeria said. "
    "The Ghana Football Association postponed its match in Accra. A Nigerian minister thanked the South Koreans."
)


def test_names_are_found_inside_other_names_and_in_names_of_peoples() -> None:
    uses = found(NEWS)
    assert {"Lagos", "Nigeria", "Ghana", "Accra", "Nigerian", "South Koreans"} <= uses.keys()


def test_uses_tell_a_place_from_a_people_and_from_a_part_of_a_name() -> None:
    uses = found(NEWS)
    assert (uses["Lagos"], uses["Nigerian"], uses["Ghana"]) == ("literal", "demonym", "embedded")


def test_people_and_days_are_no_places() -> None:
    text = "Paul Marlow met Judge Anne Sutter on Monday. Marlow had asked for it in March."
    assert found(text) == {}


def test_words_without_a_capital_are_no_names() -> None:
    text = "Lorries left China for Lagos on Monday. The shop sells china and turkey from turkey farms."
    assert set(found(text)) == {"China", "Lagos"}


def test_clear_names_are_found_without_a_gazetteer() -> None:
    assert {"Lagos", "Nigeria", "Accra"} <= found(NEWS, known=False).keys()


def test_spans_and_words_agree_and_stand_in_order() -> None:
    reading = read(NEWS)
    at = [t.span for t in reading.toponyms]
    assert at == sorted(at)
    for t in reading.toponyms:
        words = reading.sentences[t.sentence].tokens[t.start : t.end]
        assert (words[0].span.start, words[-1].span.end) == (t.span.start, t.span.end)
        assert 0 < t.p <= 1


def test_the_same_text_gives_the_same_toponyms_and_the_mentions_stay_as_they_were() -> None:
    assert read(NEWS).toponyms == read(NEWS).toponyms
    assert read(NEWS).sentences == read(NEWS, known=False).sentences


def test_a_guideline_without_peoples_leaves_them_out() -> None:
    article = article_of(NEWS)
    parts = reader().parts(article)
    model = reader()._model
    plain = {t.span.of(NEWS) for t in toponyms_in(parts, NEWS, model.heads, lookup, "plain")}
    assert "Lagos" in plain
    assert "Nigerian" not in plain


def test_an_unknown_guideline_is_refused() -> None:
    with pytest.raises(ValueError, match="wide, local, plain"):
        toponyms_in(reader().parts(article_of(NEWS)), NEWS, reader()._model.heads, lookup, "broad")


def test_a_model_without_weights_for_places_finds_none() -> None:
    assert toponyms_in(reader().parts(article_of(NEWS)), NEWS, {}, lookup) == ()


def test_a_text_without_words_has_no_toponyms() -> None:
    table = toponym_table([], "", lookup)
    assert toponyms_of([], table, tag(table, reader()._model.heads)) == ()


def test_chances_are_shares_of_all_allowed_taggings() -> None:
    draw = np.random.default_rng(3)
    tags = draw.normal(size=(5, 3)).astype(np.float32)
    shares: dict[tuple[int, int], float] = {}
    whole = 0.0
    for path in product(range(3), repeat=5):
        if any(now == 2 and before == 0 for before, now in zip((0, *path), path, strict=False)):
            continue
        weight = float(np.exp(sum(tags[i, k] for i, k in enumerate(path))))
        whole += weight
        for start in (i for i in range(5) if path[i] == 1):
            end = start + 1
            while end < 5 and path[end] == 2:
                end += 1
            shares[start, end] = shares.get((start, end), 0.0) + weight
    spans = sorted(shares)
    assert _chances(tags, spans) == pytest.approx([shares[s] / whole for s in spans], rel=1e-4)


def test_elsewhere_is_the_mean_of_the_other_words_of_the_same_form() -> None:
    told = np.array([[1.0], [3.0], [5.0], [8.0], [9.0]], np.float32)
    mean, has = _elsewhere(told, np.array([0, 0, 0, 1, -1]))
    assert mean[:, 0].tolist() == [4, 3, 2, 0, 0]
    assert has.tolist() == [1, 1, 1, 0, 0]


def test_words_without_a_capital_are_never_the_same() -> None:
    _, has = _elsewhere(np.ones((3, 2), np.float32), np.array([-1, -1, -1]))
    assert has.tolist() == [0, 0, 0]


def columns(text: str) -> np.ndarray:
    reading = read(text)
    return name_features(reading.sentences, text, lookup)


def test_the_longest_name_counts_and_words_outside_it_have_nothing() -> None:
    at = columns("Ships left Port Said early.")
    assert at.shape == (6, N_NAME_COLUMNS)
    assert at[2:4, :4].tolist() == [[0, 1, 0, 0], [0, 0, 0, 1]]
    assert at[2, -1] == pytest.approx(0.5)
    assert not at[[0, 1, 4, 5]].any()


def test_no_name_goes_over_a_comma_and_a_plural_is_known_as_a_people_only() -> None:
    assert columns("In South, Korea ships left.")[1, :4].sum() == 0
    at = columns("The South Koreans left; the Lagoss did not.")
    assert at[1:3, :4].tolist() == [[0, 1, 0, 0], [0, 0, 0, 1]]
    assert not at[6].any()


@pytest.mark.parametrize(("food", "marked"), [("turkey", 1), ("beef", 0)])
def test_a_name_that_is_a_plain_word_elsewhere_is_marked(food: str, marked: int) -> None:
    reading = read(f"Turkey was served. They ate {food} in Ohio.")
    at = word_features(reading.sentences)
    assert at.shape == (sum(len(s.tokens) for s in reading.sentences), N_WORD_COLUMNS)
    assert at[0, _FLAG_AT + 5] == marked
    assert not at[1:, _FLAG_AT + 5].any()


def test_features_of_an_article_line_up_with_its_words() -> None:
    parts = reader().parts(article_of(NEWS))
    table = toponym_table(parts, NEWS, lookup)
    assert isinstance(table, Table)
    n = sum(len(p.reading.tokens) for p in parts)
    assert len(table.vectors) == len(table.features) == len(table.forms) == n == table.bounds[-1][1]
    assert {t.use for t in read(NEWS).toponyms} <= set(ToponymUse)
