import random

import numpy as np
import pytest

from sayso.link.stories import (
    COLUMNS,
    StoryReport,
    assign,
    candidates,
    report_of,
    story_chances,
    story_features,
)
from sayso.records import Mention, Reading, SentenceReading, Span, Token

QUAKE = (
    "A quake shook the town of Ambra on Monday. Mayor Lena Ortis said 41 houses of Ambra fell. Rescuers dug for survivors.",
    "Rescuers in Ambra pulled survivors from houses that fell in the quake on Monday. Ortis thanked rescuers. 41 houses are gone.",
    "Ambra buried its dead after the quake. Lena Ortis wept. Survivors slept in tents beside 41 houses.",
)
VOTE = (
    "Parliament in Tolvik passed the fishing bill by 88 votes on Friday. Minister Jan Halden praised the fishing bill.",
    "The fishing bill passed in Tolvik with 88 votes. Fishermen cheered Halden, the minister, on Friday.",
)


def read(name: str, text: str) -> Reading:
    """A text as a reader might see it: capitalised words inside sentences are names, all else are nouns."""
    sentences = []
    for number, sentence in enumerate(text.split(". ")):
        words = sentence.strip(". ").split()
        tokens = tuple(
            Token(
                span=Span(0, 1), text=w.strip(","), lemma=w.strip(",").lower(), feats=(), head=-1, deprel="root",
                upos="NUM" if w.isdigit() else "PROPN" if w[0].isupper() else "NOUN",
            )
            for w in words
        )  # fmt: skip
        names = tuple(
            Mention(
                sentence=number,
                start=k,
                end=k + 1,
                span=Span(0, 1),
                label="person" if w in ("Ortis", "Halden") else "place",
            )
            for k, w in enumerate(words)
            if k and w[0].isupper()
        )
        sentences.append(SentenceReading(index=number, tokens=tokens, predicates=(), mentions=names))
    return Reading(article_id=name, model_sha256="", sentences=tuple(sentences), chains=())


def reports(day: int | None = None) -> list[StoryReport]:
    texts = [
        *((f"quake {k}", t) for k, t in enumerate(QUAKE)),
        *((f"vote {k}", t) for k, t in enumerate(VOTE)),
    ]
    return [report_of(read(name, text), day=day) for name, text in texts]


def test_report_keeps_what_tells_its_story() -> None:
    one = reports()[0]
    assert one.tops["people"] == "ortis"
    assert one.bags["numbers"] == {"41": 1.0}
    assert one.bags["times"] == {"monday": 1.0}
    assert sum(v * v for v in one.bags["words"].values()) == pytest.approx(1)


def test_features_are_symmetric_and_named() -> None:
    a, b, *_ = reports()
    assert len(story_features(a, b)) == len(COLUMNS)
    assert story_features(a, b) == story_features(b, a)


def test_only_reports_that_share_telling_words_are_compared() -> None:
    told = reports()
    pairs = {tuple(p) for p in candidates(told).tolist()}
    assert (0, 1) in pairs
    assert (0, 3) not in pairs
    chances = story_chances(told, np.array([[0, 1], [0, 3]]))
    assert chances[0] > chances[1] + 0.3


def test_two_happenings_are_two_stories() -> None:
    found = assign(reports(), at=0.3)
    assert len({found[f"quake {k}"] for k in range(3)}) == 1
    assert found["vote 0"] == found["vote 1"] == "vote 0"
    assert found["quake 0"] == "quake 0"


def test_order_of_arrivals_and_of_known_does_not_matter() -> None:
    told = reports()
    known = [(told[0], "k"), (told[3], "v")]
    wanted = assign(told[1:3] + told[4:], known)
    for seed in range(5):
        rng = random.Random(seed)
        fresh = told[1:3] + told[4:]
        rng.shuffle(fresh)
        rng.shuffle(known)
        assert assign(fresh, known) == wanted


def test_arrivals_join_known_stories_and_leave_them_as_they_are() -> None:
    told = reports()
    found = assign(told[1:2], [(told[0], "first"), (told[2], "second")], at=0.05)
    assert found["quake 1"] in ("first", "second")
    assert list(found) == ["quake 1"]


def test_reports_weeks_apart_tell_two_stories() -> None:
    early, late = reports(day=1)[0], reports(day=20)[1]
    assert candidates([early, late]).tolist() == []
    assert len(set(assign([early, late], at=0.01).values())) == 2


def test_nothing_arrives() -> None:
    assert assign([]) == {}
    assert assign([], [(reports()[0], "k")]) == {}
