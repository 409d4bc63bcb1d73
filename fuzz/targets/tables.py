"""Files that a user writes or fetches for sayso: settings, feeds.toml, rules, gazetteers, people, lists for screening."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from fuzz.target import Target, hold, parts_of, text_of
from sayso.engine.config import KNOWN, load_settings
from sayso.errors import ConfigError, FormatError, GazetteerError, SaysoError
from sayso.extract.rules import read_rules
from sayso.ingest.feeds import read_feed_list
from sayso.resolve.dump import build_from_dump
from sayso.resolve.gazetteer import Gazetteer
from sayso.resolve.lexicon import read_csv
from sayso.resolve.names import key, slug
from sayso.resolve.people import People
from sayso.resolve.screening.entities import read_entities
from sayso.resolve.screening.words import name_words
from sayso.resolve.variants import variants

__all__ = ["TARGETS"]


@cache
def _folder() -> Path:
    """Where inputs lie that are read from files; gone with the process's temporary files."""
    return Path(tempfile.mkdtemp(prefix="sayso-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _told(error: SaysoError) -> None:
    """What a user is told is short, and names the file or the place in it."""
    hold(error.item, "an error that names nothing")
    hold(len(str(error)) < 1_500, f"an error of {len(str(error))} characters")


def _settings(data: bytes) -> object:
    file, environment = parts_of(data, 2)
    environ = {"HOME": "/nowhere"}
    for line in text_of(environment).split("\n"):
        name, _, value = line.partition("=")
        if name and "\0" not in line:
            environ[name] = value
    environ.pop("SAYSO_CONFIG", None)
    try:
        found = load_settings(environ, file=_file("config.toml", file))
    except ConfigError as error:
        _told(error)
        return None
    for name, setting in KNOWN.items():
        section, _, field = name.partition(".")
        value = getattr(getattr(found, section), field)
        hold(type(value) is setting.type, f"{name} is {value!r}")
        hold(type(value) is not int or value >= 1, f"{name} is {value!r}")
    return found


def _feed_list(data: bytes) -> object:
    try:
        found = read_feed_list(_file("feeds.toml", data))
    except ConfigError as error:
        _told(error)
        return None
    for feed in found.feeds:
        parts = urlsplit(feed.url)
        hold(
            parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc,
            f"no address: {feed.url}",
        )
        hold(feed.name.strip() and feed.publisher.strip(), "a feed without a name")
        hold(feed.interval_s is None or 0 < feed.interval_s <= 6_000_000, f"no interval: {feed.interval_s}")
    hold(all(0 < h.delay_s <= 100_000 for h in found.hosts), "no pause")
    hold(len({f.url for f in found.feeds}) == len(found.feeds), "a feed twice")
    return found


def _rules(data: bytes) -> object:
    try:
        book = read_rules([_file("rules.toml", data)])
    except ConfigError as error:
        _told(error)
        return None
    for rule in book.rules:
        if rule.own:
            hold(
                rule.resolutions and rule.direction and rule.covers and (rule.target or rule.groups),
                "a rule of nothing",
            )
            hold(rule.end is None or rule.end > rule.start, "a rule that ends before it begins")
            hold(
                all(type(r.on) is date for r in rule.resolutions) and type(rule.start) is date,
                "days with hours",
            )
    return [
        (r.rule_id, sorted(r.covers), sorted(r.groups), sorted(r.sectors), r.resolutions) for r in book.rules
    ]


def _gazetteer(data: bytes) -> object:
    dump, alt = parts_of(data, 2)
    out = _folder() / "own.gazetteer"
    file, others = _file("dump.txt", dump), _file("alternates.txt", alt) if alt else None
    try:
        built = build_from_dump(file, out, alt=others)
    except (FormatError, GazetteerError) as error:
        _told(error)
        hold(not out.exists(), "half a gazetteer is left")
        return None
    hold(
        0 <= built.n_places <= dump.count(b"\n") + 1 and built.n_bytes == out.stat().st_size, "a wrong count"
    )
    places, found = Gazetteer.open(out), []
    for line in dump.decode("utf-8").split("\n")[:3]:
        for name in line.split("\t")[1:2]:
            for place in places.named(key(name)):
                found.append(place)
                hold(
                    -90 <= place.lat <= 90 and -180 <= place.lon <= 180 and place.km > 0,
                    "a place that lies nowhere",
                )
    out.unlink()
    return built.n_places, found


_PEOPLE = ("name", "aliases", "country", "office", "sectors", "from", "to")


def _people(data: bytes) -> object:
    path = _file("people.csv", data)
    try:
        rows = list(read_csv(path, _PEOPLE))
        hold(all(len(row) == 7 and row[0] for row in rows), "a row of nobody")
        if rows:
            people = People(own=path)
            hold(len(people.by_id) > 0, "nobody")
    except GazetteerError as error:
        _told(error)
        return None
    return rows


def _entities(data: bytes) -> object:
    found: list[object] = []
    try:
        for entity in read_entities(data.split(b"\n"), "list"):
            hold(
                entity.names and all(n.strip() for n in entity.names) and entity.caption == entity.names[0],
                "nobody",
            )
            hold(all(len(c) == 3 for c in entity.countries), "a country that is none")
            found.append((entity, [name_words(name) for name in (*entity.names, *entity.weak)]))
    except FormatError as error:
        _told(error)
    return found


def _names(data: bytes) -> object:
    name = text_of(data)
    folded = key(name)
    hold(folded == " ".join(folded.split()) and folded == folded.lower(), f"not folded: {folded!r}")
    slug(name)
    words = name_words(name)
    hold(all(w and w == w.strip() for w in words), "a word of nothing")
    for n, variant in enumerate(variants(name)):
        hold(n < 200 and variant, "variants without an end")
    return folded, words


_CONFIG = b"""[ledger]
path = "/a/b.db"
[limits]
max_bytes = 100
[watch]
[keep]
text = true
\x1eSAYSO_LEDGER=x
SAYSO_LIMITS_MAX_BYTES=1_0"""
_FEEDS = b"""[defaults]
country = "GBR"
interval_minutes = 5
[[feed]]
url = "https://a.example/feed"
name = "A"
kind = "rss"
[[feed]]
url = "http://b\xc3\xbccher.example:8080/x"
publisher = "B"
language = "pt-BR"
text = "page"
enabled = false
[[host]]
host = "a.example"
delay_s = 2.5
"""
_RULE = b"""[[rules]]
id = "own-1"
issuer = "EU"
name = "Arms embargo"
target = ["PRK"]
sectors = ["MIL"]
direction = ["to"]
covers = ["arms"]
start = 2024-05-16
end = "2025-05-16"
renewed = [2024-12-01]
resolutions = [{n = "1", on = 2024-05-16, does = "begins it"}]
exceptions = [{kind = "humanitarian", note = "x"}]
confidence = "high"
[[free]]
issuer = "EU"
target = "PRK"
name = "x"
note = "y"
"""


def _place(number: int, name: str, cls: str = "P", code: str = "PPL") -> str:
    return f"{number}\t{name}\t{name}\tAlso,Too\t12.5\t45.25\t{cls}\t{code}\tYE\t\t24\t01\t\t\t5000\t\t7\tAsia/Aden\t2024-01-01"


_DUMP = "\n".join(
    (_place(1, "Haven"), _place(2, "Yemen", "A", "PCLI"), _place(3, "Muhafazat", "A", "ADM1"))
).encode()
_ALT = b"1\t1\ten\tHafen\t1\t\t\t\t\t\n2\t1\tiata\tHVN\t\t\t\t\t\t\n3\t2\tfr\tY\xc3\xa9men\t\t1\t\t\t\t"
_CSV = b'name,aliases,country,office,sectors,from,to\nA. Writer,Writer|"A, W",GBR,minister,GOV MIL,2020,2024-05\nB Other,,,lawmaker,,2020-01-02,\n'
_FTM = json.dumps({"id": "a", "schema": "Person", "caption": "A. Writer", "target": True, "datasets": ["x"], "properties": {"name": ["A. Writer"], "weakAlias": ["W"], "country": ["gb"], "topics": ["sanction"], "birthDate": ["1970"]}}).encode()  # fmt: skip
_TOML_WORDS = (b"[[", b"]]", b"[", b"]", b"{", b"}", b" = ", b'"', b"'''", b'"""', b"\\u0000", b"\\ud800", b"true", b"inf", b"nan", b"1e9", b"2024-05-16T00:00:00Z", b"12:00:00", b".", b"#", b"0x1", b"-1", b"[]", b"{}")  # fmt: skip
_RULE_WORDS = (
    b"start",
    b"end",
    b"term",
    b"target",
    b"groups",
    b"covers",
    b"resolutions",
    b"exceptions",
    b"kind",
    b"verify",
    b"aka",
    b"note",
    b"[[rules]]",
    b"[sources]",
)

TARGETS = (
    Target(name="settings", run=_settings, seeds=(_CONFIG,), words=(*_TOML_WORDS, b"\x1e", b"SAYSO_", b"ledger", b"keep.days", b"SAYSO_WATCH_"), max_bytes=1200),
    Target(name="feeds-toml", run=_feed_list, seeds=(_FEEDS,), words=(*_TOML_WORDS, b"[[feed]]", b"[[host]]", b"[defaults]", b"interval_minutes", b"delay_s", b"kind", b"text"), max_bytes=1200),
    Target(name="rules-toml", run=_rules, seeds=(_RULE,), words=(*_TOML_WORDS, *_RULE_WORDS), max_bytes=1500),
    Target(name="gazetteer-dumps", run=_gazetteer, seeds=(_DUMP, _DUMP + b"\x1e" + _ALT), words=(b"\t", b"\n", b"\x1e", b"PCLI", b"ADM1", b"ADM2", b"A", b"nan", b"1e999", b"1_0", b"99999999999999999999", b"-1", b"\xd9\xa3"), max_bytes=1500),
    Target(name="people-csv", run=_people, seeds=(_CSV,), words=(b",", b'"', b"|", b"\n", b"name", b"2024-02-30", b"9999", b"0000", b"GBR", b"lawmaker", b"\xef\xbb\xbf"), max_bytes=800),
    Target(name="screening-lists", run=_entities, seeds=(_FTM, _FTM + b"\n\n" + _FTM.replace(b"Person", b"Company")), words=(b'"properties"', b'"schema"', b'"Person"', b'"name"', b"[", b"]", b"{", b"}", b"null", b"\\ud800", b"NaN", b'"target": false', b"\n"), max_bytes=1200),
    Target(name="names", run=_names, seeds=(b"Ministry of Foreign Affairs", "Muḥammad al-Ḥusaynī".encode(), b"St. John's", "Port-au-Prince (Haïti)".encode()), words=(b"-", b"'", b" of ", b"al-", b"(", b")", b",", b" and ", "İ".encode(), "ß".encode(), "ŉ".encode(), b"St. ", b"&", b" City", b"University "), max_bytes=200),
)  # fmt: skip
