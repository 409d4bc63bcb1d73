"""How a record is shown in a notebook: as whoever renders says, which no record knows."""

from __future__ import annotations

import sayso

__all__ = ["InNotebooks"]


class InNotebooks:
    """A record that notebooks show as HTML, rendered by the face that the package's front door fetches."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """As IPython asks for it; None where no face knows how to show it."""
        return sayso.shown_as_html(self)
