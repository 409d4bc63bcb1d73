"""Characters that were decoded wrongly before they came here ("cafÃ©"), put right; nothing else."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["repaired"]

#: What nothing is wrong with: ASCII, and what typesetters put. Of these alone no sign of damage is made (a
#: test tries), and a text of them needs none of what knows the signs, which takes 30 ms to import.
_SOUND = re.compile(r"[\x00-\x7f‘’“”–—…]*")
#: Steps of the repair that change how bytes were read; without one of them a line stays as it is.
_ENCODING = frozenset(["encode", "transcode", "apply"])
#: Lines longer than this are damaged in other ways.
_MOST_CHARS = 100_000


@cache
def _config() -> TextFixerConfig:
    """Only the encoding is put right: quotes, entities, ligatures and widths are the writer's and stay."""
    from ftfy import TextFixerConfig  # noqa: PLC0415  see above

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=True,
    )


def repaired(text: str) -> tuple[str, int]:
    """The text with wrongly decoded lines decoded anew, and how many lines there were of them.

    Only lines with sequences that no writer puts ("â€œ", "Ã©") are touched. To be called before spans exist.
    """
    if text.isascii() or _SOUND.fullmatch(text):
        return text, 0
    from ftfy import fix_and_explain  # noqa: PLC0415  see above
    from ftfy.badness import is_bad  # noqa: PLC0415

    if not is_bad(text):
        return text, 0
    config = _config()
    lines = text.split("\n")
    n_repaired = 0
    for number, line in enumerate(lines):
        if line.isascii() or len(line) > _MOST_CHARS or not is_bad(line):
            continue
        fixed, steps = fix_and_explain(line, config)
        changed = fixed != line and any(step.action in _ENCODING for step in steps or ())
        if changed and "\n" not in fixed:
            lines[number] = fixed
            n_repaired += 1
    return "\n".join(lines), n_repaired
