"""How the owner of pages and the process that parses them talk over pipes: lengths, JSON, the page."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO

__all__ = ["read_answer", "read_question", "write_answer", "write_question"]

#: A question: the lengths of its options (JSON) and of the page (UTF-8) that follow; an answer: that of its
#: JSON.
_QUESTION, _ANSWER = struct.Struct(">II"), struct.Struct(">I")
#: An answer longer than this is none: whoever wrote it is spoilt.
_MOST_ANSWER_BYTES = 64_000_000


def write_question(to: IO[bytes], options: Mapping[str, object], page: bytes) -> None:
    """Ask for one page.

    Raises:
        OSError: nobody reads any more.
    """
    words = json.dumps(options).encode("ascii")
    to.write(_QUESTION.pack(len(words), len(page)) + words)
    to.write(page)
    to.flush()


def read_question(of: IO[bytes]) -> tuple[dict[str, object], bytes] | None:
    """The next options and page; None where there are no more."""
    header = of.read(_QUESTION.size)
    if len(header) < _QUESTION.size:
        return None
    n_options, n_page = _QUESTION.unpack(header)
    options = json.loads(of.read(n_options))
    return options, of.read(n_page)


def write_answer(to: IO[bytes], answer: Mapping[str, object]) -> None:
    """Give one answer.

    Raises:
        OSError: nobody reads any more.
    """
    words = json.dumps(answer).encode("ascii")
    to.write(_ANSWER.pack(len(words)) + words)
    to.flush()


def read_answer(of: IO[bytes]) -> dict[str, object] | None:
    """The next answer; None where there is none, or only a part of one."""
    header = of.read(_ANSWER.size)
    if len(header) < _ANSWER.size:
        return None
    (n_bytes,) = _ANSWER.unpack(header)
    words = of.read(n_bytes) if n_bytes <= _MOST_ANSWER_BYTES else b""
    if len(words) < n_bytes:
        return None
    try:
        answer = json.loads(words)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
