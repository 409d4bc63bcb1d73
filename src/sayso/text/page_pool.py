"""Pages parsed in a few processes of their own, kept from page to page and replaced when spoilt."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from sayso.classes import dataclass, field, fields
from sayso.text.head import PageHead
from sayso.text.page_frames import read_answer, write_question

__all__ = ["ChildLimits", "Extracted", "PagePool", "cores", "end_process"]

#: What a child runs. The parent's own search path is handed on and nothing else, so that no module of the
#: working folder is ever met; a clean interpreter, not a fork, because the parent holds threads and locks
#: of other libraries.
_PROGRAM = (
    "import sys; memory = int(sys.argv[1]); sys.path[:] = sys.argv[2:];"
    "from sayso.text.page_child import main; main(memory)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What parsing one page may take.

    The second parser, asked where the first fails, is ten times as fast; the two together stay within ten
    seconds of processor time, with the second that the system rounds up. ``memory_bytes`` is address space
    beyond what a child holds when it starts; 10 MB of plain paragraphs take 355 MB. ``wall_s`` is for a
    child that waits, and is long because machines are shared. A child that has kept ``grown_bytes`` of
    pages before is replaced, so that every page finds the same room.
    """

    cpu_s: float = 6.0
    plain_cpu_s: float = 2.0
    memory_bytes: int = 512_000_000
    wall_s: float = 30.0
    grown_bytes: int = 128_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of one page. ``text`` is empty where there is no article; ``lost``: a parser was ended.

    ``extractor`` is ``trafilatura`` or ``resiliparse``; ``day`` is what htmldate found, where the page's
    head has no date; ``shown`` are the page's visible words, where the first parser found no article.
    """

    text: str = ""
    head: PageHead = field(default_factory=PageHead)
    extractor: str = "trafilatura"
    day: str | None = None
    shown: str = ""
    lost: bool = False


class PagePool:
    """Children that parse pages, started when first needed; safe to use from several threads.

    Close it, or use it in a ``with``. Children of a pool that nobody closed see the end of their owner and
    end too.

    Args:
        limits: what one page may take.
        size: most children at a time; one for each core if left out.
        mode: how trafilatura reads: ``fast``, ``standard`` or ``precision``. Of the three, ``standard`` is
            best on the pages
            of bench/page_set (body F1 .994, .991 and .985) and as fast as ``precision``.
    """

    def __init__(
        self, limits: ChildLimits | None = None, *, size: int | None = None, mode: str = "standard"
    ) -> None:
        self._limits = limits or ChildLimits()
        self._mode = mode
        self._size = size or cores()
        self._foreign: list[_Child] = []
        self.n_started: int = 0
        self._reset()

    def _reset(self) -> None:
        self._owner = os.getpid()
        self._free = threading.BoundedSemaphore(self._size)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []

    def extract(self, page: bytes, *, latest: str | None = None) -> Extracted:
        """Parse one page (UTF-8); by the second parser where the first is ended or finds nothing.

        Args:
            page: the page, guarded already.
            latest: the last day that its date can be, ISO 8601.

        Raises:
            OSError: no process can be started.
        """
        if os.getpid() != self._owner:
            # this process was forked off the owner, and the children there are answer to that one
            self._foreign += self._idle
            self._reset()
        with self._free:
            answers = self._asked(page, {"mode": self._mode, "latest": latest}, self._limits.cpu_s)
            last = answers[-1] if answers and "text" in answers[-1] else {}
            text, extractor, lost = str(last.get("text") or ""), "trafilatura", not last
            if not text.strip():
                plain = self._asked(page, {"plainly": True}, self._limits.plain_cpu_s)
                text = str(plain[-1].get("text") or "") if plain else ""
                lost, extractor = lost or not plain, "resiliparse"
        day = last.get("day")
        return Extracted(
            text=text if text.strip() else "",
            head=_head(answers[0].get("head")) if answers else PageHead(),
            extractor=extractor,
            day=day if isinstance(day, str) else None,
            shown=str(last.get("shown") or ""),
            lost=lost,
        )

    def _asked(self, page: bytes, options: Mapping[str, object], cpu_s: float) -> list[dict[str, object]]:
        """The answers that a child gives; fewer where it is ended first."""
        child = self._taken()
        answers = child.ask(page, {**options, "cpu_s": cpu_s}, self._limits.wall_s)
        grown = answers[-1].get("grown_bytes") if answers else None
        if isinstance(grown, int) and grown <= self._limits.grown_bytes:
            with self._lock:
                self._idle.append(child)
        else:
            child.end()
        return answers

    def _taken(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.lives:
                    return child
                child.end()
            self.n_started += 1
        return _Child(self._limits.memory_bytes)

    def close(self) -> None:
        """End the children. A later page starts new ones."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


class _Child:
    """One process and the pipes to it."""

    def __init__(self, memory_bytes: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [sys.executable, "-c", _PROGRAM, str(memory_bytes), *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def lives(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, page: bytes, options: Mapping[str, object], wall_s: float) -> list[dict[str, object]]:
        """The answers to one question; the process is ended where they take too long."""
        asked, answered = self._process.stdin, self._process.stdout
        answers: list[dict[str, object]] = []
        if asked is None or answered is None:
            return answers
        clock = threading.Timer(wall_s, self._process.kill)
        clock.daemon = True
        clock.start()
        try:
            write_question(asked, options, page)
            while (answer := read_answer(answered)) is not None:
                answers.append(answer)
                if "text" in answer:
                    break
        except OSError:  # the process ended while it was asked
            return answers
        finally:
            clock.cancel()
        return answers

    def end(self) -> None:
        """End the process and close the pipes."""
        end_process(self._process)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process and close the pipes to it."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()


def _head(said: object) -> PageHead:
    """A head as it came over the pipe, its lists tuples again."""
    if not isinstance(said, Mapping):
        return PageHead()
    names = {f.name for f in fields(PageHead)}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items() if k in names}
    return PageHead(**values)  # type: ignore[arg-type]  # as the child, our own program, wrote them


def cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
