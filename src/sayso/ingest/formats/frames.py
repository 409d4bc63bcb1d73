"""Walks the frames and blocks of Zstandard, so that their ends are known and no call unpacks without bound.

Source:
    RFC 8878, sections 3.1.1 (frames) and 3.1.2 (skippable frames); the dictionary in front follows the IIPC's
    proposal "WARC-zstd 1.0", section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sayso.ingest.zstd import ZstdDict, ZstdError, unpacker_of

__all__ = ["FRAME", "SKIPPED", "Frames", "leading_dictionary"]

FRAME = b"\x28\xb5\x2f\xfd"
#: After a first byte of 0x50 to 0x5f.
SKIPPED = b"\x2a\x4d\x18"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
#: RFC 8878, section 5: how a dictionary begins that has tables; without, it is mere content.
_TRAINED = b"\x37\xa4\x30\xec"
#: What `zstd -d` takes unasked, 128 MB; a larger window would let a small file ask for much memory.
_WINDOW_LOG = 27
#: RFC 8878, section 3.1.1.2.3: a block gives no more than this.
_MAX_BLOCK = 128 << 10
_MAX_DICTIONARY = 16_000_000


class Frames:
    """Frames of one stream, one after another; a dictionary in front is used for all of them."""

    def __init__(
        self,
        take: Callable[[int], bytes],
        peek: Callable[[int], bytes],
        dictionary: ZstdDict | None = None,
    ) -> None:
        self._take = take
        self._peek = peek
        self.dictionary = dictionary

    def next_frame(self) -> Iterator[bytes] | None:
        """What the next frame holds, in pieces of one block each; None at the end.

        Raises:
            EOFError: the stream ends inside a frame.
            ValueError, ZstdError: what stands here is no frame, or a damaged one.
        """
        while head := self._peek(4):
            if head == FRAME:
                return self._frame()
            if head[0] & 0xF0 == 0x50 and head[1:] == SKIPPED:
                self._skip(head)
            elif len(head) < 4 and (FRAME.startswith(head) or SKIPPED.startswith(head[1:])):
                raise EOFError
            else:
                raise ValueError("something else follows what is packed")
        return None

    def _exactly(self, n: int) -> bytes:
        data = self._take(n)
        if len(data) < n:
            raise EOFError
        return data

    def _skip(self, head: bytes) -> None:
        self._exactly(4)
        size = int.from_bytes(self._exactly(4), "little")
        if head == _DICTIONARY and self.dictionary is None:
            if size > _MAX_DICTIONARY:
                raise ValueError(f"a dictionary of {size:,} bytes")
            data = self._exactly(size)
            if data.startswith(FRAME):
                data = unpacker_of(_WINDOW_LOG).decompress(data, _MAX_DICTIONARY)
            self.dictionary = ZstdDict(data, is_raw=not data.startswith(_TRAINED))
            return
        while size:
            size -= len(self._exactly(min(size, 1 << 18)))

    def _frame(self) -> Iterator[bytes]:
        unpacker = unpacker_of(_WINDOW_LOG, self.dictionary)
        head = self._exactly(5)
        flags = head[4]
        single = flags >> 5 & 1
        size = (single, 2, 4, 8)[flags >> 6]
        rest = (1 - single) + (0, 1, 2, 4)[flags & 3] + size
        yield unpacker.decompress(head + self._exactly(rest))
        last = False
        while not last:
            mark = self._exactly(3)
            value = int.from_bytes(mark, "little")
            last, kind, size = bool(value & 1), value >> 1 & 3, value >> 3
            if kind == 3 or size > _MAX_BLOCK:
                raise ValueError("a block that cannot be")
            body = self._exactly(1 if kind == 1 else size)
            if last and flags >> 2 & 1:
                body += self._exactly(4)
            yield unpacker.decompress(mark + body)
        if not unpacker.eof:
            raise ValueError("a frame without an end")


def leading_dictionary(take: Callable[[int], bytes], peek: Callable[[int], bytes]) -> ZstdDict | None:
    """The dictionary in front of a stream's frames, None where there is none that can be read."""
    frames = Frames(take, peek)
    try:
        frames.next_frame()
    except (EOFError, ValueError, ZstdError):
        return None
    return frames.dictionary
