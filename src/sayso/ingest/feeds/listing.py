"""The list of feeds to follow, `feeds.toml`: read, checked key by key, nothing guessed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from sayso.classes import dataclass
from sayso.errors import ConfigError, cut
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.urls import web_url

__all__ = ["FeedList", "FollowKind", "FollowedFeed", "HostRule", "TextFrom", "read_feed_list"]

_MAX_FILE_BYTES = 20_000_000
_ANY_PORT = range(1, 65_536)  # which ports are asked is a setting, not the list's matter


class FollowKind(Enum):
    """What lies at a feed's address."""

    FEED = "feed"  # RSS, Atom or JSON Feed, told by its bytes
    SITEMAP = "sitemap"
    PAGE = "page"  # a page that names its feeds, or is watched itself


class TextFrom(Enum):
    """Where the text of a report comes from."""

    AUTO = "auto"  # from the feed if it has the whole text, else from the page
    FEED = "feed"  # from the feed alone; entries without a text are refused
    PAGE = "page"  # from the page that the entry links to


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """One feed of the list.

    Attributes:
        url: its address, as checked (host in punycode).
        name: what people call it; by default its host.
        publisher: the publisher that its reports are given; by default the name.
        country: ISO 3166-1 alpha-3 of the publisher.
        language: BCP 47 of its reports.
        kind: what lies at the address.
        text: where texts come from.
        interval_s: the interval between polls to begin with; None for the default.
        enabled: whether it is followed.
    """

    url: str
    name: str
    publisher: str
    country: str | None = None
    language: str | None = None
    kind: FollowKind = FollowKind.FEED
    text: TextFrom = TextFrom.AUTO
    interval_s: float | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """What holds for one host: seconds between two requests to it."""

    host: str
    delay_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """The feeds to follow and the hosts with rules of their own."""

    feeds: tuple[FollowedFeed, ...]
    hosts: tuple[HostRule, ...] = ()


_FEED_KEYS = (
    "url",
    "name",
    "publisher",
    "country",
    "language",
    "kind",
    "text",
    "interval_minutes",
    "enabled",
)
_DEFAULT_KEYS = tuple(k for k in _FEED_KEYS if k not in ("url", "name"))
_HOST_KEYS = ("host", "delay_s")
_TOP_KEYS = ("feed", "host", "defaults")
_TEXTS = frozenset({"url", "name", "publisher", "country", "language", "kind", "text", "host"})
#: Words that people use for the kinds.
_KIND_NAMES = {"rss": "feed", "atom": "feed", "json": "feed", "news-sitemap": "sitemap", "html": "page"}


def read_feed_list(path: Path) -> FeedList:
    """The list in a file.

    Raises:
        ConfigError: it cannot be read, is no TOML, has an unknown key (the nearest known one is named), a
            value of the wrong kind, or the same address twice.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read the list of feeds: {cut(str(error))}", item=str(path)) from error
    if len(raw) > _MAX_FILE_BYTES:
        raise ConfigError("the list of feeds is too large", item=str(path), hint="split it into several")
    try:
        tree = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"not a TOML file: {cut(str(error))}", item=str(path)) from error
    return _list(tree, str(path))


def _list(tree: Mapping[str, object], where: str) -> FeedList:
    _known(tree, _TOP_KEYS, where)
    defaults = tree.get("defaults", {})
    if not isinstance(defaults, dict):
        raise ConfigError("defaults must be a table", item=where, hint="[defaults]")
    _checked(defaults, _DEFAULT_KEYS, f"{where}, [defaults]")
    rows = _tables(tree, "feed", where)
    feeds = tuple(_feed({**defaults, **row}, f"{where}, feed {n}") for n, row in rows)
    hosts = tuple(_host(row, f"{where}, host {n}") for n, row in _tables(tree, "host", where))
    for what, names in (("feed", [f.url for f in feeds]), ("host", [h.host for h in hosts])):
        twice = [name for name, n in Counter(names).items() if n > 1]
        if twice:
            raise ConfigError(f"the {what} {cut(twice[0])} stands in the list twice", item=where)
    return FeedList(feeds=feeds, hosts=hosts)


def _tables(tree: Mapping[str, object], key: str, where: str) -> list[tuple[int, dict[str, object]]]:
    rows = tree.get(key, [])
    keys = _FEED_KEYS if key == "feed" else _HOST_KEYS
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(
            f"{key} must be a list of tables", item=where, hint=f"begin each one with [[{key}]]"
        )
    for number, row in enumerate(rows, start=1):
        _checked(row, keys, f"{where}, {key} {number}")
    return list(enumerate(rows, start=1))


def _known(table: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1, cutoff=0.0)
            raise ConfigError(
                f"unknown key {cut(key)}",
                item=where,
                hint=f"the nearest known one is {near[0]}" if near else None,
            )


def _checked(table: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
    _known(table, keys, where)
    for key, value in table.items():
        if key in _TEXTS:
            if not isinstance(value, str) or not value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
                raise ConfigError(f"{key} must be text on one line, got {cut(value)}", item=where)
        elif key == "enabled":
            if not isinstance(value, bool):
                raise ConfigError(f"enabled must be true or false, got {cut(value)}", item=where)
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100_000:
            raise ConfigError(f"{key} must be a number above 0, got {cut(value)}", item=where)


def _feed(row: Mapping[str, object], where: str) -> FollowedFeed:
    if "url" not in row:
        raise ConfigError("the feed has no url", item=where)
    url = web_url(str(row["url"]), _ANY_PORT)
    if isinstance(url, Failure):
        raise ConfigError(f"url cannot be followed: {url.reason}", item=where)
    country, language = row.get("country"), row.get("language")
    if country is not None and not re.fullmatch(r"[A-Z]{3}", str(country)):
        raise ConfigError(f"country must be three capitals (ISO 3166-1), got {cut(country)}", item=where)
    if language is not None and not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", str(language)):
        raise ConfigError(f"language must be a tag such as en or pt-BR, got {cut(language)}", item=where)
    name = str(row.get("name", url.shown.removeprefix("www.")))
    minutes = row.get("interval_minutes")
    return FollowedFeed(
        url=url.text,
        name=name,
        publisher=str(row.get("publisher", name)),
        country=None if country is None else str(country),
        language=None if language is None else str(language),
        kind=FollowKind(_one_of(row.get("kind", "feed"), FollowKind, _KIND_NAMES, f"{where}, kind")),
        text=TextFrom(_one_of(row.get("text", "auto"), TextFrom, {}, f"{where}, text")),
        interval_s=60.0 * float(str(minutes)) if minutes is not None else None,
        enabled=row.get("enabled", True) is True,
    )


def _one_of(value: object, kinds: type[Enum], others: Mapping[str, str], where: str) -> str:
    name = str(value).lower()
    name = others.get(name, name)
    known = [str(k.value) for k in kinds]
    if name not in known:
        near = difflib.get_close_matches(name, [*known, *others], n=1, cutoff=0.0)
        raise ConfigError(
            f"{cut(value)} is none of {', '.join(known)}",
            item=where,
            hint=f"the nearest known one is {near[0]}",
        )
    return name


def _host(row: Mapping[str, object], where: str) -> HostRule:
    if set(row) != set(_HOST_KEYS):
        raise ConfigError("a host needs host and delay_s", item=where)
    found = web_url(f"https://{row['host']}/", _ANY_PORT)
    if isinstance(found, Failure):
        raise ConfigError(f"host cannot be asked: {found.reason}", item=where)
    return HostRule(host=found.host, delay_s=float(str(row["delay_s"])))
