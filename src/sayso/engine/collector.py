"""Python's collector of garbage, where large tables are read and stay: in commands of ours alone."""

from __future__ import annotations

import gc

__all__ = ["leave_alone", "look_seldom", "opened"]

#: Objects more than before, from which on the collector looks through the new ones. Python's 700 have it
#: look through tables that are being read, again and again: a fifth of the time in which a command starts.
#: Until the tables are there, all that is made stays; a report makes some 100,000, and hardly any in circles.
_STARTING, _RUNNING = 1_000_000, 50_000


def look_seldom() -> None:
    """Have it look through objects seldom, from now on, and hardly ever before `opened` or `leave_alone`."""
    gc.set_threshold(_STARTING, 20, 20)


def opened() -> None:
    """Say that model and tables are there: it looks through what there is by now no more.

    Does nothing where nobody asked it to look seldom: in a program that is not ours.
    """
    if gc.get_threshold()[0] == _STARTING:
        _settle()


def leave_alone() -> None:
    """Have it look through what there is once more, and then never again: each time would take 130 ms."""
    gc.collect()
    _settle()


def _settle() -> None:
    gc.freeze()
    gc.set_threshold(_RUNNING, 20, 20)
