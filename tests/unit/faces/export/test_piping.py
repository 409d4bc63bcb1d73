import io
import threading
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.export import piping
from sayso.faces.export.piping import piped, zipped


@given(st.lists(st.binary(max_size=2_000), max_size=40))
def test_what_is_written_comes_out(parts: list[bytes]) -> None:
    assert b"".join(piped(lambda out: [out.write(part) for part in parts])) == b"".join(parts)


def test_pieces_come_while_more_is_written() -> None:
    go = threading.Event()

    def write(out: BinaryIO) -> None:
        out.write(b"a" * piping._PIECE_BYTES)
        out.flush()
        go.wait(20)
        out.write(b"b")

    pieces = piped(write)
    assert set(next(pieces)) == {ord("a")}
    go.set()
    assert b"".join(pieces).endswith(b"b")


def test_what_goes_wrong_is_raised_where_it_is_read() -> None:
    def wrong(_out: BinaryIO) -> None:
        raise ZeroDivisionError("a made-up fault")

    with pytest.raises(ZeroDivisionError):
        next(piped(wrong))

    def later(out: BinaryIO) -> None:
        out.write(b"x" * piping._PIECE_BYTES * 2)
        raise ZeroDivisionError("a made-up fault")

    with pytest.raises(ZeroDivisionError):
        list(piped(later))


def test_whoever_stops_listening_stops_the_writer() -> None:
    stopped = threading.Event()

    def write(out: BinaryIO) -> None:
        try:
            while True:
                out.write(b"x" * piping._PIECE_BYTES)
        finally:
            stopped.set()

    pieces = piped(write)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator
    assert stopped.wait(20)


def test_a_writer_whom_nobody_listens_to_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piping, "_PATIENCE_S", 0.0)
    gave_up = threading.Event()

    def write(out: BinaryIO) -> None:
        try:
            out.writelines(b"x" * piping._PIECE_BYTES for _ in range(100))
        finally:
            gave_up.set()

    pieces = piped(write)
    with pytest.raises(BrokenPipeError):
        list(pieces)
    assert gave_up.is_set()


def test_several_files_are_one_archive() -> None:
    def write(outs: Sequence[BinaryIO]) -> None:
        for n in range(3):
            for out in outs:
                out.write(b"%d" % n)

    whole = io.BytesIO(b"".join(piped(lambda out: zipped(write, ["a.txt", "b.txt"], out))))
    with zipfile.ZipFile(whole) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"012", "b.txt": b"012"}
