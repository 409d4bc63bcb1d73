"""Pages to reports: body, title, date, author, publisher, kind of page and speed, on sixty pages written for this.

    sayso bench pages

Beside ours stand trafilatura alone with its own metadata, and resiliparse alone. The score of bodies is that of
article-extraction-benchmark (Scrapinghub 2020): shingles of four words, counted and averaged over pages.
"""

from __future__ import annotations

import re
import resource
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness import Score, digest
from bench.page_set.languages import ENGLISH, FOREIGN
from bench.page_set.made import STORIES, pages
from sayso.records import Article, Item
from sayso.text import make_article
from sayso.text.language import other_language
from sayso.text.page_pool import PagePool

__all__ = ["Found", "measure", "shingle_score"]

_SHINGLE = 4
_ROUNDS = 3
_MODES = ("fast", "standard", "precision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one way of reading finds in a page. ``code`` is that of a refusal."""

    body: str = ""
    title: str | None = None
    day: str | None = None
    at: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    kinds: frozenset[str] = field(default_factory=frozenset)
    code: str | None = None


def shingle_score(pairs: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of texts found against gold texts, pages weighing the same."""
    rights = wrongs = missed = 0.0
    for found, gold in pairs:
        mine, theirs = _shingles(found), _shingles(gold)
        right = (mine & theirs).total()
        wrong, lack = mine.total() - right, theirs.total() - right
        whole = right + wrong + lack
        if whole:
            rights, wrongs, missed = rights + right / whole, wrongs + wrong / whole, missed + lack / whole
    precision = rights / (rights + wrongs) if rights else 0.0
    recall = rights / (rights + missed) if rights else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if rights else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if len(words) < _SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def ours(html: bytes, pool: PagePool) -> Found:
    """What `make_article` makes of a page."""
    made = make_article(Item(name="page", body=html, html=True), pool=pool)
    if not isinstance(made, Article):
        return Found(code=made.code)
    kinds = made.extra.get("page_kind")
    at = made.extra.get("published_at")
    first, _, rest = made.text.partition("\n")
    return Found(
        body=rest if made.title and _same(first, made.title) else made.text,
        title=made.title,
        day=made.published.isoformat() if made.published else None,
        at=str(at) if at else None,
        authors=tuple((made.author or "").split("; ")) if made.author else (),
        publisher=made.publisher,
        kinds=frozenset(str(k["kind"]) for k in kinds) if isinstance(kinds, list) else frozenset(),
    )


def trafilatura_alone(html: bytes) -> Found:
    """Trafilatura with its own metadata."""
    import trafilatura

    found = trafilatura.bare_extraction(
        html, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None:
        return Found(code="none")
    names = tuple(n.strip() for n in (found.author or "").split(";") if n.strip())
    return Found(
        body=found.text or "", title=found.title, day=found.date, authors=names, publisher=found.sitename
    )


def resiliparse_alone(html: bytes) -> Found:
    """Resiliparse's main content and the title element."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(html)
    body = extract_plain_text(tree, main_content=True, alt_texts=False, comments=False)
    return Found(body=body, title=tree.title)


def _same(left: str | None, right: str | None) -> bool:
    def bare(words: str | None) -> str:
        return re.sub(r"[\W_]+", "", (words or "").lower())

    return bare(left) == bare(right)


def told(name: str, found: Sequence[Found], *, full: bool = True) -> Iterator[Score]:
    """Scores of one way of reading over the set."""
    gold = pages()
    read = [(f, g) for f, g in zip(found, gold, strict=True) if g.refused is None]
    values = shingle_score([(f.body, g.body) for f, g in read])
    for label, value in zip(("precision", "recall", "F1"), values, strict=True):
        yield Score(name=f"{name}: body {label} ({len(read)})", value=value)
    yield _share(f"{name}: title", [_same(f.title, g.title) for f, g in read])
    if not full:
        return
    yield _share(f"{name}: day", [f.day == g.day for f, g in read])
    people = [({n.lower() for n in f.authors}, {n.lower() for n in g.authors}) for f, g in read]
    yield Score(name=f"{name}: authors F1", value=_f1(people))
    yield _share(f"{name}: publisher", [_same(f.publisher, g.publisher) for f, g in read])


def _own(name: str, found: Sequence[Found]) -> Iterator[Score]:
    """Scores that only ours has."""
    gold = pages()
    read = [(f, g) for f, g in zip(found, gold, strict=True) if g.refused is None]
    timed = [(f, g) for f, g in read if g.at is not None]
    yield _share(f"{name}: instant with its zone ({len(timed)})", [f.at == g.at for f, g in timed])
    yield Score(name=f"{name}: kinds of page F1", value=_f1([(set(f.kinds), set(g.kinds)) for f, g in read]))
    refused = [f.code == g.refused for f, g in zip(found, gold, strict=True)]
    yield _share(f"{name}: refused or read as they should ({len(refused)})", refused)


def _f1(pairs: Iterable[tuple[set[str], set[str]]]) -> float:
    right = mine = theirs = 0
    for found, gold in pairs:
        right, mine, theirs = right + len(found & gold), mine + len(found), theirs + len(gold)
    return 2 * right / (mine + theirs) if right else 0.0


def _share(name: str, right: Sequence[bool]) -> Score:
    return Score(name=name, value=sum(right) / max(1, len(right)))


def _cpu_s() -> float:
    """Processor seconds of this process and of the children that it has seen end."""
    whole = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in whole)


def _timed(name: str, read: Callable[[bytes], Found], end: Callable[[], None]) -> Score:
    every = [page.html for page in pages() for _ in range(_ROUNDS)]
    began = _cpu_s()
    for html in every:
        read(html)
    end()
    return Score(name=f"{name}: pages a second of one core", value=len(every) / (_cpu_s() - began), unit="/s")


def _speeds(mode: str) -> Iterator[Score]:
    """Speed with the child's start in it, and the child's peak of memory."""
    pool = PagePool(size=1, mode=mode)
    yield _timed(f"ours, {mode}", lambda html: ours(html, pool), pool.close)


def languages() -> Iterator[Score]:
    """English kept and other languages refused, by length of text."""
    for n, label in enumerate(("report", "short report", "headline")):
        yield _share(f"other languages refused, {label} ({len(FOREIGN)})", [
            other_language(texts[n]) is not None for texts in FOREIGN.values()
        ])  # fmt: skip
    kept = [other_language(text) is None for texts in ENGLISH.values() for text in texts]
    yield _share(f"English kept ({len(kept)})", kept)


def measure(_data: Path) -> Iterable[Score]:
    """Ours in three modes beside the anchors; the corpora are not needed."""
    out: list[Score] = []
    for mode in _MODES:
        with PagePool(size=1, mode=mode) as pool:
            found = [ours(page.html, pool) for page in pages()]
        out += told(f"ours, {mode}", found)
        out += _own(f"ours, {mode}", found)
        out += _speeds(mode)
    out += told("trafilatura alone", [trafilatura_alone(p.html) for p in pages()])
    out.append(_timed("trafilatura alone", trafilatura_alone, lambda: None))
    out += told("resiliparse alone", [resiliparse_alone(p.html) for p in pages()], full=False)
    out.append(_timed("resiliparse alone", resiliparse_alone, lambda: None))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    out.append(Score(name="most memory of a child", value=peak, unit="MB", better="lower"))
    out += languages()
    folder = STORIES.parent
    sha = digest(*sorted((*folder.glob("*.json"), *folder.glob("*.py"))))
    return [Score(name=s.name, value=s.value, unit=s.unit, better=s.better, data_sha256=sha) for s in out]
