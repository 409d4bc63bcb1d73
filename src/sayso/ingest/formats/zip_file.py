"""ZIP archives: members read as streams by the table of contents, or without it by their own headers.

Source:
    PKWARE APPNOTE 6.3.10: 4.3.7 (local headers), 4.3.9 (data descriptors), 4.3.14 and 4.3.16 (ends).
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import IO

from sayso.errors import cut
from sayso.ingest.formats.members import Budget, Inner, MemberFile, is_hidden, unsafe_name
from sayso.ingest.intake import (
    Bomb,
    CutShort,
    Damaged,
    Intake,
    SourceFault,
    Stream,
    fault_of,
    inside,
    on_one_line,
    refuse,
)
from sayso.records import Item, Position, Refusal

__all__ = ["read_zip"]

_LOCAL, _END, _END64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06"
_DESCRIPTOR = b"PK\x07\x08"
#: A table of contents is held in memory, ten times its size: 32 MB name 300,000 members.
_MAX_TABLE = 32 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STEP = 1 << 14
#: Bytes of a member's own header, besides its name.
_HEADER = 30
#: What zipfile raises for archives that contradict themselves.
_FAULTS = (
    zipfile.BadZipFile, RuntimeError, ValueError, EOFError, OSError,
    zlib.error, struct.error,
)  # fmt: skip


def read_zip(stream: Stream, name: str, intake: Intake, inner: Inner) -> Iterator[Item | Refusal]:
    """Everything in the members of a ZIP archive. One without its end is read by the members' own headers."""
    reader = _Zip(stream, name, intake, inner)
    try:
        yield from reader.run()
    except SourceFault as fault:
        yield fault_of(fault, name, f"{reader.n_members:,} members were met before")


class _Zip:
    def __init__(self, stream: Stream, name: str, intake: Intake, inner: Inner) -> None:
        self._stream = stream
        self._name = name
        self._intake = intake
        self._inner = inner
        self._budget = Budget(intake.limits)
        self._shared: frozenset[int] = frozenset()
        self.n_members = 0

    def run(self) -> Iterator[Item | Refusal]:
        """Members by the table of contents, else one after another."""
        table = _table_size(self._stream)
        if table is not None and table > _MAX_TABLE:
            raise Bomb(f"a table of contents of {table:,} bytes")
        archive: zipfile.ZipFile | None = None
        try:
            archive = zipfile.ZipFile(self._stream) if table is not None else None
        except _FAULTS:
            archive = None
        if archive is None:
            yield from self._without_table()
            return
        with archive:
            if not archive.infolist():
                yield refuse(self._name, "input.no_records", "the archive holds no members")
            self._shared = _sharing(archive)
            for number, info in enumerate(archive.infolist(), start=1):
                if number > self._intake.done:
                    yield from inside(Position(record=number), self._listed(archive, info, number))
                elif not info.orig_filename.endswith("/"):
                    self._meets()
                self._intake.meter.at(info.header_offset + info.compress_size)

    def _meets(self) -> None:
        self.n_members += 1
        self._budget.member()

    def _listed(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, number: int
    ) -> Iterator[Item | Refusal]:
        member = info.orig_filename  # zipfile cuts the name it shows at a NUL
        where = f"{self._name}!{on_one_line(member)}"
        if member.endswith("/"):
            return
        mode = info.external_attr >> 16
        refused = self._refused(where, member, encrypted=bool(info.flag_bits & 1), method=info.compress_type)
        if refused is None and mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            refused = refuse(where, "input.unsafe_name", "the member is a link or a device")
        if refused is None and number in self._shared:
            refused = refuse(where, "input.bomb", "its bytes are those of other members too")
        if refused is not None:
            yield refused
        elif is_hidden(member):
            self._intake.meter.passes("hidden member")
        else:
            try:
                opened = archive.open(info)
            except _FAULTS as error:
                yield refuse(where, "input.truncated", f"the member is damaged: {cut(str(error))}")
                return
            with opened:
                file = MemberFile(_Take(opened), self._budget, info.compress_size)
                yield from self._inner(file, where, member, self._intake.within(number))

    def _refused(self, where: str, member: str, *, encrypted: bool, method: int) -> Refusal | None:
        """Why a member is not read at all."""
        self._meets()
        unsafe = unsafe_name(member)
        if unsafe is not None:
            return refuse(where, "input.unsafe_name", unsafe)
        if encrypted:
            return refuse(where, "input.unsupported", "the member is encrypted")
        if method not in _METHODS:
            return refuse(
                where, "input.unsupported", f"packed by method {method}; stored and deflated are read"
            )
        return None

    def _without_table(self) -> Iterator[Item | Refusal]:
        """Members one after another, as far as the archive goes; then what is wrong with it."""
        self._stream.seek(0)
        walk = _Local(self._stream)
        if walk.peek(4) != _LOCAL:
            head = walk.peek(4)
            code = "input.truncated" if _LOCAL.startswith(head) else "input.bad_format"
            yield refuse(self._name, code, "cut short" if code == "input.truncated" else "not a ZIP archive")
            return
        number = 0
        while walk.next_member():
            number += 1
            if walk.name.endswith("/"):
                continue
            if number > self._intake.done:
                yield from inside(Position(record=number), self._walked(walk, number))
            else:
                self._meets()
            walk.finish(self._budget)
        yield refuse(
            self._name,
            "input.truncated",
            f"its table of contents is missing or damaged; {self.n_members:,} members were met",
        )

    def _walked(self, walk: _Local, number: int) -> Iterator[Item | Refusal]:
        """One member, by its own header."""
        where = f"{self._name}!{on_one_line(walk.name)}"
        refused = self._refused(where, walk.name, encrypted=bool(walk.flags & 1), method=walk.method)
        if refused is not None:
            yield refused
        elif not is_hidden(walk.name):
            file = MemberFile(walk.read, self._budget)
            yield from self._inner(file, where, walk.name, self._intake.within(number))


def _sharing(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the members, from 1 on, that begin where another does, or whose bytes reach into the next.

    Versions of Python differ in which of them they refuse to open.
    """
    members = list(enumerate(archive.infolist(), start=1))
    begin = Counter(info.header_offset for _, info in members)
    ends = dict(pairwise([*sorted(begin), archive.start_dir]))
    return frozenset(
        number
        for number, info in members
        if begin[info.header_offset] > 1
        or info.header_offset + _HEADER + info.compress_size > ends[info.header_offset]
    )


class _Take:
    """Reads a member that zipfile opened; its faults are ours."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened

    def __call__(self, n: int) -> bytes:
        try:
            return self._opened.read(n)
        except _FAULTS as error:
            raise Damaged(f"the member is damaged: {cut(str(error))}") from error


def _table_size(stream: Stream) -> int | None:
    """Bytes of the table of contents, None if the end that tells it is missing."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        return None
    table = int(struct.unpack_from("<I", tail, at + 12)[0])
    if table == 0xFFFFFFFF:
        far = tail.rfind(_END64)
        return int(struct.unpack_from("<Q", tail, far + 40)[0]) if 0 <= far <= len(tail) - 56 else None
    return table


class _Local:
    """Walks the headers in front of the members."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._held = b""
        self._unpacker: zlib._Decompress | None = None
        self._left: int | None = 0
        self._sum = 0
        self._crc = 0
        self._done = True
        self.name = ""
        self.flags = self.method = 0

    def peek(self, n: int) -> bytes:
        """The next bytes, which stay."""
        while len(self._held) < n and (more := self._stream.read(_STEP)):
            self._held += more
        return self._held[:n]

    def _take(self, n: int) -> bytes:
        data = self.peek(n) if len(self._held) < n else self._held[:n]
        self._held = self._held[len(data) :]
        return data

    def next_member(self) -> bool:
        """Go to the next member; False if none begins here.

        Raises:
            CutShort: the archive ends inside its header.
        """
        head = self.peek(30)
        if not head.startswith(_LOCAL):
            if head and len(head) < 4 and _LOCAL.startswith(head):
                raise CutShort("the archive is cut short")
            return False
        if len(head) < 30:
            raise CutShort("the archive is cut short")
        fields = struct.unpack("<4sHHHHHIIIHH", self._take(30))
        _, _, self.flags, self.method, _, _, self._crc, packed, _, n_name, n_extra = fields
        name, extra = self._take(n_name), self._take(n_extra)
        if len(name) + len(extra) < n_name + n_extra:
            raise CutShort("the archive is cut short")
        self.name = name.decode("utf-8" if self.flags & 0x800 else "cp437", "replace")
        if packed == 0xFFFFFFFF:
            packed = _packed64(extra)
        self._left = None if self.flags & 8 and not packed else packed
        self._unpacker = zlib.decompressobj(-15) if self.method == zipfile.ZIP_DEFLATED else None
        if self._unpacker is None and self._left is None:
            raise Damaged("a stored member without a size")
        self._sum, self._done = 0, False
        return True

    def read(self, n: int) -> bytes:
        """Bytes of the member; none at its end."""
        while not self._done:
            piece, ended = self._piece(n)
            self._sum = zlib.crc32(piece, self._sum)
            if ended:
                self._done = True
                self._check()
            if piece:
                return piece
        return b""

    def _piece(self, n: int) -> tuple[bytes, bool]:
        """The next bytes, and whether the member ends with them."""
        unpacker = self._unpacker
        if unpacker is None:
            if not self._left:
                return b"", True
            data = self._take(min(n, self._left, _STEP))
            self._left -= len(data)
            if not data:
                raise CutShort("the archive is cut short inside this member")
            return data, False
        data = unpacker.unconsumed_tail or self._take(_STEP)
        if not data:
            raise CutShort("the archive is cut short inside this member")
        try:
            piece = unpacker.decompress(data, n)
        except zlib.error as error:
            raise Damaged(f"the member is damaged: {error}") from error
        if unpacker.eof:
            self._held = unpacker.unused_data + self._held
        return piece, unpacker.eof

    def _check(self) -> None:
        if self.flags & 8:
            tail = self.peek(24)
            at = 4 if tail.startswith(_DESCRIPTOR) else 0
            if len(tail) < at + 12:
                raise CutShort("the archive is cut short behind this member")
            self._crc = int.from_bytes(tail[at : at + 4], "little")
            # sizes of four bytes each, or of eight where that makes what follows a header
            following = tail[at + 12 : at + 14]
            self._take(at + (12 if following in (b"PK", b"") else 20))
        if self._crc != self._sum:
            raise Damaged("the member is damaged: its checksum is wrong")

    def finish(self, budget: Budget) -> None:
        """Go over what was not read; a member that is refused, or whose reader stopped early."""
        if self.flags & 1 or self.method not in _METHODS:
            if not self._left:
                raise Damaged("a member of unknown size cannot be passed over")
            while self._left:
                data = self._take(min(self._left, _STEP))
                if not data:
                    raise CutShort("the archive is cut short inside this member")
                self._left -= len(data)
            return
        while piece := self.read(_STEP):
            budget.took(len(piece))


def _packed64(extra: bytes) -> int:
    """The packed size in a ZIP64 extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 1 and size >= 16 and at + 20 <= len(extra):
            return int(struct.unpack_from("<Q", extra, at + 12)[0])
        at += 4 + size
    raise Damaged("a ZIP64 member without a size")
