"""Builds the user's own gazetteer from a GeoNames dump, and says where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sayso.engine.beside import beside
from sayso.engine.config import Settings
from sayso.errors import ConfigError, GazetteerError, cut

__all__ = ["ALL_CLASSES", "USUAL_CLASSES", "build_gazetteer", "built_beside"]

#: Feature classes of GeoNames, and those taken unless others are asked for (`resolve.dump` reads them).
ALL_CLASSES, USUAL_CLASSES = "APHTLRSVU", "PAHTLR"


def built_beside(settings: Settings) -> Path:
    """Where a gazetteer is built unless the caller says: the configured file, else one beside the ledger."""
    return Path(settings.places.gazetteer or beside(settings).with_name("places.sqlite"))


def build_gazetteer(
    dump: Path,
    out: Path,
    *,
    alt: Path | None,
    classes: str,
    progress: Callable[[str, int], None],
) -> tuple[int, int, int]:
    """Build a gazetteer at ``out``; gives the numbers of places, names and bytes.

    Raises:
        ConfigError: there is no such feature class, or the shipped file would be overwritten.
        FormatError: a file is not in GeoNames' format.
        GazetteerError: the file cannot be written.
    """
    from sayso.resolve.dump import build_from_dump  # noqa: PLC0415 - as in `engine.catalog`: nothing else needs the room

    wanted = classes.upper()
    unknown = "".join(sorted(set(wanted) - set(ALL_CLASSES)))
    if unknown or not wanted:
        raise ConfigError(
            f"no such feature class: {cut(unknown or classes)}",
            hint=f"GeoNames' classes are {', '.join(ALL_CLASSES)}",
        )
    if not out.suffix:
        raise ConfigError(
            "the gazetteer's file needs an ending", item=str(out), hint="name it places.sqlite, say"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GazetteerError(f"the folder cannot be made: {error.strerror}", item=str(out.parent)) from error
    built = build_from_dump(dump, out, alt=alt, classes=wanted, progress=progress)
    return built.n_places, built.n_names, built.n_bytes
