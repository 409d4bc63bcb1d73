"""What one report has of another: the comparison of their texts, with who published them, where and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

import numpy as np

from sayso.classes import dataclass, replace
from sayso.lang.folding import fold
from sayso.link.agencies import agency_of
from sayso.link.align import Alignment
from sayso.link.cluster import SAME_ORIGIN, SPUN_FROM
from sayso.link.compare import LONGEST_SWAP, Comparison, compare
from sayso.link.credits import credits_of, wire_of
from sayso.link.furniture import furniture_in
from sayso.link.kinds import ROWS, kind_of, nothing_shared
from sayso.link.lines import compare_by_lines
from sayso.link.spun import spun_of
from sayso.link.tokens import NAME, NUMBER, Words
from sayso.link.urls import canonical_url
from sayso.records import Article, CreditKind, Link, LinkKind, SharedRun, Span, Traits

__all__ = ["Side", "flipped", "judged", "judged_on", "traits_of"]

#: Two texts at one address are one report, told again, if they share at least this much; an address under
#: which something else stands later (a front page, a live blog's stub) shares less.
_SAME_ADDRESS: Final = 0.3
#: Share of a report's words, outside the lines that another report of its outlet has as well, from which
#: these are a story of their own.
_A_STORY: Final = 0.4
#: Numbers and names, counted in both texts, from which it can be told whether two texts fill one form, and
#: the shares of them that are the same in copies. Of 190 pairs of copies with so many numbers none keeps
#: less than half of them; of forms filled with other facts none keeps more than a quarter
#: (docs/quality/copies.md).
_FEW_NUMBERS: Final = 10
_NUMBERS_KEPT: Final = 0.4
_FEW_NAMES: Final = 12
_NAMES_KEPT: Final = 0.5
#: The same for short texts, which have few of either: names and numbers that stand for other ones in their
#: very places, and the part of all in common places that they are. Of 3,000 spun copies none reaches half, of
#: 83 labelled copies none a sixth but with one name; two bulletins of two earthquakes have nothing else.
_FEW_OTHERS: Final = 3
_OTHERS: Final = 0.5
#: Runs shown with a link; a proof needs no more, and a merged page could have hundreds.
_SHOWN_RUNS: Final = 40


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One report as the judge sees it."""

    traits: Traits
    words: Words
    text: str


def traits_of(article: Article) -> Traits:
    """What of a report says where it stands."""
    # whom a report cites says nothing of where its words are from, and is told when it is asked for
    named = credits_of(article, citing=False)
    wire = wire_of(named)
    signs = spun_of(article)
    publisher = agency_of(article.publisher, weak=False) if article.publisher else None
    day, minute = _instant(article)
    return Traits(
        article_id=article.article_id,
        text_sha256=article.text_sha256,
        n_words=len(article.text.split()),
        day=day,
        minute=minute,
        publisher=article.publisher,
        url=canonical_url(article.url) if article.url else None,
        agency=publisher is not None and (wire is None or wire[0] == publisher.name),
        wire=wire[0] if wire else None,
        wire_p=round(wire[1], 4) if wire else 0.0,
        spun=round(signs.p, 4),
        credits=named,
        spun_words=signs.words,
        furniture=furniture_in(article),
    )


def _instant(article: Article) -> tuple[int | None, int | None]:
    """Day and minute of publication, UTC where the hour is known."""
    stated = article.extra.get("published_at")
    if isinstance(stated, str):
        at = datetime.fromisoformat(stated)
        at = at.astimezone(UTC) if at.tzinfo else at
        return at.toordinal(), at.hour * 60 + at.minute
    return (article.published.toordinal() if article.published else None), None


def judged(left: Side, right: Side) -> Link | None:
    """What the left report has of the right one; None if nothing that can be shown.

    Invariants:
        Swapping the reports gives the same link the other way round, as `flipped` does.
    """
    return judged_on(left, right)[0]


def judged_on(left: Side, right: Side) -> tuple[Link | None, Alignment | None]:
    """As `judged`, with the alignment of the texts that was made for it, None where none was needed."""
    a, b = left.traits, right.traits
    if a.text_sha256 == b.text_sha256:
        whole = Span(0, int(left.words.spans[-1, 1])) if len(left.words) else Span(0, 0)
        return Link(
            left_id=a.article_id,
            right_id=b.article_id,
            kind=LinkKind.SAME_URL if _one_address(a, b) else LinkKind.VERBATIM,
            share_left=1.0,
            share_right=1.0,
            runs=(SharedRun(left=whole, right=whole),),
        ), None
    found = _by_lines(left, right)
    if found is None:
        if not _one_address(a, b) and nothing_shared(left.words, right.words):
            return None, None
        found = compare(left.words, right.words)
    link = _linked(left, right, found)
    return link, found.alignment if link is not None else None


def _by_lines(left: Side, right: Side) -> Comparison | None:
    """The comparison of two texts by their lines, where these tell a plain copy."""
    if max(left.traits.spun, right.traits.spun) >= SPUN_FROM:
        return None  # a machine may have changed the few lines that differ
    found = compare_by_lines((left.text, left.words), (right.text, right.words))
    told = kind_of(found) if found is not None else None
    return found if told is not None and told.kind in (LinkKind.VERBATIM, LinkKind.ABRIDGED) else None


def _linked(left: Side, right: Side, found: Comparison) -> Link | None:
    """The link that follows from a comparison."""
    a, b = left.traits, right.traits
    kind, p, says = _kind(a, b, found)
    if kind in SAME_ORIGIN and _same_outlet(a, b):
        kind = kind if _beside_furniture(left, right) else None
    plain = max(found.row_left, found.row_right) >= ROWS
    if kind in SAME_ORIGIN and found.kept < 1 and not plain and _one_form(left.words, right.words, found):
        kind = None
    if kind is None:
        return None
    return Link(
        left_id=a.article_id,
        right_id=b.article_id,
        kind=kind,
        p=round(p, 4),
        # paragraphs in another order are not aligned all, but their runs of words are there
        share_left=round(max(found.share_left, found.row_left), 4),
        share_right=round(max(found.share_right, found.row_right), 4),
        replaced=round(found.replaced, 4),
        runs=found.runs[:_SHOWN_RUNS],
        says=says,
        features=_features(found),
    )


def _kind(a: Traits, b: Traits, found: Comparison) -> tuple[LinkKind | None, float, str]:
    told = kind_of(found, spun=max(a.spun, b.spun))
    if _one_address(a, b) and min(found.share_left, found.share_right) >= _SAME_ADDRESS:
        return LinkKind.UPDATE, 1.0, f"both at {a.url}"
    if told is None:
        return None, 0.0, ""
    kind, p = told.kind, told.p
    if kind in SAME_ORIGIN and kind is not LinkKind.VERBATIM and _same_outlet(a, b):
        return LinkKind.UPDATE, p, f"both by {a.publisher}"
    issuer = _common_release(a, b)
    if issuer and kind in (LinkKind.PARTIAL, LinkKind.EDITED) and fold(issuer) not in _publishers(a, b):
        return LinkKind.SHARED_RELEASE, p, issuer
    return kind, p, ""


def _beside_furniture(left: Side, right: Side) -> bool:
    """Whether two reports of one outlet are still one without the lines that both have to the letter.

    Every page of an outlet can have the same hundred words around its story. Where the same lines are nearly
    all there is, they are the story.
    """
    common = set(left.text.split("\n")) & set(right.text.split("\n"))
    own = [_outside(side, common) for side in (left, right)]
    if any(len(rest) < _A_STORY * len(side.words) for rest, side in zip(own, (left, right), strict=True)):
        return True
    found = kind_of(compare(*own))
    return found is not None and found.kind in SAME_ORIGIN


def _outside(side: Side, lines: Collection[str]) -> Words:
    """The words of a report that stand in none of these lines."""
    inside, at = [], 0
    for line in side.text.split("\n"):
        if line in lines:
            inside.append(Span(at, at + len(line)))
        at += len(line) + 1
    return side.words.outside(inside)


def _one_form(left: Words, right: Words, found: Comparison) -> bool:
    """Whether two texts fill one form with other facts: a monthly index, a court's judgment, a state visit.

    An editor changes words and keeps the facts; here the words are kept, and names and numbers are others.
    """
    counts = np.zeros((2, 2), np.int64)
    for side, words in enumerate((left, right)):
        within = np.zeros(len(words), bool)
        for passage in found.alignment.passages:
            within[slice(*(passage.left if side == 0 else passage.right))] = True
        same = np.zeros(len(words), bool)
        same[found.alignment.pairs[:, side]] = True
        for row, kind in enumerate((NUMBER, NAME)):
            these = within & (words.kinds == kind)
            counts[row] += (np.count_nonzero(these), np.count_nonzero(these & same))
    (n_numbers, numbers), (n_names, names) = counts.tolist()
    other_numbers = n_numbers >= _FEW_NUMBERS and numbers < _NUMBERS_KEPT * n_numbers
    other_names = n_names >= _FEW_NAMES and names < _NAMES_KEPT * n_names
    return bool(other_numbers or other_names) or _other_facts(left, right, found)


def _other_facts(left: Words, right: Words, found: Comparison) -> bool:
    """Whether most names and numbers stand where the other text has other ones."""
    i, j = found.alignment.pairs[:, 0], found.alignment.pairs[:, 1]
    within = np.ones(len(i) - 1, np.bool_)
    within[[p.pairs[1] - 1 for p in found.alignment.passages[:-1]]] = False
    one, other = i[1:] - i[:-1] - 1, j[1:] - j[:-1] - 1
    swaps = within & (one > 0) & (other > 0) & (one <= LONGEST_SWAP) & (other <= LONGEST_SWAP)
    others = 0
    for k in swaps.nonzero()[0].tolist():
        mine, theirs = left.kinds[i[k] + 1 : i[k + 1]], right.kinds[j[k] + 1 : j[k + 1]]
        others += any((mine == kind).any() and (theirs == kind).any() for kind in (NAME, NUMBER))
    same = int(np.count_nonzero(left.anchors[i] & right.anchors[j]))
    return others >= _FEW_OTHERS and others > _OTHERS * (others + same)


def _one_address(a: Traits, b: Traits) -> bool:
    return a.url is not None and a.url == b.url


def _same_outlet(a: Traits, b: Traits) -> bool:
    return a.publisher is not None and b.publisher is not None and fold(a.publisher) == fold(b.publisher)


def _publishers(a: Traits, b: Traits) -> frozenset[str]:
    return frozenset(fold(t.publisher) for t in (a, b) if t.publisher)


def _releases(traits: Traits) -> frozenset[str]:
    return frozenset(fold(c.name) for c in traits.credits if c.kind is CreditKind.RELEASE)


def _common_release(a: Traits, b: Traits) -> str:
    """The body whose release both draw on, by what both say."""
    common = _releases(a) & _releases(b)
    return next((c.name for c in a.credits if fold(c.name) in common), "")


def _features(found: Comparison) -> dict[str, float]:
    names = ("row_left", "row_right", "kept", "steady", "swapped", "longest")
    return {name: round(float(getattr(found, name)), 4) for name in names}


def flipped(link: Link) -> Link:
    """The same link seen from the other report."""
    runs = tuple(SharedRun(left=r.right, right=r.left, quoted=r.quoted) for r in link.runs)
    features = {_SWAPPED.get(name, name): value for name, value in link.features.items()}
    return replace(
        link,
        left_id=link.right_id,
        right_id=link.left_id,
        share_left=link.share_right,
        share_right=link.share_left,
        runs=tuple(sorted(runs, key=lambda r: r.left)),
        features=features,
    )


_SWAPPED: Final = {"row_left": "row_right", "row_right": "row_left"}
