"""Zstandard, as Python has it from 3.14 on; before, from the package that carries the same module back."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdDict, ZstdError, ZstdFile
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdDict, ZstdError, ZstdFile

__all__ = ["ZstdDecompressor", "ZstdDict", "ZstdError", "ZstdFile", "unpacker_of"]


def unpacker_of(window_log: int, dictionary: ZstdDict | None = None) -> ZstdDecompressor:
    """Something that unpacks one frame, whose window has no more than two to the ``window_log`` bytes."""
    return ZstdDecompressor(dictionary, {DecompressionParameter.window_log_max: window_log})
