"""What was found: an input that breaks a promise, made as short as it goes, and written down."""

from __future__ import annotations

import hashlib
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

import sayso

__all__ = [
    "Allowed",
    "Finding",
    "TooLargeError",
    "TooSlowError",
    "attempt",
    "key_of",
    "minimised",
    "within",
    "write_finding",
]

_OURS = (str(Path(sayso.__file__).parent), str(Path(__file__).parent / "targets"))
#: Inputs that are tried while one is made shorter.
_MOST_TRIES = 600
#: Linux: writing this into it sets the highest memory use back to the present one (proc(5)).
_PEAK, _FORGET_PEAK = Path("/proc/self/clear_refs"), "5"
_KB = 1 if sys.platform == "darwin" else 1024  # getrusage(2) counts bytes there


class TooSlowError(BaseException):
    """An input took longer than it may; no handler of errors catches it on its way."""


class TooLargeError(Exception):
    """An input took more memory than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What one input of a few kilobytes may take.

    Attributes:
        cpu_s: seconds of processor time. Under tracing a line costs a dozen times what it does else; the slowest
            inputs without a fault take 3 s.
        n_bytes: memory above what was in use before it.
    """

    cpu_s: float = 20.0
    n_bytes: int = 256 << 20


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
def within(allowed: Allowed) -> Iterator[None]:
    """Run with so much processor time and memory. Only in a main thread.

    Raises:
        TooSlowError: the time is up. Where C code runs that never looks up, it is raised behind that.
        TooLargeError: it ran, and needed more memory for a while.
    """

    def rung(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {allowed.cpu_s:g} s of processor time")

    with suppress(OSError):  # elsewhere than on Linux only what passes all peaks before is seen
        _PEAK.write_text(_FORGET_PEAK, encoding="ascii")
    peak = _peak()
    before = signal.signal(signal.SIGPROF, rung)
    signal.setitimer(signal.ITIMER_PROF, allowed.cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    more = _peak() - peak
    if more > allowed.n_bytes:
        raise TooLargeError(f"{more >> 20} MB on top of {peak >> 20}")


def _peak() -> int:
    """The highest memory use, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KB


def key_of(error: BaseException) -> str:
    """The kind of fault and the last line of ours that took part in it."""
    where = "?"
    at: TracebackType | None = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename.startswith(_OURS):
            code = at.tb_frame.f_code
            where = f"{Path(code.co_filename).stem}.{code.co_name}:{at.tb_lineno}"
        at = at.tb_next
    bound = isinstance(error, TooSlowError | TooLargeError)  # where it shows is chance
    return type(error).__name__ if bound else f"{type(error).__name__} in {where}"


def attempt(name: str, run: Callable[[bytes], object], data: bytes, allowed: Allowed) -> Finding | None:
    """Run one input; what it breaks, if it breaks something."""
    try:
        with within(allowed):
            run(data)
    except (Exception, TooSlowError) as error:  # noqa: BLE001  whatever is raised is what is looked for
        return Finding(target=name, key=key_of(error), data=data, told=traceback.format_exc(limit=-12))
    return None


def minimised(finding: Finding, run: Callable[[bytes], object], allowed: Allowed) -> Finding:
    """The finding with an input from which nothing more can be left out that is not needed to show it."""
    best = finding
    step = max(1, len(best.data) // 2)
    tries = 0
    most = 20 if finding.key == TooSlowError.__name__ else _MOST_TRIES  # each try takes the whole time
    while step and tries < most:
        at = 0
        while at < len(best.data) and tries < most:
            tries += 1
            shorter = attempt(best.target, run, best.data[:at] + best.data[at + step :], allowed)
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
