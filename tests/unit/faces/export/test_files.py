"""Files are whole or not there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.errors import OutputError
from sayso.faces.export.files import as_text, whole_file, whole_files


def test_a_file_gets_its_name_when_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with whole_file(path) as out:
        out.write(b"x")
        assert not path.exists()
    assert path.read_bytes() == b"x"
    assert list(tmp_path.iterdir()) == [path]


def failing(path: Path) -> None:
    with whole_file(path) as out:
        out.write(b"x")
        raise ZeroDivisionError


def overtaken(path: Path) -> None:
    with whole_file(path) as out:
        out.write(b"mine")
        path.write_bytes(b"theirs")


def on_a_full_disk(path: Path) -> None:
    with whole_file(path), Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        failing(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match="exists"), whole_file(path):
        pytest.fail("not reached")
    with whole_file(path, replace=True) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_a_file_that_comes_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(OutputError, match="meanwhile"):
        overtaken(path)
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_several_get_their_names_together(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    with pytest.raises(ZeroDivisionError), whole_files(paths):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with whole_files(paths) as outs:
        for out in outs:
            out.write(b"x")
    assert [p.read_bytes() for p in paths] == [b"x", b"x"]


@pytest.mark.parametrize("where", ["no/such/folder/a.csv", "."])
def test_where_no_file_can_be_is_an_error_of_ours(tmp_path: Path, where: str) -> None:
    with pytest.raises(OutputError), whole_file(tmp_path / where):
        pytest.fail("not reached")


def test_what_the_system_says_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No space left") as caught:
        on_a_full_disk(tmp_path / "a")
    assert caught.value.item == str(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom sayso.faces.export.files import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as out:\n"
        "    out.write(b'x' * 100_000)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "a.csv"
    done = subprocess.run([sys.executable, "-c", script, str(path)], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    assert [p.suffix for p in tmp_path.iterdir()] == [".part"]
    with whole_file(path) as out:  # and what it left is in nobody's way
        out.write(b"y")
    assert path.read_bytes() == b"y"


def test_text_is_utf_8_with_its_own_line_breaks(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as out, as_text(out, bom=True) as text:
        text.write("ţ\r\n")
    assert (tmp_path / "a").read_bytes() == b"\xef\xbb\xbf\xc5\xa3\r\n"
