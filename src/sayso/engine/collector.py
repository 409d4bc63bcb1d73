"""Python's collector of garbage, where large tables are read and stay."""

from __future__ import annotations

import gc

__all__ = ["leave_alone", "look_seldom"]

#: Objects more than before, from which on the collector looks through the new ones. Python's 700 have it
#: look through tables that are being read, again and again: an eighth of the time in which a command starts.
#: A report makes some 100,000, and hardly any in circles.
_ALLOCATED = 50_000


def look_seldom() -> None:
    """Have it look through objects less often, from now on."""
    gc.set_threshold(_ALLOCATED, 20, 20)


def leave_alone() -> None:
    """Have it look through what there is by now no more: tables that stay take it 130 ms each time."""
    gc.collect()
    gc.freeze()
