"""What is told in a report: read and made claims of, in this process or another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sayso.classes import dataclass
from sayso.errors import ConfigError, GazetteerError, LedgerError, MissingExtraError, ModelError, cut
from sayso.records import Article, Claim, Reading, Refusal

__all__ = ["FATAL", "MOST_CLAIMS", "Extracts", "Reads", "Tells", "Told", "attempt", "told_of"]

_T = TypeVar("_T")

#: Most claims of one report, the first in it. News has one in 70 words (1,417 in 201 texts), so as much as is
#: read of one report (`sayso.text.Extent`) has 170; a text made of numbers has 3,400, and joining claims into
#: events costs as their number squared.
MOST_CLAIMS = 1_000
#: Without these nothing can be read at all, so they end the run and are no refusal of one input.
FATAL = (ConfigError, GazetteerError, LedgerError, MissingExtraError, ModelError)

Extracts = Callable[[Article, Reading], tuple[Claim, ...]]


class Reads(Protocol):
    """The reader, as the stages need it."""

    @property
    def model_sha256(self) -> str:
        """Digest of the model that reads."""
        ...

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """One reading per article, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The claims of a report, the first of them where there are too many, and the vectors of its sentences.

    ``n_claims`` is how many there were, ``unread_words`` how many words the reader left out.
    """

    claims: tuple[Claim, ...]
    vectors: tuple[bytes, ...]
    n_claims: int
    unread_words: int


#: What is told in each article, in order, when it is asked for.
Tells = Callable[[Sequence[Article]], Iterator[Told | Refusal]]


def told_of(reader: Reads, extract: Extracts, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
    """What is told in each article, in order; an article that cannot be dealt with is refused.

    Raises:
        ConfigError, GazetteerError, LedgerError, ModelError: nothing can be read at all.
    """
    for article, reading in zip(articles, _readings(reader, articles), strict=True):
        yield reading if isinstance(reading, Refusal) else _told(article, reading, extract)


def _readings(reader: Reads, articles: Sequence[Article]) -> Iterator[Reading | Refusal]:
    if not articles:
        return
    together = attempt("read", articles[0].name, partial(reader.read, articles))
    if not isinstance(together, Refusal):
        yield from together
        return
    # One article spoilt the batch: read each alone, so that only that one is refused.
    for article in articles:
        alone = attempt("read", article.name, partial(reader.read, [article]))
        yield alone if isinstance(alone, Refusal) else alone[0]


def _told(article: Article, reading: Reading, extract: Extracts) -> Told | Refusal:
    claims = attempt("extract", article.name, partial(extract, article, reading))
    if isinstance(claims, Refusal):
        return claims
    return Told(
        claims=claims[:MOST_CLAIMS],
        vectors=reading.vectors,
        n_claims=len(claims),
        unread_words=reading.unread_words,
    )


def attempt(stage: str, name: str, act: Callable[[], _T]) -> _T | Refusal:
    """What ``act`` returns, or the refusal that records our own fault."""
    try:
        return act()
    except FATAL:
        raise
    except Exception as error:  # noqa: BLE001  the one broad catch: one input must never end a run
        return Refusal(name=name, stage=stage, code="internal", reason=_fault(error))


def _fault(error: Exception) -> str:
    """Name, place and message of a fault, in one line."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    where = f" at {Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step else ""
    return f"{type(error).__name__}{where}: {cut(str(error))}"
