"""The forms in which what was asked for can be taken away: as links of a menu, and as files that are sent."""

from __future__ import annotations

import importlib.util
import io
import queue
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from sayso.classes import dataclass
from sayso.engine.asking import OpenLedger
from sayso.engine.config import Settings
from sayso.engine.exporting import Exporting
from sayso.engine.session import EventQuery
from sayso.errors import BusyError
from sayso.faces.export.forms import FORMS, Form, How, write_form
from sayso.faces.web.asked import address, conditions_of
from sayso.faces.web.parts import Export

__all__ = ["EXPORTS", "Sender", "Sent", "exports_of"]

#: What each form is called, and what it is for.
_WORDS: Mapping[str, tuple[str, str]] = {
    "csv": ("CSV", "one row an event; opens in a spreadsheet"),
    "parquet": ("Parquet", "the same columns, typed, for data frames"),
    "jsonl": ("JSON Lines", "everything; another ledger can be made of it"),
    "geojson": ("GeoJSON", "for maps, with the radius of what is not known"),
    "polecat": ("POLECAT", "tab-separated, for conflict models"),
    "gdelt": ("GDELT 2.0", "events and mentions, zipped"),
    "annotations": ("Web Annotations", "the evidence, word by word"),
    "ftm": ("FollowTheMoney", "for Aleph and OpenSanctions' tools"),
    "prov": ("PROV-O", "who has what from whom, as JSON-LD"),
}
#: Forms that need a library which the base install does not bring.
_NEEDS = {"parquet": "pyarrow"}
#: Exports that run at once: each holds the ledger as of one moment, and the write-ahead log with it.
_AT_ONCE = 2
#: Bytes of one piece, pieces that wait for a slow reader, and seconds until such a reader is given up.
_PIECE, _WAITING, _PATIENCE_S = 65_536, 16, 60.0
#: Seconds between two looks whether the reader is still there.
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file on its way: a name that is safe everywhere, its type, its pieces."""

    name: str
    media_type: str
    pieces: Iterator[bytes]


#: The order of the menu.
EXPORTS: tuple[str, ...] = tuple(
    [name for name in _WORDS if name in set(Form)] + [form for form in Form if form not in _WORDS]
)


def exports_of(query: EventQuery) -> list[Export]:
    """Every form that can be had here, for exactly these events."""
    return [
        Export(
            label=_WORDS.get(name, (name, ""))[0],
            note=_WORDS.get(name, (name, ""))[1],
            href=address("/export", {"to": name, **conditions_of(query)}),
        )
        for name in EXPORTS
        if _there(name)
    ]


def _there(name: str) -> bool:
    return name not in _NEEDS or importlib.util.find_spec(_NEEDS[name]) is not None


class _GoneError(OSError):
    """Whoever asked does not read any more."""


class _Pipe(io.BufferedIOBase):
    """A file that is written in one thread and read piece by piece in others; writing waits for reading."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: queue.Queue[bytes | None] = queue.Queue(_WAITING)
        self._held = bytearray()
        self._written = 0
        self._gone = threading.Event()
        self._error: BaseException | None = None

    def writable(self) -> bool:
        """It is, and nothing else."""
        return True

    def tell(self) -> int:
        """How much was written."""
        return self._written

    # `Any`: whatever has the bytes of a buffer, as the base class has it
    def write(self, data: Any) -> int:
        """Take bytes."""
        taken = memoryview(data).cast("B")
        self._held += taken
        self._written += len(taken)
        while len(self._held) >= _PIECE:
            self._put(bytes(self._held[:_PIECE]))
            del self._held[:_PIECE]
        return len(taken)

    def end(self, error: BaseException | None) -> None:
        """Say that nothing more comes, because all was written or because of an error."""
        self._error = error
        with suppress(_GoneError):
            if error is None and self._held:
                self._put(bytes(self._held))
            self._put(None)

    def pieces(self) -> Iterator[bytes]:
        """What was written, as it comes; what ended the writing early is raised at the end."""
        try:
            while (piece := self._pieces.get()) is not None:
                yield piece
            if self._error is not None:
                raise self._error
        finally:
            self._gone.set()

    def _put(self, piece: bytes | None) -> None:
        waited = 0.0
        while not self._gone.is_set():
            try:
                self._pieces.put(piece, timeout=_LOOK_S)
            except queue.Full:
                waited += _LOOK_S
                if waited >= _PATIENCE_S:
                    self._gone.set()
            else:
                return
        raise _GoneError


class Sender:
    """Sends exports of one ledger, a few at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="export")
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    def send(self, form: Form, query: EventQuery, how: How) -> Sent:
        """Begin to write, and give what comes.

        Raises:
            BusyError: as many exports are on their way as may be.
            SaysoError: whatever is wrong before the first piece.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError("too many exports at once", hint="try again when another one is done")
        pipe = _Pipe()
        doing = self._threads.submit(self._write, form, query, how, pipe)
        doing.add_done_callback(lambda done: pipe.end(done.exception()))
        doing.add_done_callback(lambda _done: self._room.release())
        pieces = pipe.pieces()
        first = next(pieces, b"")
        shape = FORMS[form]
        zipped = len(shape.endings) > 1
        ending = ".zip" if zipped else shape.endings[0]
        return Sent(
            name=f"sayso-events{ending}" if ending == f".{form}" else f"sayso-{form}{ending}",
            media_type="application/zip" if zipped else shape.media_type,
            pieces=chain((first,), pieces),
        )

    def _write(self, form: Form, query: EventQuery, how: How, pipe: _Pipe) -> None:
        ledger = OpenLedger(self._settings)
        # a pipe is a binary file as far as it is written to
        out = cast(BinaryIO, pipe)
        try:
            with ledger.session.exporting(query) as found:
                if len(FORMS[form].endings) == 1:
                    write_form(form, found, [out], how)
                else:
                    _zipped(form, found, how, out)
        finally:
            ledger.close()


def _zipped(form: Form, found: Exporting, how: How, out: BinaryIO) -> None:
    """Several files of one form: written side by side, so they are whole before any is sent."""
    endings = FORMS[form].endings
    with tempfile.TemporaryDirectory(prefix="sayso-export-") as folder, ExitStack() as undo:
        paths = [Path(folder) / ending for ending in endings]
        outs = [undo.enter_context(path.open("wb")) for path in paths]
        write_form(form, found, outs, how)
        undo.close()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
