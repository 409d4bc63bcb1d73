import json
from pathlib import Path

import pytest

from bench.realis import Nugget, class_f1, documents, f1, head_of, places, realis_of
from sayso.extract.tree import Tree
from sayso.records import SentenceReading, Span, Token


def tree(*words: tuple[str, str, int, str, str]) -> Tree:
    at, tokens = 0, []
    for text, upos, head, rel, feats in words:
        tokens.append(
            Token(span=Span(at, at + len(text)), text=text, lemma=text.lower(), upos=upos, feats=tuple(feats.split()), head=head, deprel=rel)
        )  # fmt: skip
        at += len(text) + 1
    return Tree(SentenceReading(index=0, tokens=tuple(tokens), predicates=(), mentions=()))


def nugget(gold: str, found: str) -> Nugget:
    return Nugget(gold=gold, found=found, words="", sentence="")


PAST, PRES = "Tense=Past VerbForm=Fin", "Tense=Pres VerbForm=Fin"


@pytest.mark.parametrize(
    ("words", "i", "wanted"),
    [
        ([("Ann", "PROPN", 1, "nsubj", ""), ("left", "VERB", -1, "root", PAST)], 1, "Actual"),
        ([("Guests", "NOUN", 1, "nsubj", ""), ("leave", "VERB", -1, "root", PRES)], 1, "Generic"),
        ([("Ann", "PROPN", 2, "nsubj", ""), ("will", "AUX", 2, "aux", "VerbForm=Fin"), ("leave", "VERB", -1, "root", "VerbForm=Inf")], 2, "Other"),
        ([("Guests", "NOUN", 2, "nsubj", ""), ("never", "ADV", 2, "advmod", ""), ("leave", "VERB", -1, "root", PRES)], 2, "Other"),
    ],
)  # fmt: skip
def test_realis_follows_status_and_generality(
    words: list[tuple[str, str, int, str, str]], i: int, wanted: str
) -> None:
    assert realis_of(tree(*words), i) == wanted


def test_the_head_of_a_phrase_is_the_word_the_others_hang_on() -> None:
    found = tree(
        ("was", "AUX", 1, "aux:pass", PAST), ("robbed", "VERB", -1, "root", ""), ("again", "ADV", 1, "advmod", "")
    )  # fmt: skip
    assert head_of(found, Span(0, 10)) == 1
    assert head_of(found, Span(11, 16)) == 2
    assert head_of(found, Span(40, 50)) is None


def test_phrases_are_found_one_behind_the_other() -> None:
    assert places("raid on raid", ["raid", "raid", "raid", "theft"]) == [0, 8, 8, -1]


def test_every_tenth_document_is_held(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    names = [f"d{i:02d}" for i in range(20)]
    path.write_text("".join(json.dumps({"doc": n, "k": k}) + "\n" for k in (0, 1) for n in reversed(names)))
    held, train = documents(path, "held"), documents(path, "train")
    assert [[r["doc"] for r in d] for d in held] == [["d09"] * 2, ["d19"] * 2]
    assert sorted({r["doc"] for d in train for r in d} | {"d09", "d19"}) == names


def test_scores_of_classes_and_their_mean() -> None:
    rows = [nugget("Actual", "Actual")] * 3 + [nugget("Other", "Actual"), nugget("Generic", "Generic")]
    assert class_f1(rows, "Actual") == pytest.approx(600 / 7)
    assert class_f1(rows, "Other") == 0
    assert f1([rows[:2], rows[2:]]) == pytest.approx((600 / 7 + 100 + 0) / 3)
