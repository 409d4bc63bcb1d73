"""The one tree of settings: declared once, read from defaults, file, environment and flags, in that order.

Each setting is a field with its help and unit beside it; the declaration feeds the file reader, the
environment, the flags and the reference page. Nothing else in sayso reads the environment.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sayso.classes import dataclass, field, fields
from sayso.errors import ConfigError, cut

__all__ = ["KNOWN", "Setting", "Settings", "data_folder", "load_settings", "set_unless_set"]


def _setting(
    default: Any,
    help_: str,
    *,
    unit: str | None = None,
    env: str | None = None,
    secret: bool = False,
    shown: bool = True,
) -> Any:
    # `Any` because a dataclass field stands where a value of the field's own type is declared.
    metadata = {"help": help_, "unit": unit, "env": env, "secret": secret}
    return field(default=default, metadata=metadata, repr=shown and not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """Where claims are kept."""

    path: str = _setting(
        "",
        "the ledger file, or a postgresql:// address; empty means the data folder of the user",
        env="SAYSO_LEDGER",
        shown=False,  # an address may hold a password
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """How the encoder runs."""

    threads: int = _setting(1, "threads of one reader; more processes serve bulk work better")
    workers: int = _setting(
        64,
        "processes that read side by side where there are many reports, at most; never more than cores",
        unit="processes",
    )
    batch_articles: int = _setting(16, "reports read together, so that batches fill", unit="reports")
    # A batch of this many characters is about 60,000 word pieces, seven seconds of one core: far
    # above what filling batches needs, and little to lose when a run is interrupted.
    batch_chars: int = _setting(250_000, "characters read together at most", unit="characters")
    # The defaults of sayso.text.Extent, which says what set them.
    report_chars: int = _setting(
        80_000,
        "how much of one report is read; of a longer one the beginning, and it says so",
        unit="characters",
    )
    report_words: int = _setting(12_000, "the same in words; whichever comes first", unit="words")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorSettings:
    """Who is who, beside what ships with sayso."""

    people: str = _setting(
        "",
        "CSV of office holders of your own, read after the shipped ones: name, aliases (parted by vertical "
        "bars), country (ISO3), office, sectors (parted by spaces), from, to; `sayso offices --format csv` "
        "makes one of a ledger",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """Which embargoes and sanctions regimes claims are flagged with, beside those that ship with sayso."""

    files: str = _setting(
        "",
        "TOML files of rules of your own, parted by vertical bars, in the format of docs/rules.md; "
        "`sayso rules --rules FILE` tries one out",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """Where imported lists for screening are kept."""

    path: str = _setting("", "the file of imported lists; empty means the data folder of the user")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSettings:
    """Which places are known, beside what ships with sayso."""

    gazetteer: str = _setting(
        "",
        "gazetteer of your own, asked for names that the shipped one lacks; `sayso gazetteer build` makes "
        "one of a GeoNames dump",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """What an input may be at most; what is larger is refused, never cut."""

    max_bytes: int = _setting(8_000_000, "size of one report as received", unit="bytes")
    max_row_bytes: int = _setting(8_000_000, "size of one row of a JSONL file", unit="bytes")
    max_depth: int = _setting(200, "nesting of one page", unit="elements")
    max_message_bytes: int = _setting(25_000_000, "size of one e-mail with its attachments", unit="bytes")
    max_members: int = _setting(200_000, "members of one ZIP or tar archive", unit="members")
    max_unpacked_bytes: int = _setting(
        100_000_000_000, "what the members of one ZIP or tar archive unpack to, together", unit="bytes"
    )
    max_ratio: int = _setting(200, "how many times its size anything packed may unpack to")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How the web is asked."""

    allow_private: bool = _setting(
        False,
        "whether pages of an intranet and of this machine may be read; link-local addresses, where clouds "
        "answer with credentials, stay shut",
    )
    ports: str = _setting("80 443", "ports that may be asked, parted by spaces")
    contact: str = _setting(
        "", "a web or mail address at which sites can reach you; it goes into the User-Agent of every request"
    )
    timeout_s: int = _setting(30, "time for one request, redirects and all", unit="seconds")
    max_bytes: int = _setting(
        10_000_000, "size of one answer as sent; unpacked, it may be limits.max_bytes", unit="bytes"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """How `sayso watch` treats feeds and hosts, where the list of feeds or robots.txt says nothing else."""

    hosts: int = _setting(8, "hosts waited for at once", unit="hosts")
    interval_minutes: int = _setting(
        60,
        "time between two polls of a feed to begin with; it adapts to how often the feed changes",
        unit="minutes",
    )
    delay_s: int = _setting(3, "pause between two requests to one host, at least", unit="seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """How copies are looked for."""

    window_days: int = _setting(
        30, "how far apart two reports may be published to be compared with one another", unit="days"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkSettings:
    """How `sayso load` works."""

    commit_reports: int = _setting(64, "reports per ledger commit", unit="reports")
    segment_inputs: int = _setting(
        512, "inputs that `sayso load --parts` codes into one file; a worker's end costs them", unit="inputs"
    )
    ray_address: str = _setting(
        "", "Ray cluster of `--engine ray`; empty asks Ray: RAY_ADDRESS, or else this machine alone"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSettings:
    """What of a report's text is kept, and how long: for copyright and privacy."""

    text: str = _setting(
        "all",
        "all; evidence: only the sentences that claims rest on; none: only digests. "
        "`sayso ledger trim` and `sayso watch` let go of the rest",
    )
    days: int = _setting(
        90,
        "how long a whole text is kept after publication; not shorter than copies are looked for",
        unit="days",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """How `sayso serve` shows the ledger; see docs/serve.md."""

    host: str = _setting("127.0.0.1", "the address to listen on; beyond this machine only with access tokens")
    port: int = _setting(8420, "the port to listen on")
    hosts: str = _setting(
        "",
        "names under which the server is reached besides localhost, parted by spaces, such as that of a "
        "proxy in front; a request that was sent to another name is refused",
    )
    ask_token: bool = _setting(
        False,
        "whether a token is asked for on this machine too; set it behind a proxy, as its requests come from "
        "this machine",
    )
    rows: int = _setting(50, "events on a page, 200 at most", unit="events")
    max_body_bytes: int = _setting(10_000_000, "size of one request's body", unit="bytes")
    rate_per_s: int = _setting(
        50, "requests to the HTTP API that one caller may make in a second over time", unit="requests"
    )
    burst: int = _setting(200, "requests that one caller may make at once", unit="requests")
    cors: str = _setting(
        "",
        "origins of other sites whose pages may ask the HTTP API, parted by spaces: https://maps.example; "
        "empty means none",
    )
    code: bool = _setting(True, "whether texts that are posted are coded; none is stored")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """How those are told who saved a search; see docs/alerts.md."""

    enabled: bool = _setting(False, "whether `sayso watch` sends alerts; `sayso alerts` always does")
    base_url: str = _setting(
        "",
        "where `sayso serve` is reached from outside, for links in alerts and feeds, and for the ids of "
        "feeds' entries: set it before feeds are read, and leave it",
    )
    smtp_host: str = _setting("", "the mail server; empty means that no mail is sent")
    smtp_port: int = _setting(587, "its port")
    smtp_security: str = _setting(
        "starttls", "starttls, tls (from the first byte, port 465), or none (a server on this machine)"
    )
    smtp_user: str = _setting("", "the user at the mail server; empty means that none is named")
    smtp_password: str = _setting("", "the password; from the environment alone", secret=True)
    smtp_password_file: str = _setting("", "a file that holds the password and nothing else")
    sender: str = _setting("", "the address that mail comes from")
    timeout_s: int = _setting(20, "time for one step of a mail, and for one post", unit="seconds")
    allow_hosts: str = _setting(
        "",
        "hosts of your own network that may be posted to, parted by spaces, each with a port if it is "
        "another than the web's: hooks.lan:8080",
    )
    keep_days: int = _setting(30, "how long it is kept what was sent", unit="days")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSettings:
    """Where benchmarks find their corpora."""

    data: str = _setting("", "folder of the corpora; empty means shared/data beside the checkout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, resolved."""

    ledger: LedgerSettings = field(default_factory=LedgerSettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    actors: ActorSettings = field(default_factory=ActorSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    places: PlaceSettings = field(default_factory=PlaceSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    link: LinkSettings = field(default_factory=LinkSettings)
    bulk: BulkSettings = field(default_factory=BulkSettings)
    keep: KeepSettings = field(default_factory=KeepSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    bench: BenchSettings = field(default_factory=BenchSettings)

    def sha256(self) -> str:
        """Digest of every setting that can change a result; where files lie cannot."""
        values = {name: _value(self, name) for name in KNOWN if not _changes_nothing(name)}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as declared: what a reference page or a flag needs to know of it.

    A secret one is taken from the environment alone.
    """

    name: str
    type: type
    default: object
    unit: str | None
    help: str
    env: str
    secret: bool = False


_SECTIONS: dict[str, type] = {
    "ledger": LedgerSettings,
    "reader": ReaderSettings,
    "actors": ActorSettings,
    "rules": RuleSettings,
    "screen": ScreenSettings,
    "places": PlaceSettings,
    "limits": LimitSettings,
    "fetch": FetchSettings,
    "watch": WatchSettings,
    "link": LinkSettings,
    "bulk": BulkSettings,
    "keep": KeepSettings,
    "serve": ServeSettings,
    "alerts": AlertSettings,
    "bench": BenchSettings,
}
_TYPES: dict[str, type] = {"str": str, "int": int, "bool": bool}
_TRUTHS = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}
_KINDS: dict[type, str] = {int: "a whole number", str: "text", bool: "true or false"}


def _declared() -> Iterator[Setting]:
    for section, shape in _SECTIONS.items():
        for f in fields(shape):
            name = f"{section}.{f.name}"
            yield Setting(
                name=name,
                type=_TYPES[str(f.type)],
                default=f.default,
                unit=f.metadata["unit"],
                help=f.metadata["help"],
                env=f.metadata["env"] or "SAYSO_" + name.upper().replace(".", "_"),
                secret=f.metadata["secret"],
            )


#: Every setting by its dotted name.
KNOWN: dict[str, Setting] = {s.name: s for s in _declared()}

#: Say where files and clusters are, how long what is kept, how much is done at once: they change no result.
_PLACES = frozenset(
    "ledger.path screen.path bench.data keep.text keep.days bulk.segment_inputs bulk.ray_address".split()
)


def _changes_nothing(name: str) -> bool:
    """Whether a setting cannot change a result: those of the server and of alerts say who sees it."""
    return name in _PLACES or name.startswith(("serve.", "alerts."))


#: Names a settings file; it is no setting itself.
_FILE_ENV = "SAYSO_CONFIG"


def _value(settings: Settings, name: str) -> object:
    section, key = name.split(".")
    found: object = getattr(getattr(settings, section), key)
    return found


def _unknown(name: str, known: Mapping[str, object] | set[str], where: str) -> ConfigError:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.0)
    return ConfigError(
        f"unknown setting {cut(name)} in {where}",
        item=where,
        hint=f"the nearest known one is {near[0]}" if near else None,
    )


def _typed(setting: Setting, raw: object, where: str) -> object:
    wrong = ConfigError(
        f"{setting.name} in {where} must be {_KINDS[setting.type]}, got {cut(raw)}",
        item=where,
        hint=f"{setting.help}; the default is {setting.default!r}",
    )
    if setting.type is str:
        if not isinstance(raw, str):
            raise wrong
        return raw
    if setting.type is bool:
        truth = raw if isinstance(raw, bool) else _TRUTHS.get(str(raw).lower())
        if truth is None:
            raise wrong
        return truth
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise wrong
    try:
        number = int(raw)
    except ValueError:
        raise wrong from None
    if number < 1:
        raise wrong
    return number


def _from_file(path: Path) -> dict[str, object]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read settings: {error.strerror}", item=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not a TOML file: {error}", item=str(path)) from error
    found: dict[str, object] = {}
    for section, table in tree.items():
        if section not in _SECTIONS or not isinstance(table, dict):
            raise _unknown(section, set(_SECTIONS), str(path))
        for key, raw in table.items():
            name = f"{section}.{key}"
            if name not in KNOWN:
                raise _unknown(name, KNOWN, str(path))
            if KNOWN[name].secret:
                raise ConfigError(
                    f"{name} does not belong into a file that is read, copied and shown",
                    item=str(path),
                    hint=f"set {KNOWN[name].env}, or name a file that holds it: {name}_file",
                )
            found[name] = _typed(KNOWN[name], raw, str(path))
    return found


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    by_env = {s.env: s for s in KNOWN.values()}
    found: dict[str, object] = {}
    for key, raw in environ.items():
        if not key.startswith("SAYSO_") or key == _FILE_ENV:
            continue
        if key not in by_env:
            raise _unknown(key, by_env, "the environment")
        found[by_env[key].name] = _typed(by_env[key], raw, "the environment")
    return found


def _user_folder(environ: Mapping[str, str], key: str, fallback: str) -> Path:
    # XDG Base Directory Specification: unset, empty and relative values all mean the default.
    given = environ.get(key, "")
    base = Path(given) if given.startswith("/") else Path(environ.get("HOME") or str(Path.home())) / fallback
    return base / "sayso"


def data_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The user's folder for what sayso keeps; ``environ`` is the process's own unless given."""
    return _user_folder(os.environ if environ is None else environ, "XDG_DATA_HOME", ".local/share")


def set_unless_set(name: str, value: str) -> None:
    """Set a variable that a library reads, unless whoever runs this has."""
    os.environ.setdefault(name, value)


def load_settings(
    environ: Mapping[str, str] | None = None,
    *,
    flags: Mapping[str, object] | None = None,
    file: Path | None = None,
) -> Settings:
    """Resolve every setting: default, then file, then environment, then flags.

    ``environ`` is the process's own unless given. ``flags`` maps dotted names to values; None stands
    for a flag that was not given. Without ``file``, `SAYSO_CONFIG` and then `sayso/config.toml` in the
    user's configuration folder are tried, the latter only if it exists.

    Raises:
        ConfigError: a key is unknown, a value has the wrong type, or a named file cannot be read.
    """
    environ = os.environ if environ is None else environ
    named = file or (Path(environ[_FILE_ENV]) if environ.get(_FILE_ENV) else None)
    standing = _user_folder(environ, "XDG_CONFIG_HOME", ".config") / "config.toml"
    path = named or (standing if standing.is_file() else None)
    values = _from_file(path) if path else {}
    values |= _from_environment(environ)
    for name, raw in (flags or {}).items():
        if raw is None:
            continue
        if name not in KNOWN:
            raise _unknown(name, KNOWN, "the flags")
        values[name] = _typed(KNOWN[name], raw, "the flags")
    data = data_folder(environ)
    for name, file_name in (("ledger.path", "ledger.db"), ("screen.path", "lists.db")):
        values[name] = values.get(name) or str(data / file_name)
    by_section: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    for name, value in values.items():
        section, key = name.split(".")
        by_section[section][key] = value
    return Settings(**{name: shape(**by_section[name]) for name, shape in _SECTIONS.items()})
