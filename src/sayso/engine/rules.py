"""Rules as a person asks for them: all, one, those on a country, those of a day; and who is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sayso.classes import dataclass
from sayso.engine.catalog import rule_files
from sayso.engine.config import Settings
from sayso.errors import QueryError, cut
from sayso.extract.rules import Rule, read_rules
from sayso.extract.rules.book import Free
from sayso.records.codec import SCHEMA
from sayso.resolve.countries import Countries
from sayso.resolve.lexicon import words_of

__all__ = ["Rule", "RuleAnswer", "ask_rules", "free_to_json", "rule_to_json", "rules_to_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """Rules asked for, and what is known to be free; ``country`` is ISO3 where one was asked for."""

    rules: tuple[Rule, ...]
    free: tuple[Free, ...] = ()
    country: str | None = None
    on: date | None = None


def ask_rules(
    settings: Settings, word: str | None = None, *, on: date | None = None, extra: Sequence[Path] = ()
) -> RuleAnswer:
    """The rules that ``word`` names: an id, a regime, a group or a country (ISO3 or name); all without one.

    ``on`` keeps those that stand on that day; ``extra`` are files beside those of the settings.

    Raises:
        ConfigError: a file of rules is wrong.
        GazetteerError: the table of countries is missing or damaged.
        QueryError: the word names neither a rule nor a country.
    """
    book = read_rules([*rule_files(settings), *extra])
    if word is None:
        return RuleAnswer(rules=_held(book.rules, on), on=on)
    named = book.rows(word.lower())
    if named:
        return RuleAnswer(rules=_held(named, on), on=on)
    groups = tuple(r for r in book.rules if word.lower() in {g.lower() for g in r.groups})
    if groups:
        return RuleAnswer(rules=_held(groups, on), on=on)
    country = _country(word)
    if country is None:
        raise QueryError(
            f"{cut(word)} names no rule and no country",
            item=word,
            hint="`sayso rules` lists every rule; countries go by name or ISO 3166 alpha-3 code",
        )
    free = tuple(f for f in book.free if f.target == country)
    return RuleAnswer(rules=_held(book.about(country), on), free=free, country=country, on=on)


def _held(rules: Iterable[Rule], on: date | None) -> tuple[Rule, ...]:
    return tuple(r for r in rules if on is None or r.holds_on(on))


def _country(word: str) -> str | None:
    countries = Countries()
    if word.upper() in countries.by_code:
        return word.upper()
    # names count by their capitals; a person at a prompt need not write them
    for form in (word, word.title()):
        words = words_of(form)
        found = countries.named(words, ()) or countries.people(words, ()) if words else None
        if found is not None:
            return found.iso3
    return None


def rule_to_json(rule: Rule) -> dict[str, Any]:  # `Any`: a JSON document
    """One row of a rule."""
    return {
        "id": rule.rule_id,
        "aka": list(rule.aka),
        "issuer": rule.issuer,
        "regime": rule.regime,
        "name": rule.name,
        "target": list(rule.target),
        "sectors": sorted(rule.sectors),
        "groups": sorted(rule.groups),
        "places": list(rule.places),
        "direction": sorted(rule.direction),
        "covers": sorted(rule.covers),
        "binds": list(rule.binds),
        "start": rule.start.isoformat(),
        "end": rule.end.isoformat() if rule.end else None,
        "term": rule.term.isoformat() if rule.term else None,
        "resolutions": [{"n": r.number, "on": r.on.isoformat(), "does": r.does} for r in rule.resolutions],
        "exceptions": [{"kind": e.kind, "note": e.note} for e in rule.exceptions],
        "note": rule.note,
        "confidence": rule.confidence,
        "verify": rule.verify,
        "sources": list(rule.sources),
        "own": rule.own,
    }


def free_to_json(free: Free) -> dict[str, Any]:  # `Any`: a JSON document
    """One country that is under no embargo of an issuer."""
    return {"issuer": free.issuer, "target": free.target, "name": free.name, "note": free.note}


def rules_to_json(answer: RuleAnswer) -> dict[str, Any]:  # `Any`: a JSON document
    """All that was asked for, as one document."""
    return {
        "schema": SCHEMA,
        "on": answer.on.isoformat() if answer.on else None,
        "country": answer.country,
        "rules": [rule_to_json(r) for r in answer.rules],
        "free": [free_to_json(f) for f in answer.free],
    }
