"""`sayso rules`: which embargoes and sanctions regimes there are, on whom, since when, and what is exempt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.engine.config import load_settings
from sayso.engine.rules import Rule, RuleAnswer, ask_rules, rule_to_json, rules_to_json
from sayso.faces.cli.options import day
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import plain

__all__ = ["rules"]

#: So few rows are explained in full and not listed.
_EXPLAINED = 4
_LEGEND = (
    "to, from: seen from the target; only those under the law of the issuers marked * are bound by its rule"
)


class RuleFormat(StrEnum):
    """How rules are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def rules(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|COUNTRY]",
            help="A rule, a regime, a group, or a country (name or ISO 3166 code); all rules if left out.",
        ),
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="D", help="Only rules that stand on that day.")] = None,
    form: Annotated[
        RuleFormat,
        typer.Option("--format", help="table for people; json: one document; jsonl: one line per rule."),
    ] = RuleFormat.TABLE,
    own: Annotated[
        list[Path] | None,
        typer.Option(
            "--rules", metavar="FILE", help="A file of rules of your own; may be given more than once."
        ),
    ] = None,
) -> None:
    """List embargoes and sanctions regimes, explain one, or say what a country is under.

    These are the rules that claims are flagged with: facts in data, no legal advice. A country that is often
    taken to be under an embargo of the UN, and is not, is told so.
    """
    answer = ask_rules(load_settings(), word, on=day(on), extra=own or ())
    streams = Streams(machine=form is not RuleFormat.TABLE)
    if form is RuleFormat.JSON:
        streams.document(rules_to_json(answer), indent=2)
    elif form is RuleFormat.JSONL:
        for rule in answer.rules:
            streams.document(rule_to_json(rule), indent=None)
    else:
        _for_people(streams, answer, listed=word is None)


def _for_people(streams: Streams, answer: RuleAnswer, *, listed: bool) -> None:
    free = [
        Text(plain(f"no arms embargo of the {f.issuer} on {f.name}: {f.note}"), style="bold")
        for f in answer.free
    ]
    if not answer.rules and not free:
        when = f" that stands on {answer.on.isoformat()}" if answer.on else ""
        about = f" on {answer.country}" if answer.country else ""
        streams.say(f"no rule{about}{when}")
        return
    parts: list[RenderableType] = [*free]
    if listed or len(answer.rules) > _EXPLAINED:
        parts += [_table(answer.rules), Text(), Text(_LEGEND, style="dim")]
    else:
        parts += [_explained(rule) for rule in answer.rules]
    streams.block(Group(*parts))


def _table(rows: Iterable[Rule]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("rule", "issuer"):
        table.add_column(heading, no_wrap=True)
    table.add_column("on", ratio=1, overflow="fold")
    for heading in ("way", "since", "until"):
        table.add_column(heading, no_wrap=True)
    for r in rows:
        table.add_row(
            r.rule_id,
            r.issuer + ("*" if r.binds else ""),
            Text(plain(r.name)),
            "both" if len(r.direction) > 1 else next(iter(r.direction)),
            r.start.isoformat(),
            _until(r),
        )
    return table


def _until(rule: Rule) -> str:
    if rule.end is not None:
        return rule.end.isoformat()
    return f"{rule.term.isoformat()}?" if rule.term is not None else ""


def _explained(rule: Rule) -> RenderableType:
    head = Text(f"{rule.rule_id}  ", style="bold")
    head.append(plain(rule.name), style="not bold")
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(ratio=1, overflow="fold")
    for label, said in _lines(rule):
        lines.add_row(label, Text(plain(said)))
    return Group(head, Padding(lines, (0, 0, 1, 2)))


def _lines(rule: Rule) -> Iterator[tuple[str, str]]:
    """What there is to say of a rule, one label at a time."""
    yield (
        "issuer",
        rule.issuer + (f"; binds only those under the law of {', '.join(rule.binds)}" if rule.binds else ""),
    )
    if rule.on_groups:
        who = [*sorted(rule.groups)]
        who += [f"actors of {', '.join(rule.target)} of the sectors {' '.join(sorted(rule.sectors))}"] * bool(
            rule.sectors
        )
        yield "on", "; ".join(who)
    else:
        yield (
            "on",
            ", ".join(rule.target) + (" (only " + ", ".join(rule.places[:3]) + " …)" if rule.places else ""),
        )
    yield "way", " and ".join(f"{way} the target" for way in sorted(rule.direction, reverse=True))
    yield "covers", ", ".join(sorted(rule.covers))
    ends = f", ended {rule.end.isoformat()}" if rule.end else ""
    term = f", renewed to {rule.term.isoformat()}; later renewals are not confirmed" if rule.term else ""
    yield "stands", f"since {rule.start.isoformat()}{ends}{term}"
    for number, resolution in enumerate(rule.resolutions):
        yield (
            "rests on" if not number else "",
            f"{resolution.number}, {resolution.on.isoformat()}: {resolution.does}",
        )
    for number, exception in enumerate(rule.exceptions):
        yield "but not" if not number else "", f"{exception.note} [{exception.kind}]"
    if rule.note:
        yield "note", rule.note
    yield "known", f"confidence {rule.confidence}" + ("; its days are to be verified" if rule.verify else "")
