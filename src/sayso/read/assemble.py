"""The scores of some windows to sentence readings: words, trees, roles, names, certainty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass
from sayso.read.decode import decode_tree, spans_of, viterbi_rows
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

__all__ = ["OUTPUTS", "ReadSentence", "WindowScores", "read_windows", "unread"]

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


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence's words in its window, as they are read; ``predicates`` are those among them."""

    scores: WindowScores
    start: int
    end: int
    shown: WindowSentence
    tokens: tuple[Token, ...]
    predicates: tuple[int, ...]
    vector: bytes

    def of(self, name: str) -> Float:
        """Its rows of one output."""
        rows: Float = getattr(self.scores, name)[self.start : self.end]
        return rows


def read_windows(
    model: Model, windows: Sequence[tuple[Window, WindowScores]], article: Article
) -> Iterator[ReadSentence]:
    """The reading of each sentence of some windows.

    The best tags of all sentences are searched for together: a search takes as many steps as the longest has
    words, and a step for many sentences takes hardly longer than one for one.
    """
    parts = [part for window, scores in windows for part in _parts(model, window, scores, article)]
    tags = {
        name: viterbi_rows([part.of(name) for part in parts], model.transitions(name))
        for name in ("ner4", "nerx")
    }
    leaning = [_leaning(model, part) for part in parts]
    taking = viterbi_rows(leaning, model.transitions("incident"))
    roles = _roles(model, parts)
    for k, part in enumerate(parts):
        chances = {name: _softmax(part.of(name)) for name in tags}
        reading = SentenceReading(index=part.shown.number, tokens=(), predicates=(), mentions=())
        if part.start < part.end:
            reading = SentenceReading(
                index=part.shown.number,
                tokens=part.tokens,
                predicates=_predicates(model, part, roles[k]),
                mentions=_mentions(model, part, {name: (tags[name][k], chances[name]) for name in tags}),
                noun_kinds=tuple(model.labels["kinds"][int(n)] for n in part.of("kinds")),
                acts=_acts(model, part.scores, part.start, part.end),
                realis=_realis(model, part.scores, part.start, part.end),
                incident=_incident(model, leaning[k], taking[k]),
            )
        names = np.concatenate([chances["ner4"], chances["nerx"]], 1)
        yield ReadSentence(reading, part.vector, part.of("meaning"), names)


def _parts(model: Model, window: Window, scores: WindowScores, article: Article) -> Iterator[_Part]:
    """The sentences of a window, with their trees."""
    n = len(window.first)
    bounds = [*window.offsets, n]
    for number, sentence in enumerate(window.sentences):
        start, end = min(bounds[number], n), min(bounds[number + 1], n)
        vector = np.clip(np.round(scores.vectors[min(number, len(scores.vectors) - 1)] * 127), -127, 127)
        yield _Part(
            scores=scores,
            start=start,
            end=end,
            shown=sentence,
            tokens=_tokens(model, scores, start, end, article, sentence) if start < end else (),
            predicates=tuple(int(i) for i in np.flatnonzero(scores.pred[start:end] >= PREDICATE_FLOOR)),
            vector=vector.astype(np.int8).tobytes(),
        )


def unread(model: Model, number: int) -> ReadSentence:
    """A sentence that the encoder is not asked for: nothing is known of it."""
    names = len(model.labels["ner4"]) + len(model.labels["nerx"])
    return ReadSentence(
        SentenceReading(index=number, tokens=(), predicates=(), mentions=()),
        bytes(VECTOR),
        np.zeros((0, VECTOR), np.float32),
        np.zeros((0, names), np.float32),
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


def _roles(model: Model, parts: Sequence[_Part]) -> list[list[tuple[Argument, ...]]]:
    """The arguments of every predicate of every sentence."""
    scores = [_role_scores(model, part) for part in parts]
    rows = [row for each in scores for row in each]
    paths = iter(viterbi_rows(rows, model.transitions("roles")))
    labels = model.labels["roles"]
    return [[_arguments(row, next(paths), labels) for row in each] for each in scores]


def _role_scores(model: Model, part: _Part) -> list[Float]:
    """Of each predicate of a sentence, the scores of its words' roles (words, roles)."""
    at = part.predicates
    if not at:
        return []
    rels = model.labels["rels"]
    paths = tree_paths(
        np.array([t.head for t in part.tokens]),
        np.array([rels.index(t.deprel) for t in part.tokens]),
        len(rels),
        at,
    )
    found: list[Float] = []
    some = max(1, ROLE_CELLS // (part.end - part.start))
    for k in range(0, len(at), some):
        told = list(at[k : k + some])
        found += [*model.role_scores(part.of("srl_p")[told], part.of("srl_a"), told, paths[k : k + some])]
    return found


def _predicates(model: Model, part: _Part, args: Sequence[tuple[Argument, ...]]) -> tuple[Predicate, ...]:
    if not part.predicates:
        return ()
    types = _softmax(part.of("types")[list(part.predicates)])
    pred, uw, uds = part.of("pred"), part.of("uw"), part.of("uds")
    return tuple(
        Predicate(
            index=i,
            lemma=part.tokens[i].lemma.lower(),
            p=round(float(pred[i]), 4),
            args=args[row],
            certainty=round(float(np.clip(uw[i], -3, 3)), 3),
            happened=round(float(np.clip(uds[i], -3, 3)), 3),
            types=_ranked(model.labels["types"], types[row], SEEN_FLOOR),
        )
        for row, i in enumerate(part.predicates)
    )


def _arguments(roles: Float, path: npt.NDArray[np.int64], labels: tuple[str, ...]) -> tuple[Argument, ...]:
    """A predicate's arguments, from role scores (words, roles) and the best roles of them."""
    chance = _softmax(roles)
    return tuple(
        Argument(role=role, start=a, end=b, p=round(float(chance[np.arange(a, b), path[a:b]].mean()), 4))
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


def _leaning(model: Model, part: _Part) -> Float:
    """The scores of words' parts in an incident, leaning to none."""
    scores = part.of("incident").copy()
    scores[:, model.labels["incident"].index("O")] -= INCIDENT_LEAN
    return scores


def _incident(model: Model, scores: Float, path: npt.NDArray[np.int64]) -> tuple[IncidentPart, ...]:
    """Words that name who or what takes part in an act of violence told anywhere in the text."""
    spans = list(spans_of(path, model.labels["incident"]))
    if not spans:
        return ()
    chance = _softmax(scores)
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
    model: Model, part: _Part, tagged: Mapping[str, tuple[npt.NDArray[np.int64], Float]]
) -> tuple[Mention, ...]:
    """The names of a sentence, from the best tags and the chances of both name taggers."""
    out: list[Mention] = []
    tokens = part.tokens
    taken = np.zeros(len(tokens), bool)
    for name, table in (("ner4", NAMES4), ("nerx", NAMESX)):
        path, chance = tagged[name]
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
                    sentence=part.shown.number,
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
