"""One window's scores to sentence readings: words, trees, roles, names, certainty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.read.decode import decode_tree, spans_of, viterbi, viterbi_batch
from sayso.read.lemma import lemma_of
from sayso.read.model import Model
from sayso.read.paths import tree_paths
from sayso.read.windows import Window, WindowSentence
from sayso.records import (
    Argument,
    Article,
    IncidentPart,
    Mention,
    Predicate,
    Realis,
    SeenAct,
    SentenceReading,
    Token,
)

__all__ = ["OUTPUTS", "ReadSentence", "WindowScores", "read_window", "unread"]

OUTPUTS = (
    "upos",
    "feats",
    "arcs",
    "rel_d",
    "rel_h",
    "ner4",
    "nerx",
    "kinds",
    "pred",
    "srl_p",
    "srl_a",
    "attribution",
    "links",
    "uw",
    "uds",
    "types",
    "acts",
    "statuses",
    "realis",
    "incident",
    "parties",
    "meaning",
    "vectors",
)
#: A word is a predicate from this probability on: the best F1 on PropBank EWT dev (bench/reader.py).
PREDICATE_FLOOR = 0.5
#: Words that may name an act, kinds that it may be and words that may belong to its parties are kept from
#: these probabilities on; what is made of them is decided in `sayso.extract`.
ACT_FLOOR, SEEN_FLOOR, PARTY_FLOOR = 0.01, 0.02, 0.2
#: Taken from the score of no part in an incident: the texts it is learned from do not label every mention.
#: Chosen on MUC-4's TST1 and TST2 (all templates F 35 without it, 41 at 1, 39 at 2).
INCIDENT_LEAN = 1.0
#: Numbers in a vector of a word or sentence.
VECTOR = 384
#: Predicates times words whose roles are scored together: as much memory as ordinary sentences take.
ROLE_CELLS = 8_192

#: CoNLL-2003's four types in our words; re3d's in ours.
NAMES4 = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "misc"}
NAMESX = {
    "Weapon": "weapon",
    "MilitaryPlatform": "vehicle",
    "Money": "money",
    "Nationality": "nationality",
    "Organisation": "organisation",
    "Person": "person",
    "Location": "place",
}
#: Wide labels that the four-type tagger does not know and so may add.
ADDED = frozenset({"weapon", "vehicle", "money", "nationality"})
#: Names that may go on over a hyphen, and the small words inside them.
GLUED = frozenset({"place", "person", "organisation", "facility"})
JOINING = frozenset(
    {"on", "upon", "sur", "de", "la", "le", "in", "by", "am", "al", "el", "e", "and", "the", "under"}
)

Float = npt.NDArray[np.float32]
Scores = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class WindowScores:
    """One window's rows of the session's outputs, padding cut off. Shapes as the graph's, without batch."""

    upos: npt.NDArray[np.generic]
    feats: npt.NDArray[np.generic]
    kinds: npt.NDArray[np.generic]
    arcs: Float
    rel_d: Float
    rel_h: Float
    ner4: Float
    nerx: Float
    pred: Float
    srl_p: Float
    srl_a: Float
    attribution: Float
    links: Float
    uw: Float
    uds: Float
    types: Float
    acts: Float
    statuses: Float
    realis: Float
    incident: Float
    parties: Float
    meaning: Float
    vectors: Float

    @classmethod
    def of(cls, scores: Scores, row: int, n: int) -> WindowScores:
        """Cut window ``row`` with ``n`` words out of a batch's outputs."""
        # Any: label arrays are whole numbers, score arrays are not, and the fields tell which
        cut: dict[str, Any] = {
            k: scores[k][row, :n]
            for k in OUTPUTS
            if k not in ("arcs", "rel_h", "links", "parties", "vectors")
        }
        cut["arcs"] = scores["arcs"][row, :n, : n + 1]
        cut["rel_h"] = scores["rel_h"][row, : n + 1]
        cut["links"] = scores["links"][row, :, :n, :n]
        cut["parties"] = scores["parties"][row, :, :n, :n]
        cut["vectors"] = scores["vectors"][row]
        return cls(**cut)


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as read, its vector as 384 int8 values, and what small networks look at.

    ``words`` are its words' vectors (words, 384), ``names`` the chances that the two name taggers give each
    word, one tagger's labels after the other's.
    """

    reading: SentenceReading
    vector: bytes
    words: Float
    names: Float


def read_window(
    model: Model, window: Window, scores: WindowScores, article: Article
) -> Iterator[ReadSentence]:
    """The reading of each sentence of a window."""
    n = len(window.first)
    bounds = [*window.offsets, n]
    for number, sentence in enumerate(window.sentences):
        start, end = min(bounds[number], n), min(bounds[number + 1], n)
        reading = _read_sentence(model, scores, start, end, article, sentence)
        vector = np.clip(np.round(scores.vectors[min(number, len(scores.vectors) - 1)] * 127), -127, 127)
        names = np.concatenate([_softmax(scores.ner4[start:end]), _softmax(scores.nerx[start:end])], 1)
        yield ReadSentence(reading, vector.astype(np.int8).tobytes(), scores.meaning[start:end], names)


def unread(model: Model, number: int) -> ReadSentence:
    """A sentence that the encoder is not asked for: nothing is known of it."""
    names = len(model.labels["ner4"]) + len(model.labels["nerx"])
    return ReadSentence(
        SentenceReading(index=number, tokens=(), predicates=(), mentions=()),
        bytes(VECTOR),
        np.zeros((0, VECTOR), np.float32),
        np.zeros((0, names), np.float32),
    )


def _read_sentence(
    model: Model, scores: WindowScores, start: int, end: int, article: Article, shown: WindowSentence
) -> SentenceReading:
    number = shown.number
    if start == end:
        return SentenceReading(index=number, tokens=(), predicates=(), mentions=())
    tokens = _tokens(model, scores, start, end, article, shown)
    return SentenceReading(
        index=number,
        tokens=tokens,
        predicates=_predicates(model, scores, start, end, tokens),
        mentions=_mentions(model, scores, start, end, tokens, number),
        noun_kinds=tuple(model.labels["kinds"][int(k)] for k in scores.kinds[start:end]),
        acts=_acts(model, scores, start, end),
        realis=_realis(model, scores, start, end),
        incident=_incident(model, scores, start, end),
    )


def _tokens(
    model: Model, scores: WindowScores, start: int, end: int, article: Article, shown: WindowSentence
) -> tuple[Token, ...]:
    inside = np.concatenate([scores.arcs[start:end, :1], scores.arcs[start:end, start + 1 : end + 1]], 1)
    heads = decode_tree(inside)
    at = np.array([0 if h < 0 else start + h + 1 for h in heads])
    relations = model.relation_scores(scores.rel_d[start:end], scores.rel_h[at])
    root = model.labels["rels"].index("root")
    relations[:, root] = -1e9
    best = relations.argmax(1)
    words = article.sentences[shown.number].words
    out = []
    for i, head in enumerate(heads):
        span = words[i]
        text = span.of(article.text)
        upos = model.labels["upos"][int(scores.upos[start + i])]
        feats = model.labels["feats"][int(scores.feats[start + i])]
        out.append(
            Token(
                span=span,
                text=text,
                lemma=lemma_of(shown.words[i], upos, model.lemmas),
                upos=upos,
                feats=() if feats == "_" else tuple(feats.split("|")),
                head=head,
                deprel="root" if head < 0 else model.labels["rels"][int(best[i])],
            )
        )
    return tuple(out)


def _predicates(
    model: Model, scores: WindowScores, start: int, end: int, tokens: tuple[Token, ...]
) -> tuple[Predicate, ...]:
    at = [i for i in range(start, end) if scores.pred[i] >= PREDICATE_FLOOR]
    if not at:
        return ()
    labels = model.labels["roles"]
    rels = model.labels["rels"]
    inside = [i - start for i in at]
    paths = tree_paths(
        np.array([t.head for t in tokens]),
        np.array([rels.index(t.deprel) for t in tokens]),
        len(rels),
        inside,
    )
    args: list[tuple[Argument, ...]] = []
    some = max(1, ROLE_CELLS // (end - start))
    for k in range(0, len(at), some):
        roles = model.role_scores(
            scores.srl_p[at[k : k + some]], scores.srl_a[start:end], inside[k : k + some], paths[k : k + some]
        )
        args += _arguments(roles, viterbi_batch(roles, model.transitions("roles")), labels)
    types = _softmax(scores.types[at])
    out = []
    for row, i in enumerate(at):
        out.append(
            Predicate(
                index=i - start,
                lemma=tokens[i - start].lemma.lower(),
                p=round(float(scores.pred[i]), 4),
                args=args[row],
                certainty=round(float(np.clip(scores.uw[i], -3, 3)), 3),
                happened=round(float(np.clip(scores.uds[i], -3, 3)), 3),
                types=_ranked(model.labels["types"], types[row], SEEN_FLOOR),
            )
        )
    return tuple(out)


def _arguments(
    roles: Float, paths: npt.NDArray[np.int64], labels: tuple[str, ...]
) -> Iterator[tuple[Argument, ...]]:
    """Each predicate's arguments, from role scores (predicates, words, roles) and the best roles of them."""
    chance = _softmax(roles)
    for row, path in enumerate(paths):
        yield tuple(
            Argument(
                role=role,
                start=a,
                end=b,
                p=round(float(chance[row, np.arange(a, b), path[a:b]].mean()), 4),
            )
            for a, b, role in spans_of(path, labels)
        )


def _acts(model: Model, scores: WindowScores, start: int, end: int) -> tuple[SeenAct, ...]:
    kinds, statuses = model.labels["acts"], model.labels["statuses"]
    nothing = kinds.index("NONE")
    chance = 1 - scores.acts[start:end, nothing]
    sides = 1 / (1 + np.exp(-scores.parties[:, start:end, start:end]))
    return tuple(
        SeenAct(
            index=int(i),
            p=round(float(chance[i]), 4),
            kinds=_ranked(kinds, scores.acts[start + i], SEEN_FLOOR, nothing),
            statuses=_ranked(statuses, scores.statuses[start + i], SEEN_FLOOR),
            sources=_likely(sides[0, i]),
            targets=_likely(sides[1, i]),
        )
        for i in np.flatnonzero(chance >= ACT_FLOOR)
    )


def _realis(model: Model, scores: WindowScores, start: int, end: int) -> tuple[Realis, ...]:
    """How likely an act named by each word took place, is one of a kind, or neither."""
    order = [model.labels["realis"].index(name) for name in ("actual", "generic", "other")]
    rows = np.round(scores.realis[start:end][:, order], 3).tolist()
    return tuple(Realis(actual=a, generic=b, other=c) for a, b, c in rows)


def _incident(model: Model, scores: WindowScores, start: int, end: int) -> tuple[IncidentPart, ...]:
    """Words that name who or what takes part in an act of violence told anywhere in the text."""
    labels = model.labels["incident"]
    part = scores.incident[start:end].copy()
    part[:, labels.index("O")] -= INCIDENT_LEAN
    path = viterbi(part, model.transitions("incident"))
    spans = list(spans_of(path, labels))
    if not spans:
        return ()
    chance = _softmax(part)
    return tuple(
        IncidentPart(role=role, start=a, end=b, p=round(float(chance[np.arange(a, b), path[a:b]].mean()), 4))
        for a, b, role in spans
    )


def _ranked(
    names: tuple[str, ...], chances: Float, floor: float, leave: int = -1
) -> tuple[tuple[str, float], ...]:
    """Names with their probabilities from ``floor`` on, likeliest first."""
    order = [int(k) for k in np.argsort(-chances) if k != leave and chances[k] >= floor]
    return tuple((names[k], round(float(chances[k]), 4)) for k in order)


def _likely(chances: Float) -> tuple[tuple[int, float], ...]:
    return tuple((int(w), round(float(chances[w]), 4)) for w in np.flatnonzero(chances >= PARTY_FLOOR))


def _mentions(
    model: Model, scores: WindowScores, start: int, end: int, tokens: tuple[Token, ...], number: int
) -> tuple[Mention, ...]:
    out: list[Mention] = []
    taken = np.zeros(end - start, bool)
    for name, table in (("ner4", NAMES4), ("nerx", NAMESX)):
        part: Float = getattr(scores, name)[start:end]
        path = viterbi(part, model.transitions(name))
        chance = _softmax(part)
        for a, last, label in spans_of(path, model.labels[name]):
            b = last
            kind = table.get(label)
            if kind is None or taken[a:b].any() or (name == "nerx" and kind not in ADDED):
                continue
            if kind in GLUED:
                b = _glued(tokens, [model.labels[name][int(k)] for k in path], b)
            taken[a:b] = True
            out.append(
                Mention(
                    sentence=number,
                    start=a,
                    end=b,
                    span=type(tokens[a].span)(tokens[a].span.start, tokens[b - 1].span.end),
                    label=kind,
                    p=round(float(chance[np.arange(a, b), path[a:b]].mean()), 4),
                )
            )
    return tuple(sorted(out, key=lambda m: m.start))


def _glued(tokens: tuple[Token, ...], labels: list[str], b: int) -> int:
    """End of a name that goes on over hyphens without spaces: "Stratford-upon-Avon", not "Moscow-based"."""
    end = b
    while (
        end + 1 < len(tokens)
        and tokens[end].text in "-‐‑"
        and tokens[end - 1].span.end == tokens[end].span.start
        and tokens[end].span.end == tokens[end + 1].span.start
        and (not labels[end + 1].startswith("B-") or tokens[end - 1].text in JOINING)
        and (tokens[end + 1].text[:1].isupper() or tokens[end + 1].text in JOINING)
    ):
        end += 2
    return end if tokens[end - 1].text[:1].isupper() else b


def _softmax(x: Float) -> Float:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)
