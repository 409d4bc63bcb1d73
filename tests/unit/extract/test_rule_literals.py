"""The quick look for words without which no pattern of goods matches misses nothing."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract.rules import words
from sayso.extract.rules.literals import needed
from sayso.extract.rules.words import goods_looked_for, goods_patterns, telling_in

ROOT = Path(__file__).parents[3]
TABLES = tomllib.loads(
    (Path(words.__file__).parents[1] / "data/rules/words.toml").read_text(encoding="utf-8")
)
PATTERNS = sorted({p for table in ("items", "exact") for some in TABLES[table].values() for p in some})


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("howitzers?", {"howitzer"}),
        ("(?:fast|attack) boats?", {"fast boat", "attack boat"}),
        ("war ?planes?", {"plane"}),
        (r"armou?red (?:\w+ )?cars?", {"armo"}),
        ("carbon[- ]fib(?:re|er)s?", {"carbon-fibre", "carbon fibre", "carbon-fiber", "carbon fiber"}),
        (r"\d+ (?:mm|cm)", {" mm", " cm"}),
        (r"(?:AK|RPG)-?\d+", {"AK", "RPG"}),
        (r"(?:tank)+s", {"tank"}),
        (r"(?<!fuel )tanks(?= for)", {"tanks"}),
        (r"\d+s?", None),
        ("(?:guns|x?)", None),
        ("[a-z]{2,}", None),
        ("a?", None),
    ],
)
def test_what_a_match_holds(pattern: str, strings: set[str] | None) -> None:
    found = needed(pattern)
    assert (set(found) if found is not None else None) == strings


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_match_holds_one_of_the_strings(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    strings = needed(pattern)
    # what looks around a match asks nothing of the match itself
    bare = re.sub(r"\(\?<?[!=][^()]*\)", "", pattern)
    text = data.draw(st.from_regex(bare, fullmatch=True, alphabet=st.characters(max_codepoint=255)))
    assert strings is None or any(string in text for string in strings)
    kinds = {kind for table in ("items", "exact") for kind, some in TABLES[table].items() if pattern in some}
    assert kinds <= {kind for kind, _ in goods_looked_for(f"of {text} there")}


def test_no_sentence_of_the_examples_loses_a_match() -> None:
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "examples").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [part for row in rows for part in re.split(r"(?<=\.)\s", row["text"])]
    assert len(texts) > 50
    n = 0
    for text in texts:
        every = [(kind, m.span()) for kind, p in goods_patterns() for m in p.finditer(text)]
        assert [(kind, m.span()) for kind, p in goods_looked_for(text) for m in p.finditer(text)] == every
        n += len(every)
    assert n > 10
    assert sum(len(goods_looked_for(text)) for text in texts) < len(texts) * len(goods_patterns()) / 4


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_what_tells_in_a_text_tells_in_its_parts(data: st.DataObject) -> None:
    goods = st.sampled_from(
        ["crude oil", "Crude", "drones", "wheat", "T-72", "engines", "Καλασνικωφ Σ", "said"]
    )
    parts = data.draw(st.lists(st.one_of(goods, st.text(max_size=12)), min_size=1, max_size=8))
    telling = telling_in(" ".join(parts))
    assert [goods_looked_for(part, telling) for part in parts] == [goods_looked_for(part) for part in parts]
    assert goods_looked_for("of drones and crude oil", ()) != goods_looked_for("of drones and crude oil")


def test_the_words_that_tell_are_those_of_the_patterns() -> None:
    kept = json.loads(words.TELLING_FILE.read_text(encoding="utf-8"))
    assert kept == words.telling_words(), "the patterns changed: python -m train.telling"
    assert len(kept["any"]) > 500
