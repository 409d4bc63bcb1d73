"""Rendered pages that are kept for a while, so that what has not changed is not made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock

from sayso.classes import dataclass, field

__all__ = ["Kept", "Memory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page as it was rendered, before a session's token was put in."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Memory:
    """Pages by whatever determines them, the one longest unused thrown away first; for many threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        """The page kept under a key, if it still is."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: Kept) -> None:
        """Keep a page and throw others away until all fit; what takes more than an eighth is not kept."""
        size = len(page.body)
        if size > self._most // 8:
            return
        with self._lock:
            before = self._pages.pop(key, None)
            self._held += size - (len(before.body) if before else 0)
            self._pages[key] = page
            while self._held > self._most:
                _, gone = self._pages.popitem(last=False)
                self._held -= len(gone.body)
