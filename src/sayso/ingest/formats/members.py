"""What holds for members of any archive: their names lead nowhere, and together they are bounded."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

from sayso.ingest.intake import Bomb
from sayso.ingest.limits import Limits
from sayso.records import Item, Position, Refusal

__all__ = ["Budget", "Inner", "MemberFile", "is_hidden", "unsafe_name"]

#: Reads one member: its stream, what it is to be called, its name inside the archive, and the position in it
#: to go on behind.
Inner = Callable[[io.RawIOBase, str, str, Position | None], Iterator[Item | Refusal]]

_DRIVE = re.compile(r"^[A-Za-z]:")
#: See `packed`: less than this does no harm, whatever it was packed from.
_FREE_BYTES = 16_000_000


class Budget:
    """How many members and bytes one archive may still give."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._members = 0
        self._bytes = 0

    def member(self) -> None:
        """One member more.

        Raises:
            Bomb: they are too many.
        """
        self._members += 1
        if self._members > self._limits.max_members:
            raise Bomb(f"more than {self._limits.max_members:,} members")

    def took(self, n: int) -> None:
        """So many unpacked bytes more.

        Raises:
            Bomb: they are too many.
        """
        self._bytes += n
        if self._bytes > self._limits.max_unpacked_bytes:
            raise Bomb(f"its members unpack to more than {self._limits.max_unpacked_bytes:,} bytes")

    def ratio(self, given: int, packed: int) -> None:
        """A member has given so many bytes of so many.

        Raises:
            Bomb: that is more than anything but an attack does.
        """
        if given > max(_FREE_BYTES, self._limits.max_ratio * packed):
            raise Bomb(f"it unpacks to more than {self._limits.max_ratio} times its size")


class MemberFile(io.RawIOBase):
    """One member as a file, of which every byte is counted; it cannot seek."""

    def __init__(self, take: Callable[[int], bytes], budget: Budget, packed: int | None = None) -> None:
        super().__init__()
        self._take = take
        self._budget = budget
        self._packed = packed
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        data = self._take(len(buffer))
        self._given += len(data)
        self._budget.took(len(data))
        if self._packed is not None:
            self._budget.ratio(self._given, self._packed)
        buffer[: len(data)] = data
        return len(data)


def unsafe_name(name: str) -> str | None:
    """Why a member's name is none that an honest archive has; None if it is fine.

    Nothing is ever written under a member's name. But one that leads out of its archive was made to do harm,
    and its text is not trusted either.
    """
    if not name.strip("/"):
        return "it has no name"
    if "\0" in name or any(ord(c) < 32 for c in name):
        return "its name has control characters"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "its name is absolute"
    if ".." in re.split(r"[/\\]", name):
        return "its name leads out of the archive"
    return None


def is_hidden(name: str) -> bool:
    """Whether a member is hidden, as folders' hidden files are, or is a shadow that macOS adds."""
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/")) or (
        name.startswith("__MACOSX/")
    )
