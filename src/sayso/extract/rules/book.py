"""Rules as data: embargoes and sanctions regimes with targets, goods, direction, days and exceptions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sayso.classes import dataclass
from sayso.errors import ConfigError, cut

__all__ = ["GOODS", "Book", "ExceptionOf", "Free", "Resolution", "Rule", "read_rules", "shipped_book"]

_DATA = Path(__file__).parents[1] / "data" / "rules"
#: Files that ship with sayso, in the order in which they are listed.
_SHIPPED = ("un.toml", "un_past.toml", "autonomous.toml", "free.toml")
#: Kinds of goods and help that a rule may cover.
GOODS = (
    "arms", "missile", "ballistic", "nuclear", "dual-use", "repression", "ied", "training", "technical-help",
    "mercenaries", "troops", "oil", "minerals", "seafood", "textiles", "statues", "luxury", "labour",
    "charcoal",
)  # fmt: skip
#: Kinds of exceptions; how each is recognised is told in `data/rules/words.toml`.
_EXCEPTIONS = (
    "approved", "notified", "consent", "peacekeepers", "non-lethal", "protective", "humanitarian",
    "state-forces", "reunification", "old-contract",
)  # fmt: skip
_CONFIDENCE = ("high", "medium", "low")
#: Fields of a row: whether it must be there, and its shape.
_FIELDS: dict[str, tuple[bool, type]] = {
    "id": (True, str), "issuer": (True, str), "regime": (False, str), "name": (True, str),
    "target": (True, list), "sectors": (False, list), "groups": (False, list), "places": (False, list),
    "names": (False, list), "renewed": (False, list),
    "direction": (True, list), "covers": (True, list), "binds": (False, list), "start": (True, str),
    "end": (False, str), "term": (False, str), "resolutions": (True, list), "exceptions": (False, list),
    "note": (False, str), "confidence": (False, str),
    "verify": (False, bool), "sources": (False, list), "aka": (False, list),
}  # fmt: skip
_FREE_FIELDS = ("issuer", "target", "name", "note")
_TOP = ("rules", "free", "sources")
_HINT = "the fields of a rule are listed in docs/rules.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A text on which a rule rests: its number, its day, and what it does in our words."""

    number: str
    on: date
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionOf:
    """Something a rule leaves free. ``kind`` tells how it is recognised."""

    kind: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in one stretch of time; a rule that changed has several rows of one id.

    ``target`` lists ISO 3166 alpha-3 codes; where ``sectors`` or ``groups`` are given, only actors of these
    PLOVER sectors or names are under it, and where ``places`` are given, only what the report ties to one of
    them. ``direction`` is seen from the target. ``binds`` names under whose law the others stand, empty:
    anybody. ``names`` are further words for who or what is under it, as reports write them: leaders,
    towns, arms of a group. ``renewed`` are days on which it was renewed or changed beside those of
    ``resolutions``. ``end`` is the first day on which it no longer holds, ``term`` the last day that a known
    renewal covers.
    """

    rule_id: str
    issuer: str
    regime: str
    name: str
    target: tuple[str, ...]
    sectors: frozenset[str]
    groups: frozenset[str]
    places: tuple[str, ...]
    names: tuple[str, ...]
    direction: frozenset[str]
    covers: frozenset[str]
    binds: tuple[str, ...]
    start: date
    end: date | None
    term: date | None
    renewed: tuple[date, ...]
    resolutions: tuple[Resolution, ...]
    exceptions: tuple[ExceptionOf, ...]
    note: str | None
    confidence: str
    verify: bool
    sources: tuple[str, ...]
    aka: tuple[str, ...]
    own: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the rule stands on that day."""
        return self.start <= day and (self.end is None or day < self.end)

    def holds_within(self, first: date, last: date) -> bool:
        """Whether it stands on at least half of the days from ``first`` to ``last``, both inclusive."""
        ends = date.fromordinal(self.end.toordinal() - 1) if self.end is not None else last
        common = min(ends, last).toordinal() - max(self.start, first).toordinal() + 1
        return 2 * common >= last.toordinal() - first.toordinal() + 1

    @property
    def changed_on(self) -> tuple[date, ...]:
        """Days on which the issuer is known to have decided on it."""
        return (*(r.on for r in self.resolutions), *self.renewed)

    @property
    def on_groups(self) -> bool:
        """Whether only some in the country are under it, and not the state."""
        return bool(self.sectors or self.groups)

    @property
    def basis(self) -> str:
        """The texts it rests on, in order."""
        numbers = [r.number for r in self.resolutions]
        listed = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        if self.issuer != "UN":
            return listed
        return f"Security Council resolution{'s' if len(numbers) > 1 else ''} {listed}"

    def basis_on(self, day: date) -> str:
        """The texts that were there on that day; the first one where the day comes before all of them."""
        kept = tuple(r for r in self.resolutions if r.on <= day) or self.resolutions[:1]
        numbers = [r.number for r in kept]
        listed = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        many = "s" if len(numbers) > 1 else ""
        return f"Security Council resolution{many} {listed}" if self.issuer == "UN" else listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A country often taken to be under an embargo of an issuer, and that is not."""

    issuer: str
    target: str
    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All rules in use, with what is known to be free."""

    rules: tuple[Rule, ...]
    free: tuple[Free, ...] = ()

    def rows(self, rule_id: str) -> tuple[Rule, ...]:
        """Every row of a rule, by its id or another id of it; ids of regimes name all their rules."""
        return tuple(r for r in self.rules if rule_id in (r.rule_id, r.regime) or rule_id in r.aka)

    def about(self, country: str) -> tuple[Rule, ...]:
        """Every row with that country (ISO3) as a target."""
        return tuple(r for r in self.rules if country in r.target)

    def on(self, day: date) -> tuple[Rule, ...]:
        """The rows that stand on a day."""
        return tuple(r for r in self.rules if r.holds_on(day))

    def joined(self, others: Book) -> Book:
        """These rules and, behind them, ``others``."""
        return Book(rules=(*self.rules, *others.rules), free=(*self.free, *others.free))


@cache
def shipped_book() -> Book:
    """The rules that ship with sayso."""
    whole = Book(rules=())
    for name in _SHIPPED:
        whole = whole.joined(_book((_DATA / name).read_text(encoding="utf-8"), name, own=False))
    return whole


def read_rules(paths: Iterable[Path]) -> Book:
    """The shipped rules with those of files in the same format behind them.

    Raises:
        ConfigError: a file cannot be read, or a row of it is wrong; the message names row and field.
    """
    whole = shipped_book()
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
            raise ConfigError(f"cannot read rules: {reason}", item=str(path), hint=_HINT) from error
        whole = whole.joined(_book(text, str(path), own=True))
    return whole


def _book(text: str, item: str, *, own: bool) -> Book:
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not a TOML file: {error}", item=item, hint=_HINT) from error
    for key in tree:
        if key not in _TOP:
            raise ConfigError(
                f"unknown table {cut(key)} in a file of rules",
                item=item,
                hint="[[rules]], [[free]], [sources]",
            )
    rules = tuple(_Row(row, n, item, "rule").rule(own=own) for n, row in _tables(tree, "rules", item))
    free = tuple(_Row(row, n, item, "free").free() for n, row in _tables(tree, "free", item))
    return Book(rules=rules, free=free)


def _tables(tree: Mapping[str, object], key: str, item: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    rows = tree.get(key, [])
    if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
        raise ConfigError(f"{key} must be written as [[{key}]]", item=item, hint=_HINT)
    yield from enumerate(rows, start=1)


class _Row:
    """Reads one row, naming row and field in what it complains of."""

    def __init__(self, row: Mapping[str, object], number: int, item: str, kind: str) -> None:
        self._row = row
        self._item = item
        name = row.get("id") or row.get("name")
        self._where = f"{kind} {number}" + (f" ({name})" if isinstance(name, str) else "")

    def rule(self, *, own: bool) -> Rule:
        """The row as a rule."""
        self._shape()
        start = self._day("start")
        end, term = self._maybe_day("end"), self._maybe_day("term")
        for name, day in (("end", end), ("term", term)):
            if day is not None and day <= start:
                raise self._wrong(name, f"must lie after start, got {day.isoformat()}")
        target = self._words("target")
        for code in target:
            if not re.fullmatch(r"[A-Z]{3}", code):
                raise self._wrong("target", f"must be ISO 3166 alpha-3 codes such as PRK, got {cut(code)}")
        groups = self._words("groups")
        if not target and not groups:
            raise self._wrong("target", "names nobody; give a country, or groups")
        return Rule(
            rule_id=self._id(),
            issuer=self._text("issuer"),
            regime=self._text("regime") or self._id(),
            name=self._text("name"),
            target=target,
            sectors=frozenset(self._words("sectors")),
            groups=frozenset(groups),
            places=self._words("places"),
            names=self._words("names"),
            direction=frozenset(self._among("direction", ("to", "from"))),
            covers=frozenset(self._among("covers", GOODS)),
            binds=self._words("binds"),
            start=start,
            end=end,
            term=term,
            renewed=tuple(self._as_day("renewed", d) for d in self._listed("renewed")),
            resolutions=self._resolutions(),
            exceptions=self._exceptions(),
            note=self._text("note") or None,
            confidence=self._confidence(),
            verify=bool(self._row.get("verify", False)),
            sources=self._words("sources"),
            aka=self._words("aka"),
            own=own,
        )

    def free(self) -> Free:
        """The row as a country that is free."""
        for key in self._row:
            if key not in _FREE_FIELDS:
                raise self._wrong(key, f"is no field; the fields are {', '.join(_FREE_FIELDS)}")
        values = {key: self._row.get(key) for key in _FREE_FIELDS}
        for key, value in values.items():
            if not isinstance(value, str) or not value:
                raise self._wrong(key, f"must be text, got {cut(value)}")
        return Free(**{key: str(value) for key, value in values.items()})

    def _shape(self) -> None:
        for key in self._row:
            if key not in _FIELDS:
                raise self._wrong(key, "is no field of a rule")
        for key, (needed, shape) in _FIELDS.items():
            value = self._row.get(key)
            if value is None:
                if needed:
                    raise self._wrong(key, "is missing")
                continue
            if shape is str and isinstance(value, date):
                continue
            if not isinstance(value, shape):
                told = {str: "text", list: "a list", bool: "true or false"}[shape]
                raise self._wrong(key, f"must be {told}, got {cut(value)}")

    def _id(self) -> str:
        found = self._text("id")
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", found):
            raise self._wrong("id", f"must be small letters, digits and hyphens, got {cut(found)}")
        return found

    def _text(self, key: str) -> str:
        value = self._row.get(key, "")
        return value.strip() if isinstance(value, str) else ""

    def _listed(self, key: str) -> list[object]:
        found = self._row.get(key, [])
        return found if isinstance(found, list) else []

    def _words(self, key: str) -> tuple[str, ...]:
        found = self._row.get(key, [])
        if not isinstance(found, list) or any(not isinstance(v, str) or not v for v in found):
            raise self._wrong(key, f"must be a list of words, got {cut(found)}")
        return tuple(found)

    def _among(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        found = self._words(key)
        for word in found:
            if word not in known:
                raise self._wrong(key, f"has {cut(word)}; known are {', '.join(known)}")
        if not found:
            raise self._wrong(key, "is empty")
        return found

    def _day(self, key: str) -> date:
        found = self._maybe_day(key)
        if found is None:
            raise self._wrong(key, "is missing")
        return found

    def _maybe_day(self, key: str) -> date | None:
        value = self._row.get(key)
        return None if value is None else self._as_day(key, value)

    def _as_day(self, key: str, value: object) -> date:
        # TOML has days of its own; a quoted one is as good.
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self._wrong(key, f"must be a day such as 2024-05-16, got {cut(value)}") from None

    def _confidence(self) -> str:
        found = self._text("confidence") or "medium"
        if found not in _CONFIDENCE:
            raise self._wrong("confidence", f"must be one of {', '.join(_CONFIDENCE)}, got {cut(found)}")
        return found

    def _resolutions(self) -> tuple[Resolution, ...]:
        out = []
        for row in self._dicts("resolutions", ("n", "on", "does")):
            day = self._as_day("resolutions.on", row["on"])
            out.append(Resolution(number=str(row["n"]), on=day, does=str(row["does"])))
        if not out:
            raise self._wrong("resolutions", "is empty")
        return tuple(out)

    def _exceptions(self) -> tuple[ExceptionOf, ...]:
        out = []
        for row in self._dicts("exceptions", ("kind", "note")):
            if row["kind"] not in _EXCEPTIONS:
                known = ", ".join(_EXCEPTIONS)
                raise self._wrong("exceptions.kind", f"has {cut(row['kind'])}; known are {known}")
            out.append(ExceptionOf(kind=str(row["kind"]), note=str(row["note"])))
        return tuple(out)

    def _dicts(self, key: str, fields: Sequence[str]) -> list[dict[str, object]]:
        found = self._row.get(key, [])
        rows = found if isinstance(found, list) else []
        for row in rows:
            if not isinstance(row, dict) or set(row) != set(fields):
                raise self._wrong(key, f"must hold tables with {', '.join(fields)}, got {cut(row)}")
        return rows

    def _wrong(self, field: str, what: str) -> ConfigError:
        return ConfigError(f"{self._where}, field {field}: {what}", item=self._item, hint=_HINT)
