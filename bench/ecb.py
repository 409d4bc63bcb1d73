"""Which mentions are of one event, across documents: CoNLL F1 and LEA on ECB+'s dev topics.

    sayso bench ecb

Mentions are those that ECB+'s authors validated ("gold mentions"), or words that the reader takes for predicates or
acts in the validated sentences ("from raw text"; a found mention is right if its word heads a gold one, and single
mentions are left out on both sides). Documents are put into stories by `sayso.link.stories` ("predicted stories"),
or by ECB+'s subtopics. Beside each figure stands what equal lemmas inside the same groups give. Intervals are drawn
over topics. Nothing was learned or chosen on these topics but where docs/quality/coreference.md says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.ecb_scores import Sums, counted, f1
from bench.harness import Score, digest
from bench.intervals import bootstrap, scores
from sayso.link.same_event import EventMention, cluster_events
from sayso.link.stories import StoryReport, assign, candidates, report_of, story_chances
from sayso.read.reader import Reader
from train.ecb import PATH, Gold, Read, found_mentions, gold_mentions, read, rows_of

__all__ = ["measure"]

#: Published on ECB+ test, gold mentions, recalled and not re-read; our lemma re-run is docs/quality/coreference.md's.
_ANCHOR, _ANCHOR_OF = 79.5, "Barhom 2019, joint (test part)"


@dataclass(frozen=True)
class Told:
    """Documents with their stories, and how likely each two tell one."""

    story: Mapping[str, str]
    chances: npt.NDArray[np.float32]
    at: Mapping[str, int]

    def of(self, mentions: Sequence[EventMention]) -> npt.NDArray[np.float32]:
        """How likely the reports of each two mentions tell one story."""
        rows = [self.at[m.report_id] for m in mentions]
        return self.chances[np.ix_(rows, rows)]


def told(reports: Sequence[StoryReport]) -> Told:
    """Documents put into stories, all of them arriving together."""
    pairs = candidates(reports)
    chances = np.eye(len(reports), dtype=np.float32)
    found = story_chances(reports, pairs)
    chances[pairs[:, 0], pairs[:, 1]] = chances[pairs[:, 1], pairs[:, 0]] = found
    return Told(assign(reports), chances, {r.report_id: k for k, r in enumerate(reports)})


def as_claim(m: EventMention) -> EventMention:
    """A mention with no more than a stored claim has: no vector of its trigger."""
    return replace(m, trigger_vector=b"")


def ours(golds: Sequence[Gold], groups: Mapping[str, str], stories: Told) -> list[tuple[str, int]]:
    """The event of each mention, as (group of documents, number)."""
    out: list[tuple[str, int]] = [("", 0)] * len(golds)
    for group in sorted(set(groups.values())):
        rows = [k for k, g in enumerate(golds) if groups[g.mention.report_id] == group]
        at = {golds[k].mention.mention_id: k for k in rows}
        mentions = [golds[k].mention for k in at.values()]
        for number, ids in enumerate(cluster_events(mentions, stories.of(mentions))):
            for id_ in ids:
                out[at[id_]] = (group, number)
        for k in rows:  # two annotated mentions of one extent are one mention
            out[k] = out[at[golds[k].mention.mention_id]]
    return out


def by_lemma(golds: Sequence[Gold], groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """The baseline: equal lemmas in one group of documents."""
    return [(groups[g.mention.report_id], g.mention.trigger) for g in golds]


def units(golds: Sequence[Gold], found: Sequence[object], *, singles: bool) -> list[Sums]:
    """Counts by topic; topics that a found cluster runs across are one unit."""
    home: dict[int, int] = {g.topic: g.topic for g in golds}
    first: dict[object, int] = {}
    for g, label in zip(golds, found, strict=True):
        here, there = home[g.topic], home[first.setdefault(label, g.topic)]
        if here != there:
            home = {t: there if h == here else h for t, h in home.items()}
    out = []
    for unit in sorted(set(home.values())):
        rows = [k for k, g in enumerate(golds) if home[g.topic] == unit]
        chains = [golds[k].chain or f"none {k}" for k in rows]
        out.append(counted(chains, [str(found[k]) for k in rows], singles=singles))
    return out


def figures(name: str, of: str, sums: Sequence[Sums], score: partial[Score]) -> Iterator[Score]:
    """CoNLL F1 with its interval, its parts and LEA."""
    interval = bootstrap(list(sums), lambda drawn: f1(drawn, "CoNLL F1"))
    yield from scores(score(name=f"{name}, CoNLL F1 ({of})", value=interval.value), interval)
    for part in ("MUC", "B3", "CEAF-e", "LEA"):
        yield score(name=f"{name}, {part} ({of})", value=f1(sums, part))


def gold_scores(golds: Sequence[Gold], stories: Told, score: partial[Score]) -> Iterator[Score]:
    """Gold mentions: in predicted stories, in gold subtopics, all together, and as claims."""
    subtopics = {g.mention.report_id: g.subtopic for g in golds}
    whole = dict.fromkeys(subtopics, "all")
    claims = [replace(g, mention=as_claim(g.mention)) for g in golds]
    ways = (
        ("predicted stories", golds, stories.story),
        ("predicted stories, as claims", claims, stories.story),
        ("gold subtopics", golds, subtopics),
    )
    for name, mentions, groups in ways:
        for who, found in (("", ours(mentions, groups, stories)), (", by lemma", by_lemma(golds, groups))):
            if who and mentions is claims:
                continue
            for singles, of in ((True, f"{len(golds)}"), (False, "no single mentions")):
                for row in figures(
                    f"gold mentions, {name}{who}", of, units(golds, found, singles=singles), score
                ):
                    shown = not who and singles and "CoNLL F1" in row.name and "95 %" not in row.name
                    yield replace(row, anchor=_ANCHOR, anchor_of=_ANCHOR_OF) if shown else row
    sums = units(golds, by_lemma(golds, whole), singles=True)
    yield score(name="gold mentions, all documents together, by lemma, CoNLL F1", value=f1(sums, "CoNLL F1"))


def raw_scores(
    docs: Sequence[Read], golds: Sequence[Gold], stories: Told, score: partial[Score]
) -> Iterator[Score]:
    """Mentions that the reader finds; gold ones it misses count against recall."""
    found = [g for d in docs for g in found_mentions(d)]
    right = {(g.mention.report_id, g.mention.sentence_number, head(g)) for g in golds}
    hit = {(g.mention.report_id, g.mention.sentence_number, head(g)) for g in found} & right
    yield score(name=f"mentions from raw text, recall ({len(right)})", value=100 * len(hit) / len(right))
    yield score(name=f"mentions from raw text, precision ({len(found)})", value=100 * len(hit) / len(found))
    missed = [g for g in golds if (g.mention.report_id, g.mention.sentence_number, head(g)) not in hit]
    everything = [*found, *missed]
    for who, labels in (
        ("", [*ours(found, stories.story, stories), *((f"missed {k}", 0) for k in range(len(missed)))]),
        (", by lemma", [*by_lemma(found, stories.story), *((f"missed {k}", "") for k in range(len(missed)))]),
    ):
        sums = units(everything, labels, singles=False)
        yield from figures(f"from raw text, predicted stories{who}", "no single mentions", sums, score)


def head(g: Gold) -> str:
    """Which word heads a mention: the part of its id that says so."""
    return g.mention.mention_id.split(":")[2]


def measure_read(docs: Sequence[Read], score: partial[Score]) -> Iterator[Score]:
    """Every figure for documents as read."""
    stories = told([report_of(d.reading, report_id=d.row["doc_id"]) for d in docs])
    golds = [g for d in docs for g in gold_mentions(d)]
    yield from gold_scores(golds, stories, score)
    yield from raw_scores(docs, golds, stories, score)


def measure(data: Path) -> Iterable[Score]:
    """CoNLL F1 and LEA on ECB+ dev: gold mentions and from raw text, beside the lemma."""
    docs = list(read(Reader.load(), rows_of(data, "dev")))
    yield from measure_read(docs, partial(Score, unit="%", data_sha256=digest(data / PATH)))
