import json
from pathlib import Path

import pytest

from sayso.engine.config import KNOWN, load_settings
from sayso.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_stand_where_nothing_is_said(tmp_path: Path) -> None:
    settings = load_settings({"HOME": str(tmp_path)})
    assert settings.reader.threads == KNOWN["reader.threads"].default
    assert settings.ledger.path == str(tmp_path / ".local/share/sayso/ledger.db")


def test_xdg_data_folder_holds_the_ledger(tmp_path: Path) -> None:
    assert load_settings({"XDG_DATA_HOME": str(tmp_path)}).ledger.path == str(tmp_path / "sayso/ledger.db")


def test_relative_xdg_folder_is_ignored_as_the_specification_says(tmp_path: Path) -> None:
    settings = load_settings({"HOME": str(tmp_path), "XDG_DATA_HOME": "data"})
    assert settings.ledger.path.startswith(str(tmp_path / ".local"))


@pytest.mark.parametrize(
    ("environ", "flags", "expected"),
    [
        ({}, {}, 2),
        ({"SAYSO_READER_THREADS": "3"}, {}, 3),
        ({"SAYSO_READER_THREADS": "3"}, {"reader.threads": 4}, 4),
        ({"SAYSO_READER_THREADS": "3"}, {"reader.threads": None}, 3),
    ],
)
def test_flag_beats_environment_beats_file(
    tmp_path: Path, environ: dict[str, str], flags: dict[str, object], expected: int
) -> None:
    file = write(tmp_path, "[reader]\nthreads = 2\n")
    assert load_settings(environ, flags=flags, file=file).reader.threads == expected


def test_every_setting_arrives_from_file_and_environment(tmp_path: Path) -> None:
    for setting in KNOWN.values():
        section, key = setting.name.split(".")
        value = {int: 7, str: "x", bool: not setting.default}[setting.type]
        file = write(tmp_path, f"[{section}]\n{key} = {json.dumps(value)}\n")
        from_file = [] if setting.secret else [load_settings({}, file=file)]
        for found in (*from_file, load_settings({setting.env: str(value)})):
            assert getattr(getattr(found, section), key) == value, setting.name


def test_standing_file_is_found_in_the_configuration_folder(tmp_path: Path) -> None:
    (tmp_path / "sayso").mkdir()
    write(tmp_path / "sayso", "[bulk]\ncommit_reports = 7\n")
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path)}).bulk.commit_reports == 7


def test_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"SAYSO_CONFIG": str(tmp_path / "none.toml")})
    assert caught.value.item == str(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("[reader]\nthread = 2\n", "reader.threads"),
        ("[readers]\nthreads = 2\n", "reader"),
        ("threads = 2\n", None),
    ],
)
def test_unknown_key_names_the_nearest_known_one(tmp_path: Path, text: str, near: str | None) -> None:
    with pytest.raises(ConfigError, match="unknown setting") as caught:
        load_settings({}, file=write(tmp_path, text))
    if near:
        assert caught.value.hint == f"the nearest known one is {near}"


def test_unknown_environment_variable_is_an_error() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"SAYSO_LEGDER": "x"})
    assert caught.value.hint == "the nearest known one is SAYSO_LEDGER"


def test_unknown_flag_is_an_error() -> None:
    with pytest.raises(ConfigError):
        load_settings({}, flags={"reader.speed": 2})


@pytest.mark.parametrize("raw", ['"many"', "0", "-1", "true", "1.5", "[1]"])
def test_value_of_the_wrong_kind_is_an_error(tmp_path: Path, raw: str) -> None:
    with pytest.raises(ConfigError, match="must be a whole number"):
        load_settings({}, file=write(tmp_path, f"[reader]\nthreads = {raw}\n"))


@pytest.mark.parametrize("raw", ['"perhaps"', "2", "1.0", "[true]"])
def test_truth_where_truth_is_wanted(tmp_path: Path, raw: str) -> None:
    with pytest.raises(ConfigError, match="must be true or false"):
        load_settings({}, file=write(tmp_path, f"[fetch]\nallow_private = {raw}\n"))


@pytest.mark.parametrize(
    ("raw", "value"), [("true", True), ("YES", True), ("1", True), ("off", False), ("False", False)]
)
def test_truth_from_the_environment(raw: str, value: bool) -> None:
    assert load_settings({"SAYSO_FETCH_ALLOW_PRIVATE": raw}).fetch.allow_private is value


def test_text_where_text_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be text"):
        load_settings({}, file=write(tmp_path, "[ledger]\npath = 3\n"))


def test_broken_toml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a TOML file"):
        load_settings({}, file=write(tmp_path, "[reader\n"))


def test_digest_follows_what_can_change_a_result_and_nothing_else() -> None:
    plain = load_settings({"HOME": "/home/a"})
    moved = load_settings({"HOME": "/home/b"})
    other = load_settings({"HOME": "/home/a"}, flags={"limits.max_bytes": 5})
    assert plain.sha256() == moved.sha256()
    assert plain.sha256() != other.sha256()


def test_every_setting_has_help_and_a_variable_of_its_own() -> None:
    assert all(s.help for s in KNOWN.values())
    assert len({s.env for s in KNOWN.values()}) == len(KNOWN)
