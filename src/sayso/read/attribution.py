"""Who says what: source, cue and content spans of a window, and which belong together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sayso.read.assemble import WindowScores
from sayso.read.decode import spans_of, viterbi
from sayso.read.model import Model
from sayso.records import Chain, Span

__all__ = ["find_chains", "tag_spans"]

#: Link kinds of the model: cue to source, cue to content, content to source.
CUE_SOURCE, CUE_CONTENT, CONTENT_SOURCE = 0, 1, 2
#: A link counts from even odds on; sources are optional, contents are not.
LINK_FLOOR = 0.0
#: How many words a cue may stand from its content and source; beyond, the link is not tried.
REACH = 120

Words = tuple[int, int]
Float = npt.NDArray[np.float32]


def tag_spans(model: Model, scores: WindowScores) -> dict[str, list[Words]]:
    """Source, cue and content spans as word ranges of the window."""
    path = viterbi(scores.attribution, model.transitions("attribution"))
    found: dict[str, list[Words]] = {"source": [], "cue": [], "content": []}
    for a, b, role in spans_of(path, model.labels["attribution"]):
        found[role].append((a, b))
    return found


def find_chains(model: Model, scores: WindowScores, spans: Sequence[Span]) -> list[Chain]:
    """Attributions of one window: each content goes to its likeliest cue, each cue to its source.

    A content without a cue in reach goes straight to a source (quotations often have none).
    """
    found = tag_spans(model, scores)
    links = scores.links
    groups: dict[Words, list[Words]] = {}
    loose: list[Words] = []
    for content in found["content"]:
        cue = _best(links[CUE_CONTENT], found["cue"], content, reverse=False)
        if cue is None:
            loose.append(content)
        else:
            groups.setdefault(cue, []).append(content)
    out: list[Chain] = []
    tags = _tag_chance(scores)
    for cue, contents in groups.items():
        source = _best(links[CUE_SOURCE], found["source"], cue, reverse=True)
        out.append(_chain(spans, tags, [source] if source else [], [cue], contents))
    for content in loose:
        source = _best(links[CONTENT_SOURCE], found["source"], content, reverse=True)
        out.append(_chain(spans, tags, [source] if source else [], [], [content]))
    return out


def _best(links: Float, options: Sequence[Words], of: Words, *, reverse: bool) -> Words | None:
    """The option best linked with ``of``; rows are cues (or contents where ``reverse``)."""
    best: Words | None = None
    top = LINK_FLOOR
    for option in options:
        if abs(option[0] - of[0]) > REACH:
            continue
        score = float(links[of[0], option[0]] if reverse else links[option[0], of[0]])
        if score > top:
            best, top = option, score
    return best


def _tag_chance(scores: WindowScores) -> Float:
    e = np.exp(scores.attribution - scores.attribution.max(-1, keepdims=True))
    return np.asarray((e / e.sum(-1, keepdims=True)).max(-1), np.float32)


def _chain(
    spans: Sequence[Span],
    tags: Float,
    sources: Sequence[Words],
    cues: Sequence[Words],
    contents: Sequence[Words],
) -> Chain:
    def chars(parts: Sequence[Words]) -> tuple[Span, ...]:
        return tuple(Span(spans[a].start, spans[b - 1].end) for a, b in parts)

    edges = [tags[a] for a, _ in (*sources, *cues, *contents)]
    return Chain(
        sources=chars(sources),
        cues=chars(cues),
        contents=chars(contents),
        p=round(float(np.mean(edges)), 4),
    )
