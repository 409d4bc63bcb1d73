"""One normalised text: NFC, one kind of line end, nothing invisible, each paragraph on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["normalise", "paragraphs_of"]

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
#: Controls, zero-width characters, direction marks, soft hyphens, byte order marks, private use noise.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"\n\s*\n")
#: Runs of combining marks longer than any script writes.
_ZALGO = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")
#: Lines of a hard-wrapped text end near one column.
_WRAP_LEAST, _WRAP_MOST = 40, 120
_ENDS_OPEN = re.compile(r"[\w,;:–—-]$")


def normalise(text: str) -> str:
    """Clean characters and lay paragraphs on one line each, with one newline between.

    Invariants:
        The result is NFC and holds no surrogates. Each line of it comes out as it is; all of them need not,
        since lines of one length look wrapped. So what is normalised is not to be normalised again.
    Cost:
        Linear.
    """
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _ZALGO.sub(r"\1", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    blocks = [b for b in _BLANK.split(text) if b.strip()]
    lines = [line for block in blocks for line in _block_lines(block, alone=len(blocks) == 1)]
    cleaned = (_SPACES.sub(" ", line).strip() for line in lines)
    return "\n".join(line for line in cleaned if line)


def _block_lines(block: str, *, alone: bool) -> Sequence[str]:
    """Paragraphs of a block between blank lines: its lines, or one if they were only wrapped."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if len(lines) < 2:
        return lines
    if _is_wrapped(lines, alone=alone):
        return _unwrapped(lines, alone=alone)
    return lines


def _is_wrapped(lines: Sequence[str], *, alone: bool) -> bool:
    """Whether lines break at a column and not at a paragraph's end."""
    inner = lines[:-1]
    open_ends = sum(bool(_ENDS_OPEN.search(line)) for line in inner)
    longest = max(len(line) for line in lines)
    if not _WRAP_LEAST <= longest <= _WRAP_MOST:
        return False
    if alone and (len(lines) < 3 or sum(len(line) > 0.6 * longest for line in inner) < 0.7 * len(inner)):
        # a headline over a paragraph, a list: lines of all lengths
        return False
    # where blank lines part paragraphs, a break after an open end is a wrapped one
    return open_ends / len(inner) >= (0.6 if alone else 0.4)


def _unwrapped(lines: Sequence[str], *, alone: bool) -> list[str]:
    longest = max(len(line) for line in lines)
    # of each paragraph its lines, joined at the end: joining them as they come is quadratic
    out: list[list[str]] = []
    for line in lines:
        before = out[-1][-1] if out else ""
        ends = bool(before) and before[-1] in '.!?"”' and alone and len(lines[len(out) - 1]) < 0.7 * longest
        if not before or ends:
            out.append([line])
        elif before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower():
            out[-1][-1] = before[:-1]
            out[-1].append(line)
        else:
            out[-1] += [" ", line]
    return ["".join(parts) for parts in out]


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Paragraphs of a normalised text as (start, end)."""
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line:
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out
