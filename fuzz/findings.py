"""What was found: an input that breaks a promise, made as short as it goes, and written down."""

from __future__ import annotations

import hashlib
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

import sayso

__all__ = ["Finding", "TooSlowError", "attempt", "key_of", "minimised", "within", "write_finding"]

_OURS = (str(Path(sayso.__file__).parent), str(Path(__file__).parent / "targets"))
#: Inputs that are tried while one is made shorter.
_MOST_TRIES = 600


class TooSlowError(BaseException):
    """An input took longer than it may; no handler of errors catches it on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An input that breaks a promise.

    Attributes:
        target: which parser.
        key: kind of fault and where it showed; the same for all inputs that show it.
        data: the input.
        told: the traceback.
    """

    target: str
    key: str
    data: bytes
    told: str


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Run at most so long; 0 for no bound. Only in a main thread.

    Raises:
        TooSlowError: the time is up.
    """
    if not seconds:
        yield
        return

    def rung(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, rung)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def key_of(error: BaseException) -> str:
    """The kind of fault and the last line of ours that took part in it."""
    where = "?"
    at: TracebackType | None = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename.startswith(_OURS):
            code = at.tb_frame.f_code
            where = f"{Path(code.co_filename).stem}.{code.co_name}:{at.tb_lineno}"
        at = at.tb_next
    return type(error).__name__ if isinstance(error, TooSlowError) else f"{type(error).__name__} in {where}"


def attempt(name: str, run: Callable[[bytes], None], data: bytes, limit_s: float) -> Finding | None:
    """Run one input; what it breaks, if it breaks something."""
    try:
        with within(limit_s):
            run(data)
    except (Exception, TooSlowError) as error:  # noqa: BLE001  whatever is raised is what is looked for
        return Finding(target=name, key=key_of(error), data=data, told=traceback.format_exc(limit=-12))
    return None


def minimised(finding: Finding, run: Callable[[bytes], None], limit_s: float) -> Finding:
    """The finding with an input from which nothing more can be left out that is not needed to show it."""
    best = finding
    step = max(1, len(best.data) // 2)
    tries = 0
    while step and tries < _MOST_TRIES:
        at = 0
        while at < len(best.data) and tries < _MOST_TRIES:
            tries += 1
            shorter = attempt(best.target, run, best.data[:at] + best.data[at + step :], limit_s)
            if shorter is not None and shorter.key == best.key:
                best = shorter
            else:
                at += step
        step //= 2
    return best


def write_finding(finding: Finding, folder: Path) -> Path:
    """Write input and traceback into a folder; the path of the input."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{finding.target}-{hashlib.sha256(finding.data).hexdigest()[:10]}"
    path = folder / f"{name}.bin"
    path.write_bytes(finding.data)
    (folder / f"{name}.txt").write_text(
        f"{finding.key}\n\n{finding.told}", encoding="utf-8", errors="replace"
    )
    return path
