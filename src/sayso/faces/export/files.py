"""Files that are either whole or not there: written beside their name, named when they are done."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from sayso.errors import OutputError

__all__ = ["as_text", "whole_file", "whole_files"]


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """A file to write; it gets its name when the block ends without an error, and is deleted otherwise.

    A process that is killed leaves a hidden file beside it that ends in `.part`, never one of that name.

    Raises:
        OutputError: a file of that name is there and ``replace`` does not allow to replace it, the folder is
            missing, or the file cannot be written.
    """
    with whole_files([path], replace=replace) as outs:
        yield outs[0]


@contextmanager
def whole_files(paths: Sequence[Path], *, replace: bool = False) -> Iterator[list[BinaryIO]]:
    """As `whole_file`, several together: none gets its name before all are done."""
    for path in paths:
        _check(path, replace=replace)
    with ExitStack() as undo, _translated(paths[0]):
        parts = [_part(path, undo) for path in paths]
        yield [out for _, out in parts]
        for _, out in parts:
            out.flush()
            os.fsync(out.fileno())
        for (part, _), path in zip(parts, paths, strict=True):
            _name(part, path, replace=replace)
        for folder in {path.parent for path in paths}:
            _settle(folder)


@contextmanager
def as_text(out: BinaryIO, *, bom: bool = False) -> Iterator[TextIO]:
    """A binary file as a text file in UTF-8 that leaves line breaks alone; ``bom`` marks it as UTF-8.

    The binary file stays open.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if bom else "utf-8", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Within it, what the system says of a file that cannot be written is an `OutputError`."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"the file cannot be written: {error.strerror}",
            item=str(path),
            hint="make room, or name a file in a folder that sayso is allowed to write in",
        ) from error


def _check(path: Path, *, replace: bool) -> None:
    if path.is_dir():
        raise OutputError("a folder, not a file", item=str(path), hint="name a file in it")
    if path.exists() and not replace:
        raise OutputError(
            "the file exists", item=str(path), hint="name another, or give --force to replace it"
        )
    if not path.parent.is_dir():
        raise OutputError("the folder does not exist", item=str(path), hint=f"make {path.parent} first")


def _part(path: Path, undo: ExitStack) -> tuple[Path, BinaryIO]:
    """The file as it is written, deleted with ``undo`` unless it was named by then."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)  # of a killed process that had the same number
    out = part.open("xb")
    undo.callback(part.unlink, missing_ok=True)
    undo.callback(out.close)
    return part, out


def _name(part: Path, path: Path, *, replace: bool) -> None:
    """Give a finished file its name. Without ``replace`` nothing that came meanwhile is lost."""
    if replace:
        part.replace(path)
        return
    try:
        path.hardlink_to(part)  # unlike a rename, it fails where there is a file
    except FileExistsError:
        raise OutputError(
            "a file of that name was made meanwhile", item=str(path), hint="name another, or give --force"
        ) from None
    except OSError:
        part.rename(path)  # a file system without hard links


def _settle(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
