"""Tar archives, read as a stream from front to back; no member is ever unpacked to disk.

`tarfile` itself ends in silence where an archive is cut between members, and keeps a long name or a PAX
header of any size in memory. So headers are walked here, and only single ones are parsed by it.

Source:
    POSIX.1-2017, pax: ustar interchange format, extended headers, two zero blocks at the end.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from sayso.ingest.formats.members import Budget, Inner, MemberFile, is_hidden, unsafe_name
from sayso.ingest.intake import (
    CutShort,
    Intake,
    SourceFault,
    Stream,
    fault_of,
    inside,
    on_one_line,
    refuse,
    refused_at,
)
from sayso.records import Item, Position, Refusal

__all__ = ["read_tar"]

_BLOCK = 512
_FILE = (b"0", b"\0", b"7")
_KINDS = {b"1": "a link", b"2": "a link", b"3": "a device", b"4": "a device", b"6": "a pipe"}
#: A path of the longest file system is 4 kB; PAX headers carry a few more keys.
_MAX_NAME = 1 << 20


def read_tar(stream: Stream, name: str, intake: Intake, inner: Inner) -> Iterator[Item | Refusal]:
    """Everything in the members of a tar archive, in order."""
    walk = _Walk(stream, name, intake, inner)
    try:
        yield from walk.run()
    except SourceFault as fault:
        yield fault_of(fault, name, f"{walk.n_members:,} members were met before")


class _Walk:
    def __init__(self, stream: Stream, name: str, intake: Intake, inner: Inner) -> None:
        self._stream = stream
        self._name = name
        self._intake = intake
        self._inner = inner
        self._budget = Budget(intake.limits)
        self._left = 0
        self._at = 0
        self._number = self.n_members = 0

    def run(self) -> Iterator[Item | Refusal]:
        """Walk the headers up to the two zero blocks."""
        zeros = lost = n_headers = 0
        told: dict[str, str] = {}
        if self._stream.seekable() and self._intake.start is not None:
            self._at, number = self._intake.start
            self._stream.seek(self._at)
            self._number = self.n_members = number - 1
        began: int | None = None
        while zeros < 2:
            here = self._at
            block = self._exactly(_BLOCK)
            if not block.strip(b"\0"):
                zeros += 1
                continue
            zeros = 0
            info = _header(block)
            if info is None:  # damaged: look for the next header, block by block
                lost += 1
                continue
            n_headers += 1
            if lost:
                yield from self._lost(lost)
                lost = 0
            began = here if began is None else began
            if info.type in (b"x", b"g", b"L", b"K"):
                told |= self._told(info)
                continue
            size = int(told["size"]) if told.get("size", "").isdecimal() else info.size
            self._number += 1
            self.n_members += 1
            self._budget.member()
            position = Position(record=self._number, offset=began if self._stream.seekable() else None)
            yield from inside(position, self._member(info, told.get("path", info.name), size))
            told, began = {}, None
        if lost:
            yield from self._lost(lost)
        elif not n_headers and not self._number:
            yield refuse(self._name, "input.no_records", "the archive holds no members")
        while self._stream.read1(1 << 18):  # what pads it: whether it is whole shows at its end
            pass

    def _lost(self, n: int) -> Iterator[Item | Refusal]:
        """What lies behind a damaged header, which is numbered as a member is."""
        self._number += 1
        if self._number > self._intake.done:
            reason = (
                f"a header is damaged; {n * _BLOCK:,} bytes were passed over behind member {self.n_members:,}"
            )
            yield refused_at(refuse(self._name, "input.truncated", reason), Position(record=self._number))

    def _member(self, info: tarfile.TarInfo, member: str, size: int) -> Iterator[Item | Refusal]:
        """One member: read, refused by name, passed over, or no input at all."""
        where = f"{self._name}!{on_one_line(member)}"
        self._left = size
        pad = -size % _BLOCK
        unsafe = unsafe_name(member)
        if info.type in _KINDS:
            self._left, pad = 0, 0  # these have no data, whatever their size says
        if self._number <= self._intake.done:
            pass
        elif info.type in _KINDS:
            yield refuse(where, "input.unsafe_name", f"the member is {_KINDS[info.type]}")
        elif info.type == b"5":
            pass
        elif unsafe is not None:
            yield refuse(where, "input.unsafe_name", unsafe)
        elif info.type not in _FILE:
            yield refuse(where, "input.unsupported", "a sparse file, or of a kind not known")
        elif is_hidden(member):
            self._intake.meter.passes("hidden member")
        else:
            after = self._intake.within(self._number)
            yield from self._inner(MemberFile(self._data, self._budget), where, member, after)
        while self._left:  # what the reader left unread
            self._data(1 << 18)
        self._exactly(pad)

    def _told(self, info: tarfile.TarInfo) -> dict[str, str]:
        """What a header in front of a member says of it; one too long says nothing."""
        data = self._exactly(info.size) if info.size <= _MAX_NAME else b""
        self._left = info.size - len(data)
        while self._left:
            self._data(1 << 18)
        self._exactly(-info.size % _BLOCK)
        if info.type in (b"L", b"K"):
            name = data.rstrip(b"\0").decode("utf-8", "replace")
            return {"path": name} if info.type == b"L" and name else {}
        return _pax(data) if info.type == b"x" else {}

    def _data(self, n: int) -> bytes:
        """The next bytes of the member; none at its end.

        Raises:
            CutShort: the archive ends inside it.
        """
        if not self._left:
            return b""
        data = self._stream.read1(min(n, self._left))
        if not data:
            raise CutShort("the archive is cut short inside this member")
        self._left -= len(data)
        self._at += len(data)
        return data

    def _exactly(self, n: int) -> bytes:
        parts: list[bytes] = []
        while n:
            data = self._stream.read1(n)
            if not data:
                raise CutShort("the archive is cut short")
            parts.append(data)
            n -= len(data)
            self._at += len(data)
        return b"".join(parts)


def _header(block: bytes) -> tarfile.TarInfo | None:
    """A header, None if it is none."""
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError):
        return None
    return info if 0 <= info.size < 1 << 60 else None


def _pax(data: bytes) -> dict[str, str]:
    """Path and size of a PAX header."""
    out: dict[str, str] = {}
    at = 0
    while at < len(data):
        length, _, _ = data[at : at + 20].partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(data) - at:
            break
        key, _, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        if key in (b"path", b"size"):
            out[key.decode()] = value.decode("utf-8", "replace")
        at += int(length)
    return out
