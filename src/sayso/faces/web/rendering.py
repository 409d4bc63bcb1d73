"""The environment in which templates are rendered: everything escaped, nothing undefined."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sayso.faces.web.brief import shortened
from sayso.faces.web.navigation import ENTRIES
from sayso.faces.web.sectors import sector_words
from sayso.faces.web.theme import THEMES

if TYPE_CHECKING:
    from sayso.faces.web.assets import Manifest

__all__ = ["HTMX_CONFIG", "coded", "environment", "grouped"]

#: No style sheet of htmx's own (ours has the few lines), and the address bar is reloaded on going back:
#: pages are made by the server, so a page kept in the browser's storage could only be an older one.
HTMX_CONFIG = json.dumps({"includeIndicatorCSS": False, "history": "reload", "mode": "same-origin"})

_TEMPLATES = Path(__file__).parent / "templates"


def grouped(value: float) -> str:
    """A number with thin groups of three, as tables show it: 12 345, 0.5, 3."""
    whole = float(value).is_integer()
    words = f"{int(value):,}" if whole else f"{value:,.2f}".rstrip("0").rstrip(".")
    return words.replace(",", "\u202f")


def coded(text: str) -> Markup:
    """Words with what stands between backticks as code."""
    pieces = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if n % 2 else piece for n, piece in enumerate(pieces)
    )


def environment(manifest: Manifest) -> Environment:
    """Templates of `templates/`, with `asset(name)` giving the address of a static file.

    Every value is escaped, in all files, whatever their names end in; a name that a template uses and a
    page does not give is an error.
    """
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(asset=manifest.url, entries=ENTRIES, htmx_config=HTMX_CONFIG, themes=THEMES)
    made.filters.update(grouped=grouped, brief=shortened, coded=coded, sector_words=sector_words)
    return made
