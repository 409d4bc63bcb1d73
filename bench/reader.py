"""The reader's quality on the corpora's own test parts (dev where only dev is handed over), and its speed.

    python -m bench.reader --data ../shared/data [--part test] [--speed]

Everything is measured with the shipped int8 model through the runtime's own decoding.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.harness import Score
from bench.intervals import macro_f1
from sayso.read import Reader
from sayso.read.assemble import OUTPUTS, WindowScores
from sayso.read.decode import spans_of, viterbi
from sayso.read.model import MODEL_DIR, Model
from sayso.read.reader import BATCH_PIECES
from sayso.read.windows import WindowSentence, batch_windows, collate, pack
from sayso.records import Article, Sentence, Span
from sayso.records.reading import SentenceReading
from train import corpora as C


def article_of(sents: Sequence[C.Sent], name: str) -> Article:
    """Gold words as an article: one space between words, so that the reader cuts nothing anew."""
    text, at, out, paragraph = [], 0, [], -1
    for s in sents:
        paragraph += int(s.lead or paragraph < 0)
        spans = []
        for w in s.words:
            spans.append(Span(at, at + len(w)))
            text.append(w)
            at += len(w) + 1
        out.append(
            Sentence(span=Span(spans[0].start, spans[-1].end), words=tuple(spans), paragraph=paragraph)
        )
    return Article(
        article_id=name, name=name, text=" ".join(text), sentences=tuple(out), paragraphs=(), text_sha256=""
    )


def by_document(sents: Iterable[C.Sent]) -> list[list[C.Sent]]:
    """Runs of sentences of one document."""
    docs: list[list[C.Sent]] = []
    for s in sents:
        if not docs or docs[-1][0].doc != s.doc:
            docs.append([])
        docs[-1].append(s)
    return docs


def read_all(reader: Reader, sents: Sequence[C.Sent]) -> list[SentenceReading]:
    """Readings of gold-split sentences, in order."""
    docs = by_document(sents)
    readings = reader.read([article_of(d, str(i)) for i, d in enumerate(docs)])
    return [s for r in readings for s in r.sentences]


@dataclass
class Counts:
    """Counts behind an F1."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, found: set, gold: set) -> None:
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1, self.found + self.gold)


def syntax(reader: Reader, sents: list[C.Sent]) -> dict[str, float]:
    """UPOS, features, lemma, UAS, LAS over all words (punctuation included, as the CoNLL scorer has it)."""
    n = upos = feats = uas = las = 0
    for s, r in zip(sents, read_all(reader, sents), strict=True):
        for i, t in enumerate(r.tokens):
            n += 1
            upos += t.upos == s.upos[i]
            feats += ("|".join(t.feats) or "_") == s.feats[i]
            head = s.heads[i] - 1
            uas += t.head == head
            las += t.head == head and t.deprel.split(":")[0] == s.rels[i].split(":")[0]
    return {"upos": 100 * upos / n, "feats": 100 * feats / n, "uas": 100 * uas / n, "las": 100 * las / n}


def lemmas(reader: Reader, path: Path, sents: list[C.Sent]) -> float:
    """Share of words with the right lemma (letter case aside)."""
    gold = [[r[2] for r in rows] for _, rows in C.read_conllu(path)]
    pairs = [
        (t.lemma.lower(), g.lower())
        for r, g in zip(read_all(reader, sents), gold, strict=True)
        for t, g in zip(r.tokens, g, strict=True)
        if g != "_"
    ]
    return 100 * sum(a == b for a, b in pairs) / len(pairs)


def names(reader: Reader, sents: list[C.Sent]) -> float:
    """CoNLL-2003 span F1 over the four types."""
    table = {"person": "PER", "organisation": "ORG", "place": "LOC", "misc": "MISC"}
    score = Counts()
    labels = ["O"] + [f"{p}-{t}" for t in C.NER4 for p in "BI"]
    for s, r in zip(sents, read_all(reader, sents), strict=True):
        gold = set(spans_of([labels.index(t) for t in s.ner4], labels))
        score.add({(m.start, m.end, table[m.label]) for m in r.mentions if m.label in table}, gold)
    return score.f1


def wide_names(model: Model, sents: list[C.Sent]) -> float:
    """re3d span F1 over its own ten types, from the wide tagger."""
    score, labels = Counts(), model.labels["nerx"]
    for scores, window in windows_of(model, sents):
        path = viterbi(scores.nerx, model.transitions("nerx"))
        gold = [labels.index(t) if t in labels else 0 for s in window for t in s.nerx]
        score.add(set(spans_of(path, labels)), set(spans_of(gold[: len(path)], labels)))
    return score.f1


def windows_of(model: Model, sents: list[C.Sent]):
    """Scores of each window with the sentences in it."""
    docs = by_document(sents)
    flat = [
        WindowSentence(
            document=d,
            number=i,
            words=tuple(s.words),
            quoted=tuple(s.quoted or C.quote_depths(s.words)),
            lead=s.lead,
        )
        for d, doc in enumerate(docs)
        for i, s in enumerate(doc)
    ]
    for group in batch_windows(pack(flat, model.pieces), BATCH_PIECES):
        scores = model.run(collate(group), OUTPUTS)
        for row, window in enumerate(group):
            yield (
                WindowScores.of(scores, row, len(window.first)),
                [docs[s.document][s.number] for s in window.sentences],
            )


def roles(reader: Reader, sents: list[C.Sent]) -> dict[str, float]:
    """PropBank: predicate F1, argument F1 (exact span and role, predicate found by us)."""
    preds, args = Counts(), Counts()
    for s, r in zip(sents, read_all(reader, sents), strict=True):
        if s.predicates is None:
            continue
        preds.add({p.index for p in r.predicates}, {p for p, _ in s.predicates})
        args.add(
            {(p.index, a.start, a.end, a.role) for p in r.predicates for a in p.args},
            {(p, a, b, role) for p, spans in s.predicates for a, b, role in spans},
        )
    return {"predicate": preds.f1, "argument": args.f1}


def graded(model: Model, sents: list[C.Sent], field: str) -> Iterator[list[tuple[float, float]]]:
    """Our and the gold certainty at each gold trigger, by sentence; words cut off a window are left out."""
    for scores, window in windows_of(model, sents):
        values = getattr(scores, field)
        at = 0
        for s in window:
            yield [
                (float(np.clip(values[at + i], -3, 3)), v)
                for i, v in getattr(s, field).items()
                if at + i < len(values)
            ]
            at += len(s.words)


def certainty(model: Model, sents: list[C.Sent], field: str) -> dict[str, float]:
    """Mean absolute error and Pearson r at the gold triggers."""
    a, b = np.array([pair for row in graded(model, sents, field) for pair in row]).T
    return {"mae": float(np.abs(a - b).mean()), "r": float(np.corrcoef(a, b)[0, 1])}


def article_from(text: str, name: str) -> Article:
    """Raw text as an article, cut by our own rules; its characters stay as they are, a line is a paragraph."""
    from sayso.lang.sentences import split_sentences
    from sayso.lang.words import split_words

    sentences, paragraphs = [], []
    for n, para in enumerate(re.finditer(r"[^\n]+", text)):
        paragraphs.append(Span(*para.span()))
        for a, b in split_sentences(text, para.start(), para.end()):
            words = tuple(Span(x, y) for x, y in split_words(text, a, b))
            if words:
                sentences.append(Sentence(span=Span(words[0].start, words[-1].end), words=words, paragraph=n))
    return Article(
        article_id=name,
        name=name,
        text=text,
        sentences=tuple(sentences),
        paragraphs=tuple(paragraphs),
        text_sha256="",
    )


def attribution(reader: Reader, data: Path) -> dict[str, float]:
    """PolNeAR dev with the handed-over scorer's measures, from raw text through our own words."""
    sys.path.insert(0, str(data / "attribution"))
    import score_attribution as official

    tokens = {r["id"]: r["tokens"] for r in official.read(data / "attribution/polnear_dev_tokens.jsonl")}
    # as the scorer does: an article without its tokens is left out
    gold = [r for r in official.read(data / "attribution/polnear_dev.jsonl") if r["id"] in tokens]
    articles = [article_from(row["text"], row["id"]) for row in gold]
    score = official.Score()
    exact: dict[str, Counts] = collections.defaultdict(Counts)
    for row, reading in zip(gold, reader.read(articles), strict=True):
        spans = tokens[row["id"]]
        starts, ends = [a for a, _ in spans], [b for _, b in spans]
        pred = [
            {
                k: [{"start": s.start, "end": s.end} for s in v]
                for k, v in (("sources", c.sources), ("cues", c.cues), ("contents", c.contents))
            }
            for c in reading.chains
        ]
        g = official.to_tok(spans, starts, ends, row["attributions"])
        p = official.to_tok(spans, starts, ends, pred)
        score.add(g, p)
        for role in official.ROLES:
            exact[role].add(
                {(row["id"], x) for q in p for x in q[role]}, {(row["id"], x) for q in g for x in q[role]}
            )
    out = {role: exact[role].f1 for role in official.ROLES}
    out.update(linked_scores(score.c))
    return out


def linked_scores(counts: collections.Counter) -> dict[str, float]:
    """The scorer's relation F1 values, by its own counter names."""
    out = {}
    total_g = counts.get(("rel", "g"), 0)
    total_p = counts.get(("rel", "p"), 0)
    for key in counts:
        if isinstance(key, tuple) and key[0] == "rel" and key[1] not in ("g", "p"):
            out[f"relation {key[1]}"] = 200 * counts[key] / max(1, total_g + total_p)
    return out


def typed_rows(reader: Reader, data: Path, part: str) -> tuple[list[C.Sent], list[str]]:
    """PLV sentences with their gold pair, and the likeliest of fifteen types, source and target given.

    ``test`` is PLV's own; ``dev`` every tenth row of its training part, held out of training.
    """
    from sayso.lang.words import split_words

    path = data / "events/zsp_plv.jsonl"
    sents = C.typed_pairs(path, "test" if part == "test" else "train", split_words)
    if part != "test":
        sents = sents[9::10]
    chance = reader.types_between([(s.words, s.pair[0], s.pair[1]) for s in sents])
    names_ = list(reader.type_names)
    chance[:, names_.index("NONE")] = 0
    return sents, [names_[i] for i in chance.argmax(1)]


def typed(reader: Reader, data: Path, part: str) -> dict[str, float]:
    """PLV: macro F1 over fifteen types, source and target given."""
    sents, found = typed_rows(reader, data, part)
    gold = [s.pair[2] for s in sents]
    return {
        "accuracy": 100 * float(np.mean([a == b for a, b in zip(found, gold, strict=True)])),
        "macro_f1": macro_f1(gold, found),
    }


def vector_order(model: Model, sents: list[C.Sent]) -> float | None:
    """Spearman correlation of our sentence cosines with the pretrained encoder's, on dev sentences."""
    try:
        from train.teacher import load_teacher, teacher_vectors
    except ImportError:
        return None
    sents = [s for s in sents if len(s.words) <= 60]
    picks = np.random.default_rng(7).permutation(len(sents))
    chosen = {id(sents[i]) for i in [i for i in picks if len(sents[i].words) >= 4][:600]}
    ours, rows = [], []
    for scores, window in windows_of(model, sents):
        for k, s in enumerate(window):
            if id(s) in chosen:
                ours.append(scores.vectors[k])
                rows.append([p for w in s.words for p in model.pieces.of(w)])
    a, b = np.stack(ours), teacher_vectors(load_teacher(), rows).numpy()
    upper = np.triu_indices(len(a), 1)
    ranks = [np.argsort(np.argsort((x @ x.T)[upper])) for x in (a, b)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def speed(model: Model, sents: list[C.Sent], folder: Path) -> dict[str, float]:
    """Word pieces per second of the session on one thread, padding share, load time, memory."""
    import resource

    began = time.perf_counter()
    Model.load(folder, threads=1)
    load = time.perf_counter() - began
    flat = [
        WindowSentence(
            document=0, number=i, words=tuple(s.words), quoted=tuple(C.quote_depths(s.words)), lead=s.lead
        )
        for i, s in enumerate(sents)
    ]
    groups = batch_windows(pack(flat, model.pieces), BATCH_PIECES)
    batches = [collate(g) for g in groups]
    pieces = sum(len(w.ids) for g in groups for w in g)
    cells = sum(b.feeds["ids"].size for b in batches)
    model.run(batches[len(batches) // 2], OUTPUTS)
    began = time.perf_counter()
    for b in batches:
        model.run(b, OUTPUTS)
    took = time.perf_counter() - began
    return {
        "pieces_per_s": pieces / took,
        "padding_%": 100 * (1 - pieces / cells),
        "load_s": load,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


#: Every published measure: what it is called, where it stands in the figures, its anchor and whose that is.
_MEASURES: tuple[tuple[str, str, str, str, float | None, str], ...] = (
    ("EWT UPOS", "ewt", "upos", "%", None, ""),
    ("EWT LAS", "ewt", "las", "%", 90.5, "UD parsers on base-size encoders"),
    ("EWT lemma", "ewt lemma", "", "%", None, ""),
    ("GUM UPOS", "gum", "upos", "%", None, ""),
    ("GUM LAS", "gum", "las", "%", None, ""),
    ("CoNLL-2003 F1", "conll", "", "%", 92.0, "base-size encoders"),
    ("PropBank predicate F1", "propbank", "predicate", "%", None, ""),
    ("PropBank argument F1", "propbank", "argument", "%", None, ""),
    ("PolNeAR dev source F1", "polnear dev", "source", "%", 83.2, "BERT + Cofe (test)"),
    ("PolNeAR dev cue F1", "polnear dev", "cue", "%", 75.3, "BERT + Cofe (test)"),
    ("PolNeAR dev content F1", "polnear dev", "content", "%", 72.9, "BERT + Cofe (test)"),
    ("PolNeAR dev linked F1", "polnear dev", "relation +source", "%", None, ""),
    ("UW dev r", "uw dev", "r", "", 0.863, "best neural (test)"),
    ("UW dev MAE", "uw dev", "mae", "", 0.346, "best neural (test)"),
    ("UDS r", "uds", "r", "", None, ""),
    ("PLV macro-F1", "plv", "macro_f1", "%", 82.1, "ZSP, RoBERTa-large NLI"),
    ("vector order, Spearman", "vector order", "", "", None, ""),
)


def figures(model: Model, data: Path, part: str, only: str = "") -> Iterator[tuple[str, object]]:
    """Each head's figures under the name of its corpus, one corpus after the other."""

    def want(name: str) -> bool:
        return not only or name in only.split(",")

    reader = Reader(model)
    ewt = C.treebank(data / f"treebanks/en_ewt-{part}.conllu")
    gum = C.treebank(data / f"treebanks/en_gum-{part}.conllu")
    C.add_propbank(ewt, data / f"srl/propbank_ewt-{part}.jsonl")
    C.add_uds(ewt, data / "factuality/uds_ih2_factuality.jsonl", part)
    if want("syntax"):
        yield "ewt", syntax(reader, ewt)
        yield "gum", syntax(reader, gum)
        yield "ewt lemma", lemmas(reader, data / f"treebanks/en_ewt-{part}.conllu", ewt)
    if want("names"):
        conll = data / f"ner/conll03-{'test' if part == 'test' else 'val'}.tsv"
        yield "conll", names(reader, C.names(conll, wide=False))
        if part == "test":
            yield "re3d", wide_names(model, C.names(data / "ner/re3d-test.tsv", wide=True))
    if want("roles"):
        yield "propbank", roles(reader, ewt)
    if want("certainty"):
        uw = C.factbank(data / "factuality/uw_factuality.jsonl", "dev")
        yield "uw dev", certainty(model, uw, "uw")
        yield "uds", certainty(model, ewt, "uds")
    if want("attribution"):
        yield "polnear dev", attribution(reader, data)
    if want("types"):
        yield "plv", typed(reader, data, part)
    if want("vectors"):
        yield "vector order", vector_order(model, ewt + gum)


def measure(data: Path) -> Iterable[Score]:
    """The table of the reader's heads on their test parts (dev where only dev is handed over)."""
    found = dict(figures(Model.load(MODEL_DIR, threads=1), data, "test"))
    for name, corpus, key, unit, anchor, whose in _MEASURES:
        value = found.get(corpus)
        if isinstance(value, dict):
            value = value.get(key)
        if isinstance(value, int | float):
            better = "lower" if name.endswith("MAE") else "higher"
            yield Score(
                name=name, value=float(value), unit=unit, better=better, anchor=anchor, anchor_of=whose
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    parser.add_argument(
        "--only", default="", help="syntax, names, roles, certainty, attribution, types, vectors"
    )
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    model = Model.load(args.model, threads=1)
    out: dict[str, object] = {"model": model.sha256[:12], "part": args.part}
    rows = list(figures(model, args.data, args.part, args.only)) if args.only != "none" else []
    if args.speed:
        ewt = C.treebank(args.data / f"treebanks/en_ewt-{args.part}.conllu")
        rows.append(("speed", speed(model, ewt, args.model)))
    for name, value in rows:
        out[name] = value
        print(f"{name:14s}", f"{value:.3f}" if isinstance(value, float) else json.dumps(value), flush=True)
    if args.json:
        args.json.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
