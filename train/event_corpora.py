"""Training texts for acts, incidents and realis: own passages, MUC-4, CASIE; quotations of novels; texts without acts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sayso.extract.domain import off_topic
from sayso.lang.case import restore_case
from train import corpora as C
from train.corpora import Sent

INCIDENT = {
    "PERP: INDIVIDUAL ID": "perpetrator", "PERP: ORGANIZATION ID": "group", "PHYS TGT: ID": "target",
    "HUM TGT: NAME": "victim", "HUM TGT: DESCRIPTION": "victim", "INCIDENT: INSTRUMENT ID": "instrument",
}
"""MUC-4's string slots in our words."""
QUIET = ("academic", "textbook", "vlog", "voyage", "whow", "podcast")
"""GUM's genres in which hardly a political act is told."""

Splitter = Callable[..., list]


def own_groups(folder: Path, part: str, split_words: Splitter, seed: int) -> list[Sent]:
    """The typed sentences again, two to five in a row as one text, with all their acts; other words are none."""
    sents = [
        _acted(text, [r for r in rows if r["type"] != "NONE"], split_words, f"{stem}-{i}")
        for stem, i, text, rows in C.own_texts(folder, part)
    ]
    rng = random.Random(seed)
    rng.shuffle(sents)
    at, number = 0, 0
    while at < len(sents):
        size = rng.choice((2, 3, 4, 5))
        for sent in sents[at : at + size]:
            sent.doc = f"group-{number}"
            sent.lead = rng.random() < 0.5
        at, number = at + size, number + 1
    return sents


def own_passages(folder: Path, part: str, split_words: Splitter) -> list[Sent]:
    """Passages written for this project in which every act is labelled."""
    out = []
    for path in sorted(folder.glob("*.jsonl")):
        for i, row in enumerate(map(json.loads, path.open(encoding="utf8"))):
            if not C.in_part(i, part):
                continue
            for n, text in enumerate(row["sentences"]):
                acts = [a for a in row["acts"] if a["s"] == n]
                sent = _acted(text, acts, split_words, f"{path.stem}-{i}")
                sent.lead = n == 0 or n % 2 == 0
                out.append(sent)
    return out


def _acted(text: str, acts: list[dict], split_words: Splitter, doc: str) -> Sent:
    """A sentence with all its acts; every other word names none."""
    spans = split_words(text, 0, len(text))
    words = [text[a:b] for a, b in spans]
    sent = Sent(words, doc, key=doc)
    sent.acts = {i: "NONE" for i, w in enumerate(words) if any(c.isalnum() for c in w)}
    for act in acts:
        trigger = act["trigger"] if act["trigger"] in words else _main_part(act["trigger"])
        if trigger not in words:
            continue
        at = words.index(trigger)
        sent.acts[at] = C.act_name(act)
        sent.statuses[at] = act["status"]
        sides = [
            [i for i, (a, b) in enumerate(spans) for start, end in _places(text, act[side]) if a < end and start < b]
            for side in ("source", "target")
        ]
        sent.sides.append((at, sides[0], sides[1]))
    return sent


def _main_part(trigger: str) -> str:
    """The word of a hyphenated one that names the act: "fired" of "test-fired", "sit" of "sit-in"."""
    parts = trigger.split("-")
    return parts[-1] if len(parts[-1]) > 3 else parts[0]


def _places(text: str, phrases: list[str]) -> list[tuple[int, int]]:
    found = ((text.find(p), len(p)) for p in phrases)
    return [(start, start + n) for start, n in found if start >= 0]


def cyber(path: Path, part: str, split_words: Splitter) -> list[Sent]:
    """CASIE's sentences with the realis of each nugget; documents sorted by id, every tenth for development."""
    rows = [json.loads(line) for line in path.open(encoding="utf8")]
    kept = {d for i, d in enumerate(sorted({r["doc"] for r in rows})) if C.in_part(i, part)}
    out = []
    for row in sorted(rows, key=lambda r: (r["doc"], int(r["id"].rsplit("-", 1)[1]))):
        if row["doc"] not in kept:
            continue
        text = row["text"]
        spans = split_words(text, 0, len(text))
        sent = Sent([text[a:b] for a, b in spans], f"casie-{row['doc']}", key=row["id"])
        for event in row["events"]:
            if event["realis"] in ("Actual", "Generic", "Other"):
                for start, end in _places(text, [event["nugget"]]):
                    sent.realis |= {i: event["realis"].lower() for i, (a, b) in enumerate(spans) if a < end and start < b}
        out.append(sent)
    return out


def incidents(path: Path, part: str, split_words: Splitter, split_sentences: Splitter) -> list[Sent]:
    """MUC-4's development texts, case restored, with the words that fill an incident's slots wherever they stand."""
    out: list[Sent] = []
    rows = (json.loads(line) for line in path.open(encoding="utf8"))
    for number, row in enumerate(r for r in rows if r["split"] == "train"):
        if not C.in_part(number, part):
            continue
        text = restore_case(row["text"])
        labels = _filled(text, row["templates"])
        for paragraph in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text):
            for n, (a, b) in enumerate(split_sentences(text, paragraph.start(), paragraph.end())):
                spans = split_words(text, a, b)
                if spans:
                    sent = Sent([text[x:y] for x, y in spans], row["id"], lead=n == 0, key=row["id"])
                    sent.incident = [_tag(labels, x, y) for x, y in spans]
                    out.append(sent)
    return out


def _filled(text: str, templates: list[dict]) -> dict[int, tuple[int, int, str]]:
    """Character -> (start, end, role) of the slot fills found in the text, longer fills first."""
    fills: set[tuple[str, str]] = set()
    for template in templates or []:
        for slot, role in INCIDENT.items():
            for value in template["slots"].get(slot, []):
                fills |= {(phrase.strip(), role) for phrase in re.findall(r"\"([^\"]+)\"", str(value))}
    labels: dict[int, tuple[int, int, str]] = {}
    for phrase, role in sorted(fills, key=lambda f: (-len(f[0]), f)):
        pattern = r"\b" + r"\s+".join(map(re.escape, phrase.split())) + r"\b"
        for found in re.finditer(pattern, text, re.IGNORECASE):
            if len(phrase) > 2 and not any(i in labels for i in range(found.start(), found.end())):
                labels |= {i: (found.start(), found.end(), role) for i in range(found.start(), found.end())}
    return labels


def _tag(labels: dict[int, tuple[int, int, str]], start: int, end: int) -> str:
    hit = labels.get(start) or labels.get(end - 1)
    if hit is None:
        return "O"
    return ("B-" if start <= hit[0] else "I-") + hit[2]


def novels(path: Path, part: str, split_words: Splitter, split_sentences: Splitter) -> list[Sent]:
    """RiQuA's paragraphs with source, cue and content; what belongs together is not told."""
    out: list[Sent] = []
    for row in map(json.loads, path.open(encoding="utf8")):
        if row["split"] != part:
            continue
        text = row["text"]
        first, where = len(out), []
        for n, (a, b) in enumerate(split_sentences(text, 0, len(text))):
            spans = split_words(text, a, b)
            if spans:
                sent = Sent([text[x:y] for x, y in spans], row["id"], lead=n == 0, key=row["id"])
                sent.attribution = ["O"] * len(spans)
                where += [(x, y, len(out), i) for i, (x, y) in enumerate(spans)]
                out.append(sent)
        _lay(out, where, row["spans"])
        _lay_quotes(out[first:])
    return out


def _lay(out: list[Sent], where: list[tuple[int, int, int, int]], spans: list[dict]) -> None:
    for span in sorted(spans, key=lambda s: (s["role"] != "content", s["start"])):
        begun = False
        for x, y, s, i in where:
            tags = out[s].attribution
            if x < span["end"] and span["start"] < y and tags is not None and tags[i] == "O":
                tags[i] = ("I-" if begun else "B-") + span["role"]
                begun = True


def _lay_quotes(sents: list[Sent]) -> None:
    depths = C.quote_depths([w for s in sents for w in s.words])
    for sent in sents:
        sent.quoted, depths = depths[: len(sent.words)], depths[len(sent.words) :]


def mark_quiet(sents: list[Sent]) -> int:
    """Label the words of real texts that tell no political act: names, quiet genres, reviews, sport; how many sentences.

    Names of people, places and organisations are no acts wherever they stand; of travel guides, how-to texts,
    lectures, video logs, reviews and sport reports no word is taken for one.
    """
    marked = 0
    words_of: dict[str, list[str]] = {}
    for sent in sents:
        if sent.ner4 is not None:
            words_of.setdefault(sent.doc, []).extend(sent.words)
    sport = {doc for doc, words in words_of.items() if off_topic([w.lower() for w in words])}
    for sent in sents:
        quiet = any(f"GUM_{g}" in sent.key for g in QUIET) or sent.key.startswith("reviews") or sent.doc in sport
        named = {i for i, t in enumerate(sent.ner4 or ()) if t != "O"}
        named |= {i for i, u in enumerate(sent.upos or ()) if u == "PROPN"}
        chosen = set(range(len(sent.words))) if quiet else named
        sent.acts = {i: "NONE" for i in chosen if any(c.isalnum() for c in sent.words[i])}
        marked += bool(sent.acts)
    return marked


def counted(sents: list[Sent]) -> Iterator[tuple[str, int]]:
    """How many labels of each kind there are, to be printed."""
    yield "acts", sum(a != "NONE" for s in sents for a in s.acts.values())
    yield "no acts", sum(a == "NONE" for s in sents for a in s.acts.values())
    yield "realis", sum(len(s.realis) for s in sents)
    yield "incident words", sum(t != "O" for s in sents for t in s.incident or ())
