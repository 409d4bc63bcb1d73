"""The sentences written for training hold what their labels say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sayso.extract.lexicon import plover
from sayso.records import Status

OWN = Path(__file__).resolve().parents[2] / "train" / "own" / "typed"
FILES = sorted(OWN.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_labels_are_of_the_ontology_and_stand_in_the_text(path: Path) -> None:
    facts = plover()
    statuses = {s.value for s in Status}
    seen = set()
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), start=1):
        row = json.loads(line)
        where = f"{path.name}:{number}"
        assert row["type"] in facts.cameo or row["type"] == "NONE", where
        assert row["reduced"] in facts.cameo or row["reduced"] == "NONE", where
        assert row["mode"] is None or row["mode"] in facts.modes[row["type"]], where
        assert row["status"] in statuses, where
        assert all(part in row["text"] for part in [row["trigger"], *row["source"], *row["target"]]), where
        assert (row["text"], row["trigger"]) not in seen, where
        seen.add((row["text"], row["trigger"]))
    assert len(seen) > 100


PASSAGES = sorted((OWN.parent / "passages").glob("*.jsonl"))


@pytest.mark.parametrize("path", PASSAGES, ids=lambda p: p.stem)
def test_acts_of_passages_stand_once_in_their_sentence(path: Path) -> None:
    facts = plover()
    statuses = {s.value for s in Status}
    empty = 0
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), start=1):
        row = json.loads(line)
        where = f"{path.name}:{number}"
        empty += not row["acts"]
        for act in row["acts"]:
            sentence = row["sentences"][act["s"]]
            found = re.findall(rf"(?<!\w){re.escape(act['trigger'])}(?!\w)", sentence)
            assert len(found) == 1, f"{where}: {act['trigger']}"
            assert act["type"] in facts.cameo, where
            assert act["mode"] is None or act["mode"] in facts.modes[act["type"]], where
            assert act["status"] in statuses, where
            assert all(part in sentence for part in [*act["source"], *act["target"]]), where
    assert empty >= 10


def test_many_passages_tell_of_no_act() -> None:
    rows = [json.loads(line) for path in PASSAGES for line in path.read_text(encoding="utf8").splitlines()]
    assert sum(not row["acts"] for row in rows) >= len(rows) / 6
