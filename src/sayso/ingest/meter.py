"""How far a load has come, in bytes as they lie, and what was passed over because it is no report."""

from __future__ import annotations

from collections import Counter

__all__ = ["Meter"]


class Meter:
    """Filled by whoever reads, looked at by whoever shows it; nothing depends on it.

    Attributes:
        total_bytes: size of everything named, None where a stream or an address has none.
        passed: records that are no input of ours, by kind ("WARC request", "HTTP 404", "image/*"). They
            are counted, since an archive of pages has more of them than of pages.
        earlier: inputs that were not looked at again, since an earlier load dealt with them, by what became
            of them there: coded, known, or the code of a refusal.
        whole: files that were passed over as a whole, since an earlier load has got through them.
    """

    __slots__ = ("_base", "_far", "_size", "earlier", "passed", "total_bytes", "whole")

    def __init__(self, total_bytes: int | None = None) -> None:
        self.total_bytes: int | None = total_bytes
        self.passed: Counter[str] = Counter()
        self.earlier: Counter[str] = Counter()
        self.whole: int = 0
        self._base = 0
        self._size = 0
        self._far = 0

    @property
    def done_bytes(self) -> int:
        """Bytes read so far, as they lie on the disk; never fewer than before."""
        return self._base + self._far

    def begin(self, size: int) -> None:
        """A file of ``size`` bytes is opened."""
        self._size = size
        self._far = 0

    def at(self, offset: int) -> None:
        """The file is read up to ``offset``."""
        self._far = max(self._far, min(offset, self._size))

    def end(self) -> None:
        """The file is done with, whether all of it was needed or not."""
        self._base += self._size
        self._size = self._far = 0

    def passes(self, kind: str, n: int = 1) -> None:
        """Records of a kind that is not read were met."""
        self.passed[kind] += n
