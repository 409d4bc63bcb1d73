"""How a record is shown in a notebook: as whoever renders says, which no record knows."""

from __future__ import annotations

from typing import Any

import sayso

__all__ = ["InNotebooks"]


class InNotebooks:
    """A record that notebooks show as HTML, rendered by the face that the package's front door fetches."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # IPython looks for it beside the `__repr__` of a class, and a dataclass has one of its own
        cls._repr_pretty_ = InNotebooks._repr_pretty_  # type: ignore[method-assign]

    def _repr_html_(self) -> str | None:
        """As IPython asks for it; None where no face knows how to show it."""
        return sayso.shown_as_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """As IPython asks for it where it shows text: one line in place of every field.

        `Any`: a printer of IPython's.
        """
        printer.text("…" if cycle else sayso.shown_as_line(self))
