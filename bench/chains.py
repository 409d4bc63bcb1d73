"""Chains of speakers in passages of our own: who says so, through whom, or nobody.

    sayso bench chains

The passages (`train/own/chains`) were written for this project to tune and measure the rules that build chains;
nothing was trained on them. A claim is looked at where its trigger stands. A hop is right when its words overlap
with the ones labelled; a chain when every hop is, in order, and none is added.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.acts import Counts
from bench.harness import Score
from sayso.extract.attribution import frames_of, speakers_at
from sayso.extract.parties import Parties
from sayso.extract.tree import Tree
from sayso.read import Reader
from sayso.records import Article, Item, Span, Speaker
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["measure"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "chains" / "chains.jsonl"


def chains() -> Iterator[tuple[str, dict, tuple[Speaker, ...]]]:
    """Text, labelled claim and the speakers found for it."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)
    for number, row in enumerate(map(json.loads, OWN.open(encoding="utf8"))):
        article = make_article(Item(name=str(number), body=row["text"]))
        if not isinstance(article, Article):
            continue
        reading = reader.read([article])[0]
        trees = [Tree(s) for s in reading.sentences]
        parties = Parties(article, reading, trees, actors)
        frames = frames_of(article, reading, trees, parties)
        for claim in row["claims"]:
            start = article.text.find(claim["content"])
            at = article.text.find(claim["trigger"], max(0, start))
            if start >= 0 and at >= 0:
                trigger = Span(at, at + len(claim["trigger"]))
                yield article.text, claim, speakers_at(trigger, frames, article, trees, parties).speakers


def _overlap(speaker: Speaker, hop: dict, text: str) -> bool:
    """Whether a speaker's words are, hold or lie in those of a hop, wherever these stand."""
    wanted, start = hop["text"], text.find(hop["text"])
    while start >= 0:
        if speaker.span.start < start + len(wanted) and start < speaker.span.end:
            return True
        start = text.find(wanted, start + 1)
    return bool(hop["name"]) and speaker.name == hop["name"]


def judge(text: str, claim: dict, found: tuple[Speaker, ...], counts: Counts) -> bool:
    """Count one claim; whether its chain is right."""
    hops = claim["hops"]
    right = len(found) == len(hops) and all(_overlap(s, h, text) for s, h in zip(found, hops, strict=True))
    size = "own voice" if not hops else "one hop" if len(hops) == 1 else "two or more hops"
    counts.ask("chain", right)
    counts.ask(f"chain, {size}", right)
    if hops:
        last = bool(found) and _overlap(found[-1], hops[-1], text)
        counts.ask("innermost speaker", last)
        counts.ask("any speaker found", any(_overlap(s, h, text) for s in found for h in hops))
        if last:
            counts.ask("kind of the innermost", found[-1].kind.value == hops[-1]["kind"])
            if hops[-1]["name"]:
                counts.ask("name of the innermost", found[-1].name == hops[-1]["name"])
    return right


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  the passages are ours
    """Shares of chains, of innermost speakers, of their kinds and names that are right."""
    counts = Counts()
    for text, claim, found in chains():
        judge(text, claim, found, counts)
    for what, n in counts.asked.items():
        yield Score(name=f"{what} right ({n})", value=counts.share(what), unit="%")


def main() -> None:
    """Print the shares, and the chains that are wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    counts = Counts()
    for text, claim, found in chains():
        if not judge(text, claim, found, counts) and args.wrong:
            print(text, "|", claim["trigger"])
            print("   wanted", [(h["text"], h["kind"]) for h in claim["hops"]])
            print("   found ", [(s.text, s.kind.value) for s in found])
    for what, n in counts.asked.items():
        print(f"{what:28s} {counts.share(what):5.1f}  of {n}")


if __name__ == "__main__":
    main()
