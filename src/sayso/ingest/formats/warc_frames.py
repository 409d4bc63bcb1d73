"""Finds the records of a WARC file: where each begins and ends, and what is wrong with its length.

A reader that trusts Content-Length alone loses what follows a wrong one, and one that stops at the first
fault loses the rest of the file. Here a record is held against the packed member it lies in, and against what
follows it, before it is believed.

Source:
    ISO 28500:2017 (WARC 1.1), section 4 (a record is a header, a block of Content-Length bytes, and two
    line ends) and annex D (each record is a gzip member of its own; not every writer does so).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from enum import Enum

from sayso.classes import dataclass
from sayso.ingest.formats.packed import Packing, Unpacker
from sayso.ingest.intake import CutShort, SourceFault

__all__ = ["Framed", "Trouble", "WarcFrames"]

#: Twice what fastwarc allows: URLs of the web may be 32 kB long themselves.
_MAX_HEADER = 1 << 16
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_MAGIC = b"WARC/"
_NEXT = re.compile(rb"(?:^|\n)(WARC/[01]\.\d{1,2}\r?\n)")
_REACH = 16


class Trouble(Enum):
    """What is wrong with a record, or with what stands in the place of one."""

    NONE = "none"
    TOO_LARGE = "too large"
    SHORT = "short"
    JUNK = "junk"
    CUT = "cut"
    DAMAGED = "damaged"
    BOMB = "bomb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A record with its header and block, or a stretch that is none.

    ``offset`` is the byte of the file, as it lies, at which to begin again in order to read it; None where it
    begins inside a packed member. ``length`` is what Content-Length says.
    """

    number: int
    offset: int | None
    header: bytes = b""
    block: bytes = b""
    length: int = 0
    trouble: Trouble = Trouble.NONE
    reason: str = ""


class WarcFrames:
    """Every record of one WARC file, in order; iterates once."""

    def __init__(self, unpacker: Unpacker, *, max_block: int, number: int = 0) -> None:
        self._unpacker = unpacker
        self._max_block = max_block
        self._tape = _Tape(unpacker)
        self._number = number
        self._aligned = True
        self._whole = False
        self._plain = unpacker.packing is Packing.NONE

    def __iter__(self) -> Iterator[Framed]:
        tape = self._tape
        while True:
            tape.skip_line_ends()
            if tape.have(1):
                framed = self._record()
                if framed is not None:
                    self._whole = framed.trouble is Trouble.NONE
                    yield framed
                    continue
            if tape.fault is not None and not tape.left:
                fault, tape.fault = tape.fault, None
                yield from self._broken(fault)
                if tape.ended:
                    return
            elif tape.ended and not tape.left:
                if tape.line_ends < 2 and self._plain and self._whole:
                    yield self._end(Trouble.CUT, f"the line ends behind record {self._number:,} are missing")
                return

    def _broken(self, fault: SourceFault) -> Iterator[Framed]:
        """Say what is lost, and go on behind it if something can be found there."""
        began = self._unpacker.member_at
        # a damaged header can swallow all that follows, which then looks like an archive cut short
        found = None if self._plain else self._unpacker.resync(_MAGIC)
        if found is None and isinstance(fault, CutShort):
            yield self._end(Trouble.CUT, fault.reason)
            self._tape.ended = True
            return
        trouble = Trouble.BOMB if fault.code == "input.bomb" else Trouble.DAMAGED
        if found is None:
            yield self._end(trouble, f"{fault.reason}; what lies from byte {began:,} on is lost")
            self._tape.ended = True
            return
        yield self._end(trouble, f"{fault.reason}; {found - began:,} bytes from byte {began:,} on are lost")
        self._tape.restart()

    def _end(self, trouble: Trouble, reason: str) -> Framed:
        """The record that was being read, or the one that would have come, ends in a fault."""
        self._number += 1
        header, self._tape.torn = self._tape.torn, b""
        return Framed(number=self._number, offset=None, header=header, trouble=trouble, reason=reason)

    # -------------------------------------------------------------- one record

    def _record(self) -> Framed | None:
        tape = self._tape
        start = tape.at
        if not tape.starts_with(_MAGIC):
            if tape.left < len(_MAGIC) and tape.is_start_of(_MAGIC):
                return self._torn(tape.take_all())
            return self._junk("this is no record")
        found = tape.search(_HEADER_END, _MAX_HEADER)
        if found is None:
            if tape.fault is not None or tape.ended:
                return self._torn(tape.take_all())
            return self._junk(f"a header of more than {_MAX_HEADER:,} bytes")
        offset = tape.mark_at(start)
        self._aligned = self._aligned and offset is not None
        header = tape.take(found - start)
        length = _LENGTH.search(header)
        if length is None:
            self._number += 1
            tape.seek_record(self._aligned)
            return self._framed(offset, header, 0, Trouble.SHORT, "it has no Content-Length")
        return self._block(offset, header, int(length.group(1)))

    def _block(self, offset: int | None, header: bytes, length: int) -> Framed | None:
        tape = self._tape
        start, end = tape.at, tape.at + length
        large = length > self._max_block
        short = self._reach(end, keep=not large)
        if short is not None:
            self._number += 1
            gone = short - start
            tape.take_to(short)
            reason = f"Content-Length says {length:,}, {gone:,} bytes follow"
            return self._framed(offset, header, length, Trouble.SHORT, reason)
        if tape.far < end:  # the stream ended, in a fault or without one
            return self._unended(offset, header, start, length)
        self._number += 1
        if large:
            tape.take_to(end)
            return self._framed(offset, header, length, Trouble.TOO_LARGE, "")
        lie = self._lies(start, end)
        if lie is not None:
            return self._framed(offset, header, length, Trouble.SHORT, lie)
        block = tape.take(length)
        if self._spoilt(offset):
            self._number -= 1
            tape.torn = header
            return None
        return self._framed(offset, header, length, Trouble.NONE, "", block=block)

    def _framed(
        self,
        offset: int | None,
        header: bytes,
        length: int,
        trouble: Trouble,
        reason: str,
        block: bytes = b"",
    ) -> Framed:
        return Framed(
            number=self._number, offset=offset, header=header, block=block, length=length,
            trouble=trouble, reason=reason,
        )  # fmt: skip

    def _torn(self, header: bytes) -> Framed | None:
        """A record of which the end is missing: reported by whatever ended the stream."""
        tape = self._tape
        if tape.fault is None:
            tape.fault = CutShort("the archive is cut short", self._unpacker.at)
        tape.torn = header
        return None

    def _unended(self, offset: int | None, header: bytes, start: int, length: int) -> Framed | None:
        """A record that ends with its stream: cut short, or with a length that swallows those behind it."""
        tape = self._tape
        if tape.at > start and self._plain and self._unpacker.can_go_back:
            tape.go_back_to(start)
            tape.seek_record(by_member=False)
        elif tape.at == start and (self._plain or not self._aligned):
            tape.take_to(tape.find(_NEXT, start, tape.far) or tape.far)
        else:
            tape.take_all()
        if not tape.left:
            return self._torn(header)
        self._number += 1
        lie = f"Content-Length says {length:,}, and another record begins after {tape.at - start:,} bytes"
        return self._framed(offset, header, length, Trouble.SHORT, lie)

    def _reach(self, end: int, *, keep: bool) -> int | None:
        """Read on to ``end``. Where a packed record begins before it, the length is wrong: where that is."""
        tape = self._tape
        checked = tape.at
        while tape.far < end:
            if not tape.fill():
                return None
            while (mark := tape.mark_after(checked)) is not None and mark < end:
                tape.have_until(mark + len(_MAGIC))
                if tape.look(mark, len(_MAGIC)) == _MAGIC:
                    return mark
                checked = mark
            if not keep:
                tape.take_to(min(end, tape.far))
        return None

    def _lies(self, start: int, end: int) -> str | None:
        """Whether what follows the block is no record; then goes to the next one and says what was wrong."""
        tape = self._tape
        tape.have_until(end + _REACH)
        after = tape.look(end, _REACH)
        bare = after.lstrip(b"\r\n")
        if not bare or _MAGIC.startswith(bare[:5]):
            return None
        mark = tape.mark_after(end - 1)
        if mark is not None and mark <= end + len(after) - len(bare):
            return None  # whatever follows begins a packed member of its own
        inside = tape.find(_NEXT, start, end)
        length = end - start
        if inside is not None:
            tape.take_to(inside)
            return f"Content-Length says {length:,}, and another record begins after {inside - start:,} bytes"
        tape.take_to(end)
        gone = tape.seek_record(self._aligned)
        return f"Content-Length says {length:,}, and {gone:,} bytes more follow that are no record"

    def _spoilt(self, offset: int | None) -> bool:
        """Whether the member that holds this record alone turns out to be damaged at its end.

        A wrong checksum shows only there. Of a record that shares its member with others nothing is known,
        and it is read as it is.
        """
        tape = self._tape
        if self._plain:
            return False
        tape.skip_line_ends()
        fault = tape.fault
        return (
            fault is not None
            and not isinstance(fault, CutShort)
            and offset is not None
            and self._unpacker.member_at == offset
            and not tape.left
        )

    def _junk(self, what: str) -> Framed:
        tape = self._tape
        offset = tape.mark_at(tape.at)
        self._number += 1
        tape.take(1)
        gone = 1 + tape.seek_record(self._aligned and offset is not None)
        return self._framed(offset, b"", gone, Trouble.JUNK, f"{what}; {gone:,} bytes were passed over")


class _Tape:
    """What is unpacked and not yet used, counted in unpacked bytes from the beginning."""

    def __init__(self, unpacker: Unpacker) -> None:
        self._unpacker = unpacker
        self._held = bytearray()
        self._marks: deque[tuple[int, int]] = deque()
        self.at = self._first = unpacker.at
        self.line_ends = 2
        self.fault: SourceFault | None = None
        self.ended = False
        self.torn = b""

    @property
    def far(self) -> int:
        """End of what is held."""
        return self.at + len(self._held)

    @property
    def left(self) -> int:
        """Bytes held."""
        return len(self._held)

    def restart(self) -> None:
        """The unpacker stands at another member: nothing held belongs to what comes."""
        self._held.clear()
        self._marks.clear()

    def go_back_to(self, at: int) -> None:
        """Read a plain file once more from a byte on."""
        self._unpacker.go_to(at)
        self.restart()
        self.at = at
        self.ended = False
        self.fault = None

    def fill(self) -> bool:
        """Hold one piece more; False at the end, clean or not."""
        if self.ended or self.fault is not None:
            return False
        try:
            piece = self._unpacker.piece()
        except SourceFault as fault:
            self.fault = fault
            return False
        if not piece:
            self.ended = True
            return False
        if self._unpacker.fresh:
            self._marks.append((self.far, self._unpacker.member_at))
        self._held += piece
        return True

    def have_until(self, end: int) -> bool:
        """Whether what lies before ``end`` can be held."""
        while self.far < end:
            if not self.fill():
                return False
        return True

    def have(self, n: int) -> bool:
        """Whether ``n`` bytes can be held."""
        return self.have_until(self.at + n)

    def starts_with(self, begins: bytes) -> bool:
        """Whether what comes begins so."""
        self.have(len(begins))
        return self._held.startswith(begins)

    def is_start_of(self, whole: bytes) -> bool:
        """Whether all that is held could be the beginning of ``whole``."""
        return whole.startswith(self._held)

    def look(self, at: int, n: int) -> bytes:
        """Up to ``n`` held bytes from ``at`` on."""
        return bytes(self._held[at - self.at : at - self.at + n])

    def find(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Where the group of a pattern begins in what is held."""
        found = pattern.search(self._held, start - self.at, end - self.at)
        return None if found is None else self.at + found.start(1)

    def search(self, pattern: re.Pattern[bytes], reach: int) -> int | None:
        """The end of the first match within ``reach`` bytes."""
        looked = 0
        while True:
            found = pattern.search(self._held, max(0, looked - 4), reach)
            if found is not None:
                return self.at + found.end()
            looked = len(self._held)
            if looked >= reach or not self.fill():
                return None

    def take(self, n: int) -> bytes:
        """The next bytes, no longer held."""
        data = bytes(self._held[:n])
        self.take_to(self.at + len(data))
        return data

    def take_all(self) -> bytes:
        """All that is held."""
        return self.take(len(self._held))

    def take_to(self, at: int) -> None:
        """Let go of everything before ``at``."""
        del self._held[: at - self.at]
        self.at = at
        while self._marks and self._marks[0][0] < at:
            self._marks.popleft()

    def skip_line_ends(self) -> None:
        """Go over the line ends between records, and count them."""
        start, self.line_ends = self.at, 0
        while self._held or self.fill():
            n = len(self._held) - len(self._held.lstrip(b"\r\n"))
            self.line_ends += self._held.count(b"\n", 0, n)
            self.take_to(self.at + n)
            if self._held:
                return
        if start == self.at == self._first:
            self.line_ends = 2  # an empty file lacks none

    def mark_at(self, at: int) -> int | None:
        """Byte of the file at which the member begins that begins here; of a plain file, this byte."""
        if self._unpacker.packing is Packing.NONE:
            return at
        first = next(((mark, member) for mark, member in self._marks if mark >= at), (-1, 0))
        return first[1] if first[0] == at else None

    def mark_after(self, at: int) -> int | None:
        """Where the next member after ``at`` begins, of those held."""
        return next((mark for mark, _ in self._marks if mark > at), None)

    def seek_record(self, by_member: bool) -> int:
        """Go to the next thing that looks like a record's beginning; bytes gone over.

        Where every record so far began a member, the next one will, and text that only looks like a
        record is not taken for one.
        """
        start = self.at
        packed = self._unpacker.packing is not Packing.NONE
        while self.have(_REACH) or self._held:
            marks = [m for m, _ in self._marks if self.look(m, len(_MAGIC)) == _MAGIC]
            found = None if by_member and packed else _NEXT.search(self._held)
            at = min([*marks, *([self.at + found.start(1)] if found else [])], default=None)
            if at is not None:
                self.take_to(at)
                break
            keep = 0 if self.fault is not None or self.ended else _REACH
            self.take(max(0, len(self._held) - keep))
            if not self.fill():
                self.take_all()
        return self.at - start
