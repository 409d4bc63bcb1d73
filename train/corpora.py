"""Read the corpora into windows of sentences with whatever labels each corpus has.

A window is a run of consecutive sentences of one document that fits the encoder. Its labels are
sparse: every corpus marks only what it annotates, and -100 stands where it is silent.
"""

from __future__ import annotations

import collections
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sayso.extract.lexicon import plover
from sayso.read.pieces import WordPieces, place_ids, quote_depths, word_shape

NONE = -100
MAX_PIECES = 160
FEATURES = ("Tense", "Mood", "VerbForm", "Voice", "Number", "Person", "Gender", "NumType")
NER4 = ("PER", "ORG", "LOC", "MISC")
NERX = (
    "Organisation", "Person", "Location", "Weapon", "MilitaryPlatform", "Money", "Nationality",
    "Temporal", "Quantity", "DocumentReference",
)
GUM_KINDS = (
    "abstract", "person", "place", "object", "event", "time", "organization", "substance", "animal", "plant",
)
ATTRIBUTION = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
REALIS = ("actual", "generic", "other")
INCIDENT = ("perpetrator", "group", "target", "victim", "instrument")
STATUSES = ("happened", "ongoing", "planned", "possible", "attempted", "negated", "unknown")
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "YIELD", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "NONE",
)


def act_names() -> tuple[str, ...]:
    """NONE, every PLOVER type, and every type with each of its modes."""
    modes = plover().modes
    return ("NONE", *(n for t in sorted(plover().cameo) for n in (t, *(f"{t}/{m}" for m in sorted(modes.get(t, ()))))))


@dataclass
class Sent:
    """One sentence with sparse word labels."""

    words: list[str]
    doc: str
    lead: bool = True
    quoted: list[int] | None = None
    upos: list[str] | None = None
    feats: list[str] | None = None
    heads: list[int] | None = None
    rels: list[str] | None = None
    ner4: list[str] | None = None
    nerx: list[str] | None = None
    kinds: list[str] | None = None
    predicates: list[tuple[int, list[tuple[int, int, str]]]] | None = None
    attribution: list[str] | None = None
    links: list[tuple[int, int, int]] = field(default_factory=list)  # kind, from word, to word
    uw: dict[int, float] = field(default_factory=dict)
    uds: dict[int, float] = field(default_factory=dict)
    triggers: dict[int, str] = field(default_factory=dict)
    acts: dict[int, str] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    realis: dict[int, str] = field(default_factory=dict)
    incident: list[str] | None = None
    sides: list[tuple[int, list[int], list[int]]] = field(default_factory=list)  # trigger, words of source, of target
    pair: tuple[list[int], list[int], str] | None = None
    key: str = ""


def read_conllu(path: Path) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    """Sentences of a CoNLL-U file as (comments, word rows); ranges and empty nodes left out."""
    meta: dict[str, str] = {}
    rows: list[list[str]] = []
    with path.open(encoding="utf8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    yield meta, rows
                meta, rows = {}, []
            elif line.startswith("#"):
                name, _, value = line[1:].partition("=")
                meta[name.strip()] = value.strip()
            elif line.split("\t", 1)[0].isdigit():
                rows.append(line.split("\t"))


def bundle(feats: str) -> str:
    """The features claims need, in fixed order, as one class name."""
    have = dict(f.split("=", 1) for f in feats.split("|") if "=" in f)
    return "|".join(f"{k}={have[k]}" for k in FEATURES if k in have) or "_"


def treebank(path: Path) -> list[Sent]:
    """UD sentences; GUM's entity heads become noun kinds."""
    out: list[Sent] = []
    doc = ""
    is_gum = "gum" in path.name
    for meta, rows in read_conllu(path):
        new_doc = next((v for k, v in meta.items() if k.startswith("newdoc")), None)
        doc = new_doc or doc
        words = [r[1] for r in rows]
        sent = Sent(words, doc, lead=any(k.startswith("newpar") for k in meta), key=meta.get("sent_id", ""))
        sent.upos = [r[3] for r in rows]
        sent.feats = [bundle(r[5]) for r in rows]
        sent.heads = [int(r[6]) for r in rows]
        sent.rels = [r[7] for r in rows]
        if is_gum:
            sent.kinds = _gum_kinds(rows, sent.heads)
        out.append(sent)
    return out


def _gum_kinds(rows: list[list[str]], heads: list[int]) -> list[str]:
    kinds = ["O"] * len(rows)
    for head, _, kind in _gum_mentions(rows, heads):
        kinds[head] = kind
    return [k if k in GUM_KINDS or k == "O" else "abstract" for k in kinds]


def _gum_mentions(rows: list[list[str]], heads: list[int]) -> list[tuple[int, str, str]]:
    """Head word, entity number and kind of each mention, inner ones first."""
    out: list[tuple[int, str, str]] = []
    open_spans: list[tuple[str, str, int]] = []
    for i, row in enumerate(rows):
        entity = next((f[7:] for f in row[9].split("|") if f.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", entity):
            number = mark.strip("()").split("-")[0]
            if mark.startswith("("):
                kind = mark.strip("()").split("-")[1] if "-" in mark else "abstract"
                open_spans.append((number, kind, i))
            if mark.endswith(")"):
                for at in range(len(open_spans) - 1, -1, -1):
                    if open_spans[at][0] == number:
                        _, kind, start = open_spans.pop(at)
                        inside = range(start, i + 1)
                        head = next((j for j in inside if heads[j] - 1 not in inside), start)
                        out.append((head, number, kind))
                        break
    return out


@dataclass
class LinkedText:
    """A GUM document as text, with the entity (number, kind) of the word at each character offset."""

    name: str
    text: str = ""
    entities: list[tuple[int, str, str]] = field(default_factory=list)


def gum_documents(path: Path) -> list[LinkedText]:
    """Documents with paragraphs apart, and every mention's head word with the entity it belongs to."""
    out: list[LinkedText] = []
    for meta, rows in read_conllu(path):
        name = next((v for k, v in meta.items() if k.startswith("newdoc")), None)
        if name is not None:
            out.append(LinkedText(name))
        doc = out[-1]
        if doc.text:
            doc.text += "\n" if any(k.startswith("newpar") for k in meta) else " "
        at, starts = len(doc.text), []
        for row in rows:
            here = meta["text"].find(row[1], at - len(doc.text))
            starts.append(len(doc.text) + here if here >= 0 else -1)
            at = len(doc.text) + here + len(row[1]) if here >= 0 else at
        doc.text += meta["text"]
        for head, number, kind in _gum_mentions(rows, [int(r[6]) for r in rows]):
            if starts[head] >= 0:
                doc.entities.append((starts[head], number, kind))
    return out


def add_propbank(sents: list[Sent], path: Path) -> None:
    """Lay PropBank predicates over the EWT sentences with the same id."""
    rows = {r["id"]: r for r in map(json.loads, path.open(encoding="utf8"))}
    for sent in sents:
        row = rows.get(sent.key)
        if row is not None and row["tokens"] == sent.words:
            sent.predicates = [
                (p["predicate"], [(a, b, role) for a, b, role in p["args"]]) for p in row["predicates"]
            ]


def _word_at(tokens: list[list[int]], start: int, end: int) -> int | None:
    for i, (a, b) in enumerate(tokens):
        if a < end and start < b:
            return i
    return None


def add_uds(sents: list[Sent], path: Path, split: str) -> int:
    """Lay UDS-IH2 factuality over EWT sentences with the same characters; how many were not found."""
    by_text: dict[str, list[Sent]] = collections.defaultdict(list)
    for sent in sents:
        by_text["".join(sent.words)].append(sent)
    missed = 0
    for row in map(json.loads, path.open(encoding="utf8")):
        if row["split"] != split:
            continue
        words = [row["text"][a:b] for a, b in row["tokens"]]
        hits = [s for s in by_text.get("".join(words), []) if s.words == words]
        missed += not hits
        for sent in hits:
            for e in row["events"]:
                at = _word_at(row["tokens"], e["start"], e["end"])
                if at is not None:
                    sent.uds[at] = e["factuality"]
    return missed


def factbank(path: Path, split: str) -> list[Sent]:
    """UW factuality sentences; each is its own document."""
    out = []
    for row in map(json.loads, path.open(encoding="utf8")):
        if row["split"] != split:
            continue
        sent = Sent([row["text"][a:b] for a, b in row["tokens"]], row["id"], key=row["id"])
        for e in row["events"]:
            at = _word_at(row["tokens"], e["start"], e["end"])
            if at is not None:
                sent.uw[at] = e["factuality"]
        out.append(sent)
    return out


def names(path: Path, *, wide: bool) -> list[Sent]:
    """IOB2 name files; ``wide`` is re3d's own label set."""
    out: list[Sent] = []
    doc, words, tags = 0, [], []

    def flush() -> None:
        nonlocal words, tags
        if words and words != ["-DOCSTART-"]:
            sent = Sent(words, f"{path.name}-{doc}")
            if wide:
                sent.nerx = tags
            else:
                sent.ner4 = tags
            out.append(sent)
        words, tags = [], []

    for line in path.open(encoding="utf8"):
        parts = line.rstrip("\n").split("\t")
        if len(parts) < 2:
            flush()
            continue
        if parts[-2] == "-DOCSTART-":
            doc += 1
        words.append(parts[-2])
        tags.append(parts[-1])
    flush()
    if "conll" not in path.name:  # no document marks: ten sentences a document
        for i, sent in enumerate(out):
            sent.doc = f"{path.name}-{i // 10}"
    return out


def split_names(sents: list[Sent], split_words) -> list[Sent]:
    """Sentences with hyphenated words, cut as the reader cuts them ("Stratford", "-", "upon", …).

    Words such as "Moscow-based" are left to the corpus: its label for the whole says nothing of the parts.
    """
    out: list[Sent] = []
    for sent in sents:
        words: list[str] = []
        tags: list[str] = []
        cut = False
        for word, tag in zip(sent.words, sent.ner4 or [], strict=True):
            parts = [word[a:b] for a, b in split_words(word, 0, len(word))]
            if len(parts) > 1 and tag != "O":
                if not parts[-1][:1].isupper():
                    break
                cut = True
            words += parts
            tags += [tag] + ["I-" + tag[2:] if tag != "O" else "O"] * (len(parts) - 1)
        else:
            if cut:
                out.append(Sent(words, sent.doc, ner4=tags))
    return out


def polnear(path: Path, split_words, split_sentences) -> list[Sent]:
    """PolNeAR articles on our own words and sentences, tags laid over by characters."""
    out: list[Sent] = []
    for row in map(json.loads, path.open(encoding="utf8")):
        text = row["text"]
        first = len(out)
        where: list[tuple[int, int, int, int]] = []  # start, end, sentence, word
        for para in re.finditer(r"[^\n]+", text):
            spans = split_sentences(text, para.start(), para.end())
            quoted_from = len(out)
            para_words: list[str] = []
            for n, (a, b) in enumerate(spans):
                words = split_words(text, a, b)
                if not words:
                    continue
                sent = Sent([text[x:y] for x, y in words], row["id"], lead=n == 0)
                sent.attribution = ["O"] * len(words)
                where.extend((x, y, len(out), i) for i, (x, y) in enumerate(words))
                para_words.extend(sent.words)
                out.append(sent)
            depths = quote_depths(para_words)
            for sent in out[quoted_from:]:
                sent.quoted, depths = depths[: len(sent.words)], depths[len(sent.words) :]
        _lay_attributions(out, where, row["attributions"])
        for sent in out[first:]:
            sent.key = row["id"]
    return out


def _lay_attributions(out: list[Sent], where, attributions) -> None:
    starts = [w[0] for w in where]
    import bisect

    for att in attributions:
        firsts: dict[str, list[tuple[int, int]]] = {"source": [], "cue": [], "content": []}
        for role, segments in (("source", att["sources"]), ("cue", att["cues"]), ("content", att["contents"])):
            for seg in segments:
                lo = bisect.bisect_right(starts, seg["start"])
                lo = max(0, lo - 1)
                begun = False
                for x, y, s, i in where[lo:]:
                    if x >= seg["end"]:
                        break
                    if y <= seg["start"]:
                        continue
                    tags = out[s].attribution
                    assert tags is not None
                    if tags[i] == "O":
                        tags[i] = ("I-" if begun else "B-") + role
                        if not begun:
                            firsts[role].append((s, i))
                    begun = True
        for kind, a, b in ((0, "cue", "source"), (1, "cue", "content"), (2, "content", "source")):
            for s1, i1 in firsts[a]:
                for s2, i2 in firsts[b]:
                    out[s1].links.append((kind, i1, (s2 - s1) * 10_000 + i2))


def typed_pairs(path: Path, split: str, split_words) -> list[Sent]:
    """PLV sentences with their source and target and one of fifteen types."""
    out = []
    for row in map(json.loads, path.open(encoding="utf8")):
        if row["split"] != split:
            continue
        out.append(_pair_sentence(row, row["event_type"], split_words))
    return out


def _pair_sentence(row, label: str, split_words) -> Sent:
    text = row["text"]
    words = split_words(text, 0, len(text))
    sent = Sent([text[a:b] for a, b in words], row["id"], key=row["id"])
    sides = []
    for spans in (row["source"], row["target"]):
        at: list[int] = []
        for phrase in spans:
            start = text.find(phrase)
            if start >= 0:
                at += [i for i, (a, b) in enumerate(words) if a < start + len(phrase) and start < b]
        sides.append(at)
    sent.pair = (sides[0], sides[1], label)
    return sent


def in_part(number: int, part: str) -> bool:
    """Whether the text of this number is of the part: every tenth is for development."""
    return (number % 10 == 9) == (part == "dev")


def own_texts(folder: Path, part: str) -> Iterator[tuple[str, int, str, list[dict]]]:
    """Sentences of one part with all their rows: the file's stem, the number in the file, the text, the rows."""
    for path in sorted(folder.glob("*.jsonl")):
        texts: dict[str, list[dict]] = {}
        for row in map(json.loads, path.open(encoding="utf8")):
            texts.setdefault(row["text"], []).append(row)
        yield from ((path.stem, i, text, rows) for i, (text, rows) in enumerate(texts.items()) if in_part(i, part))


def own_typed(folder: Path, part: str, split_words) -> list[Sent]:
    """Sentences written for this project, with parties, trigger and type; every tenth is for development.

    Between the parties the type is PLOVER's reduced one (a planned visit is agreed to), at the trigger it is the
    act's own; a few of the other words are no trigger. A sentence of two acts comes once for each.
    """
    out = []
    for stem, i, text, rows in own_texts(folder, part):
        words = [text[a:b] for a, b in split_words(text, 0, len(text))]
        acts = {words.index(r["trigger"]): merged_type(r["type"]) for r in rows if r["trigger"] in words}
        modes = {words.index(r["trigger"]): act_name(r) for r in rows if r["trigger"] in words}
        idle = [k for k, w in enumerate(words) if k not in acts and w.isalpha() and len(w) > 3]
        random.Random(i).shuffle(idle)
        for k, row in enumerate(rows):
            sent = _pair_sentence({**row, "id": f"{stem}-{i}-{k}"}, merged_type(row["reduced"]), split_words)
            sent.triggers = acts | dict.fromkeys(idle[:4], "NONE")
            sent.acts = modes | dict.fromkeys(idle, "NONE")
            sent.statuses = {words.index(r["trigger"]): r["status"] for r in rows if r["trigger"] in words}
            if row["trigger"] in words and row["type"] != "NONE":
                sent.sides = [(words.index(row["trigger"]), *sent.pair[:2])]
            out.append(sent)
    return out


def act_name(row: dict) -> str:
    """The label of an act: its type, with the mode if it has one."""
    return f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]


def merged_type(name: str) -> str:
    """PLV keeps CAMEO's one class for what PLOVER parts into CONCEDE and RETREAT."""
    return "YIELD" if name in ("CONCEDE", "RETREAT") else name


def negatives(path: Path, split_words) -> list[Sent]:
    """Sentences without a codable event."""
    return [
        _pair_sentence(row, "NONE", split_words)
        for row in map(json.loads, path.open(encoding="utf8"))
        if len(row["text"]) < 1000
    ]


def geneva(path: Path) -> list[Sent]:
    """General event triggers: those with one clear PLOVER type, the rest as NONE."""
    out = []
    for row in map(json.loads, path.open(encoding="utf8")):
        words = row["text"].split(" ")
        sent = Sent([w for w in words if w], row["id"], key=row["id"])
        for e in row["events"]:
            if e["trigger"] not in sent.words:
                continue
            plover = e["plover"]
            label = "NONE" if plover is None else plover
            if label in TYPES:
                sent.triggers[sent.words.index(e["trigger"])] = label
        if sent.triggers:
            out.append(sent)
    return out


def pack(sents: list[Sent], pieces: WordPieces, rng: random.Random) -> list[list[Sent]]:
    """Consecutive sentences of a document that fit one window (two marks included).

    Half the windows are cut short: with full ones alone, a text of one or two sentences is read
    3 to 4 points of LAS worse than the same sentences among others.
    """
    windows: list[list[Sent]] = []
    limit = MAX_PIECES
    size = limit
    for sent in sents:
        n = sum(len(pieces.of(w)) for w in sent.words)
        if not windows or size + n > limit - 2 or windows[-1][0].doc != sent.doc:
            windows.append([])
            size = 0
            limit = rng.choice((MAX_PIECES, MAX_PIECES, 24, 40, 60, 90))
        windows[-1].append(sent)
        size += n
    return windows


class Labels:
    """Names of every closed label set, in the order of the model's outputs."""

    def __init__(self, sets: dict[str, list[str]]) -> None:
        self.sets = sets
        self.index = {k: {n: i for i, n in enumerate(v)} for k, v in sets.items()}

    @classmethod
    def collect(cls, sents: list[Sent]) -> Labels:
        """Label sets as the training part has them, commonest first."""

        def names_of(values) -> list[str]:
            return [k for k, _ in collections.Counter(values).most_common()]

        roles = collections.Counter(
            role for s in sents for _, args in s.predicates or [] for _, _, role in args
        )
        kept = [r for r, n in roles.most_common() if n >= 20]
        return cls({
            "upos": names_of(u for s in sents for u in s.upos or []),
            "feats": [k for k, n in collections.Counter(f for s in sents for f in s.feats or []).items() if n >= 3],
            "rels": names_of(r for s in sents for r in s.rels or []),
            "ner4": ["O"] + [f"{p}-{t}" for t in NER4 for p in "BI"],
            "nerx": ["O"] + [f"{p}-{t}" for t in NERX for p in "BI"],
            "kinds": ["O", *GUM_KINDS],
            "roles": ["O"] + [f"{p}-{r}" for r in kept for p in "BI"],
            "attribution": list(ATTRIBUTION),
            "types": list(TYPES),
            "acts": list(act_names()),
            "statuses": list(STATUSES),
            "realis": list(REALIS),
            "incident": ["O"] + [f"{p}-{t}" for t in INCIDENT for p in "BI"],
        })

    def ids(self, name: str, values: list[str] | None, n: int) -> list[int]:
        """Label numbers, NONE where the corpus is silent or the label is unknown."""
        if values is None:
            return [NONE] * n
        index = self.index[name]
        return [index.get(v, NONE) for v in values]


def encode(window: list[Sent], labels: Labels, pieces: WordPieces) -> dict:
    """One window as plain lists: inputs and sparse labels."""
    ids, shapes, places, piece_sent = [pieces.cls], [0], [0], [-1]
    first, word_sent = [], []
    out: dict = {k: [] for k in ("upos", "feats", "heads", "rels", "ner4", "nerx", "kinds", "attribution", "pred", "incident", "uw", "uds", "type", "act", "status", "realis")}
    srl, links, offset, sides = [], [], [], []
    total = 0
    for s in window:
        offset.append(total)
        total += len(s.words)
    for number, s in enumerate(window):
        n, base = len(s.words), offset[number]
        quoted = s.quoted or quote_depths(s.words)
        place = place_ids(quoted, sentence_starts=frozenset([0]), lead=[s.lead] * n)
        for i, word in enumerate(s.words):
            shape = word_shape(word)
            first.append(len(ids))
            word_sent.append(number)
            for j, piece in enumerate(pieces.of(word)):
                ids.append(piece)
                shapes.append(shape + (9 if j else 0))
                places.append(place[i])
                piece_sent.append(number)
        for name, values in (("upos", s.upos), ("feats", s.feats), ("rels", s.rels), ("ner4", s.ner4),
                             ("nerx", s.nerx), ("kinds", s.kinds), ("attribution", s.attribution),
                             ("incident", s.incident)):
            out[name] += labels.ids(name, values, n)
        out["heads"] += [0 if h == 0 else base + h for h in s.heads] if s.heads else [NONE] * n
        out["pred"] += [int(i in {p for p, _ in s.predicates}) for i in range(n)] if s.predicates is not None else [NONE] * n
        out["uw"] += [s.uw.get(i, 99.0) for i in range(n)]
        out["uds"] += [s.uds.get(i, 99.0) for i in range(n)]
        out["type"] += [labels.index["types"].get(s.triggers.get(i, ""), NONE) for i in range(n)]
        out["act"] += [labels.index["acts"].get(s.acts.get(i, ""), NONE) for i in range(n)]
        out["status"] += [labels.index["statuses"].get(s.statuses.get(i, ""), NONE) for i in range(n)]
        out["realis"] += [labels.index["realis"].get(s.realis.get(i, ""), NONE) for i in range(n)]
        for at, *parties in s.sides:
            sides.append((base + at, base, n, *([base + i for i in words] for words in parties)))
        for p, args in s.predicates or []:
            tags = ["O"] * n
            for a, b, role in args:
                tags[a:b] = [f"B-{role}"] + [f"I-{role}"] * (b - a - 1)
            srl.append((base + p, base, labels.ids("roles", tags, n)))
        for kind, i, to in s.links:
            away = round(to / 10_000)
            target, j = number + away, to - away * 10_000
            if 0 <= target < len(window):
                links.append((kind, base + i, offset[target] + j))
    ids.append(pieces.sep)
    shapes.append(0)
    places.append(0)
    piece_sent.append(-1)
    out.update(ids=ids, shapes=shapes, places=places, piece_sent=piece_sent, first=first, word_sent=word_sent,
               srl=srl, links=links, sides=sides, n_sents=len(window), doc=window[0].doc)
    pair = next((s.pair for s in window if s.pair), None)
    if pair is not None:
        out["pair"] = (pair[0], pair[1], labels.index["types"][pair[2]])
    return out
