"""Origins as a tree, and two reports side by side with what they share."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from sayso.engine.origins import Branch, Leaf
from sayso.engine.shown import ShownOrigin, ShownPair, StoredReport
from sayso.faces.cli.tables import counted, plain
from sayso.faces.copying import SPUN_FROM, link_words
from sayso.records import Link, LinkKind, Origin

__all__ = ["origin_block", "origin_tree", "pair_block"]

#: Runs shown of a pair, longest first.
_RUNS = 20
#: Leaves of a branch shown in an event's tree.
_LEAVES = 12


def origin_tree(branches: Iterable[Branch]) -> RenderableType:
    """Origins, and under each its reports with what they have of it."""
    root = Tree(Text("origins", style="bold"), guide_style="dim")
    for branch in branches:
        node = root.add(_branch(branch))
        for leaf in branch.leaves[:_LEAVES]:
            node.add(_leaf(leaf))
        if len(branch.leaves) > _LEAVES:
            node.add(Text(f"… and {counted(len(branch.leaves) - _LEAVES, 'report')} more", style="dim"))
    return root


def _branch(branch: Branch) -> Text:
    text = Text(plain(branch.named or "unknown origin"), style="bold")
    facts = [counted(len(branch.leaves), "report"), branch.origin_id]
    if branch.wire:
        facts.insert(0, "agency")
    if branch.rests_on:
        facts.append("rests on " + plain(", ".join(branch.rests_on)))
    return text.append("  " + " · ".join(facts), style="dim")


def _leaf(leaf: Leaf) -> Text:
    text = Text(plain(leaf.publisher or "publisher not known"))
    facts = [leaf.published or "publication date not known", leaf.article_id]
    text.append("  " + " · ".join(facts), style="dim")
    if leaf.link is not None:
        text.append("  " + link_words(leaf.link), style="cyan")
    elif leaf.spun >= SPUN_FROM:
        text.append(f"  machine-paraphrased (p {leaf.spun:.2f}), the original is not here", style="cyan")
    if leaf.link is not None and leaf.link.judged:
        text.append(f"  judged by {plain(leaf.link.decided_by)}", style="yellow")
    return text


def origin_block(shown: ShownOrigin) -> RenderableType:
    """One origin with all of its reports."""
    return origin_tree([shown.branch])


def pair_block(shown: ShownPair) -> RenderableType:
    """Two reports: where they stand, what is shared, and the shared words side by side."""
    lines: list[RenderableType] = [
        _side("left", shown.left, shown.left_origin),
        _side("right", shown.right, shown.right_origin),
        Text(),
    ]
    link = shown.link
    if link is None:
        lines.append(Text("nothing was found that they share but words any two reports share"))
        return Group(*lines)
    head = Text(link.kind.value, style="bold").append(
        f"  p {link.p:.2f}  the left has {link.share_left:.0%} of its words from the right, the right "
        f"{link.share_right:.0%} from the left",
        style="dim",
    )
    lines.append(head)
    if link.kind is LinkKind.SPUN:
        lines.append(Text(f"{link.replaced:.0%} of the words in shared passages are other words"))
    if link.says:
        lines.append(Text(plain(link.says)))
    if link.judged:
        lines.append(Text(f"judged by {plain(link.decided_by)}", style="yellow"))
    lines += [Text(), _runs(shown, link)]
    return Group(*lines)


def _side(label: str, report: StoredReport, origin: Origin | None) -> Text:
    facts = [
        report.publisher or report.name,
        report.published or "publication date not known",
        report.article_id,
    ]
    text = Text(f"{label}: ", style="bold").append(plain(" · ".join(facts)), style="none")
    if origin is not None:
        told = f"  {origin.kind}, origin {origin.origin_id}" + (f", {origin.wire}" if origin.wire else "")
        text.append(told, style="dim")
    return text


def _runs(shown: ShownPair, link: Link) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim", show_header=bool(link.runs))
    for heading in ("left", "right", "shared words, longest first"):
        table.add_column(heading, no_wrap=heading != "shared words, longest first")
    longest = sorted(link.runs, key=lambda run: (run.left.start - run.left.end, run.left.start))
    for run in longest[:_RUNS]:
        words = " ".join(run.left.of(shown.left.text).split())
        text = Text(plain(words), style="italic" if run.quoted else "")
        if run.quoted:
            text.append("  (quoted)", style="dim")
        table.add_row(
            Text(f"{run.left.start}–{run.left.end}", style="dim"),
            Text(f"{run.right.start}–{run.right.end}", style="dim"),
            text,
        )
    if len(longest) > _RUNS:
        table.add_row("", "", Text(f"… and {len(longest) - _RUNS} shorter ones", style="dim"))
    return table
