from functools import cache

import numpy as np
import pytest

from sayso.read import Reader
from sayso.read.coreference import FLAGS, MAX_MENTIONS, REACH, chains_of, pair_features
from sayso.read.mentions import mention_table
from sayso.records import Article, Item, Reading, SentenceReading, Span, Token
from sayso.text import make_article


@cache
def reader() -> Reader:
    return Reader.load()


def read(text: str) -> tuple[Article, Reading]:
    article = make_article(Item(name="t", body=text))
    assert isinstance(article, Article)
    return article, reader().read_one(article)


def chains(text: str) -> list[set[str]]:
    """Head words of each chain (a name's head is its first word), each with the number of its sentence."""
    _, reading = read(text)
    return [{f"{reading.sentences[s].tokens[w].text} {s}" for s, w in chain} for chain in reading.entities]


def linked(text: str, *words: str) -> bool:
    return any(set(words) <= chain for chain in chains(text))


def test_pronouns_stand_for_the_one_they_fit() -> None:
    text = (
        "Amara Diallo, the foreign minister of Mali, met her Turkish counterpart Kemal Aydin in Bamako on Monday. "
        "She said the talks had gone well. He flew home in the evening."
    )
    assert linked(text, "Amara 0", "She 1")
    assert linked(text, "Kemal 0", "He 2")
    assert not linked(text, "She 1", "He 2")


def test_short_names_join_the_long_one() -> None:
    text = "Police arrested Ivan Horvat in Zagreb on Friday. Horvat denies the charges. The court will hear Horvat in May."
    assert linked(text, "Ivan 0", "Horvat 1", "Horvat 2")


def test_two_countries_stay_apart() -> None:
    text = "Armenia accused Azerbaijan of shelling villages. Azerbaijan denied it. Armenia called for talks."
    assert linked(text, "Armenia 0", "Armenia 2")
    assert linked(text, "Azerbaijan 0", "Azerbaijan 1")
    assert not linked(text, "Armenia 0", "Azerbaijan 0")


def test_every_chain_has_two_words_in_order_and_no_word_has_two_chains() -> None:
    text = "The army said its troops left the town. The town welcomed them. It was quiet after they had gone."
    _, reading = read(text)
    everyone = [at for chain in reading.entities for at in chain]
    assert len(everyone) == len(set(everyone))
    for chain in reading.entities:
        assert len(chain) > 1
        assert list(chain) == sorted(chain)


def _sentence(index: int, words: str) -> SentenceReading:
    tokens = tuple(
        Token(span=Span(0, 1), text=w, lemma=w.lower(), upos="PROPN", feats=(), head=-1, deprel="root")
        for w in words.split()
    )
    return SentenceReading(
        index=index, tokens=tokens, predicates=(), mentions=(), noun_kinds=("person",) * len(tokens)
    )


def test_no_mentions_give_no_chains() -> None:
    table = mention_table([], {})
    assert len(table) == 0
    assert chains_of([], {}, {"coref_bias": np.zeros(1, np.float32)}) == ()


def test_features_have_their_shapes_and_reach_no_further_than_the_text() -> None:
    sentences = [_sentence(0, "Ann Bo"), _sentence(1, "Bo")]
    table = mention_table(sentences, {0: np.zeros((2, 384), np.float32), 1: np.zeros((1, 384), np.float32)})
    codes, flags, valid = pair_features(table)
    assert codes.shape == (3, REACH, 4)
    assert flags.shape == (3, REACH, FLAGS)
    assert valid.sum(1).tolist() == [0, 1, 2]
    assert flags[2, 0, 0] == 1  # the same lemma, one mention before
    assert flags[2, 1, 0] == 0


@pytest.mark.slow
def test_an_article_of_many_mentions_is_linked_in_pieces() -> None:
    text = " ".join(f"Ruler Number{k} met Envoy Other{k}." for k in range(MAX_MENTIONS))
    _, reading = read(text)
    assert len(reading.sentences) > MAX_MENTIONS // 2
