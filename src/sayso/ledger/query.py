"""Questions to the ledger: what can be asked, and the SQL it becomes. Values are always bound."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from sayso.classes import dataclass
from sayso.errors import QueryError, cut
from sayso.lang.folding import fold
from sayso.ledger.clean import clean, clean_name
from sayso.records import MUTUAL, ClaimKind, Modality, Status

__all__ = [
    "ANY_RULE",
    "TYPES",
    "EventQuery",
    "Sql",
    "among",
    "check_counts",
    "check_days",
    "claim_conditions",
    "known",
    "named",
    "of_matching_claims",
    "on_one_claim",
    "somebody",
    "to_sql",
    "words_of",
]

#: PLOVER's event types.
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

#: Stands for every rule.
ANY_RULE = "*"

Sql = tuple[str, tuple[object, ...]]
_SIDES = ", ".join(f"'{name}'" for name in sorted(MUTUAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """What to look for. An event is found if one of its accounts meets every condition on accounts.

    Attributes:
        actor: id, name, words of a name, or country of somebody who acts.
        target: the same of a recipient, or of another side of a mutual act.
        who: the same of somebody in any role.
        kind: event or figure, as in `records.ClaimKind`.
        type: one of PLOVER's 16, in any case.
        place: id, name, words of a name, or first-order division of the place.
        country: ISO 3166 alpha-3 of the place.
        since, until: days, inclusive; an account without a resolved time counts by its publication.
        status: as in `records.Status`.
        certainty: how sure the speaker is, as in `records.Modality`.
        speaker: words of the name of somebody in the chain of who says so.
        min_origins: independent origins of the event at least.
        rule: a rule that an account touches; `ANY_RULE` for any.
        text: words, or "phrases" in quotes, that all stand in one sentence of evidence.
        limit: events at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    actor: str | None = None
    target: str | None = None
    who: str | None = None
    kind: str | None = None
    type: str | None = None
    place: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    status: str | None = None
    certainty: str | None = None
    speaker: str | None = None
    min_origins: int = 1
    rule: str | None = None
    text: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        # A frozen record cannot be assigned to; these bring what was asked into the stored form.
        if self.type is not None:
            object.__setattr__(self, "type", known("type", self.type.upper(), TYPES))
        for name, words in (("status", Status), ("certainty", Modality), ("kind", ClaimKind)):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, known(name, value.lower(), [word.value for word in words]))
        if self.country is not None:
            object.__setattr__(self, "country", _country(self.country))
        check_counts(min_origins=self.min_origins, limit=self.limit)
        check_days(self.since, self.until)
        for name in ("actor", "target", "who", "place", "rule", "speaker"):
            value = getattr(self, name)
            if value is not None and not (fold(value) if name == "speaker" else value.strip()):
                raise QueryError(f"{name} is empty", item=name, hint="leave it out to ask for any")
        if self.text is not None and not re.search(r"\w", self.text):
            raise QueryError(
                f"no word to look for in {cut(self.text)}", item="text", hint="give a word of the evidence"
            )


def check_counts(**counts: int | None) -> None:
    """Take numbers of one or more, by what they are called.

    Raises:
        QueryError: one is less.
    """
    for name, number in counts.items():
        if number is not None and number < 1:
            raise QueryError(f"{name} must be 1 or more, got {number}", item=name)


def check_days(since: date | None, until: date | None) -> None:
    """Take a first and a last day, either of them open.

    Raises:
        QueryError: the first is after the last.
    """
    if since and until and since > until:
        raise QueryError(f"since {since} is after until {until}", item="since", hint="swap the two days")


def known(field: str, value: str, every: Iterable[str]) -> str:
    """``value`` if it is one of those that can be asked for.

    Raises:
        QueryError: it is none; the hint names the nearest.
    """
    listed = list(every)
    if value in listed:
        return value
    near = difflib.get_close_matches(value, listed, n=1, cutoff=0.0)
    raise QueryError(
        f"no {field} {cut(value)}",
        item=field,
        hint=f"the nearest known one is {near[0]}; there are {', '.join(listed)}",
    )


def _country(value: str) -> str:
    code = value.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise QueryError(
            f"{cut(value)} is no country code",
            item="country",
            hint="countries are asked for by ISO 3166 alpha-3 code: ROU for Romania, UKR for Ukraine",
        )
    return code


def words_of(text: str) -> str:
    """``text`` as an FTS5 query that holds nothing but strings, so that no user text is syntax.

    SQLite FTS5, section 3.1: a string in double quotes with inner ones doubled is a phrase.
    """
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|(\S+)', text.replace("\0", " "))]
    written = (clean(part) for part in parts if re.search(r"\w", part))
    return " ".join('"' + part.replace('"', '""') + '"' for part in written)


def _asked(text: str) -> tuple[str, str]:
    """What was asked, as SQLite can hold it, and its folded words between spaces."""
    written = clean(text.strip())
    return clean_name(written), f" {fold(written)} "


def somebody(asked: str) -> Sql:
    """Condition on the actors `a` that ``asked`` may mean."""
    exact, words = _asked(asked)
    # instr and not LIKE: it has no wildcards that would need escaping.
    sql = "(a.actor_id = ? OR a.country = ? OR instr(' ' || a.folded || ' ', ?))"
    return sql, (exact, exact.upper(), words)


def named(name: str) -> Sql:
    """Condition on the speakers `s` whose names hold these words."""
    return "instr(' ' || s.folded || ' ', ?)", (f" {fold(clean(name))} ",)


def among(column: str, source: str, where: str, *, one: bool) -> str:
    """That a claim `c` is among some rows: all of them found first or, for ``one``, looked up for it."""
    if not one:
        return f"c.claim IN (SELECT {column} FROM {source} WHERE {where})"
    # without the order that suits finding all of them: from the one claim on, indexes lead to the rest
    free = source.replace("CROSS JOIN", "JOIN")
    return f"EXISTS (SELECT 1 FROM {free} WHERE {column} = c.claim AND {where})"


def _somewhere(asked: str) -> Sql:
    exact, words = _asked(asked)
    sql = (
        "c.place IN (SELECT place FROM places WHERE place_id = ? OR ' ' || admin1 || ' ' = ? "
        "OR instr(' ' || folded || ' ', ?))"
    )
    return sql, (exact, words, words)


#: From actors to their claims, in this order: the few that are meant before the many claims of everybody.
_ACTS = "actors a CROSS JOIN claim_actors {side} ON {side}.actor = a.actor"
_DOES = "x.role IN ('actor', 'subject')"
#: In a mutual act the other side may have the role of actor as well.
_SUFFERS = f"(y.role = 'recipient' OR (y.role = 'actor' AND d.type IN ({_SIDES})))"


def _sides(actor: str | None, target: str | None, *, one: bool) -> Iterator[Sql]:
    doer, doers = somebody(actor) if actor is not None else ("", ())
    other, others = somebody(target) if target is not None else ("", ())
    if actor is not None and target is not None:
        two = "ON y.claim = x.claim AND (x.actor <> y.actor OR x.role <> y.role)"
        those = f"{_ACTS.format(side='x')} CROSS JOIN claim_actors y {two} "
        those += "CROSS JOIN claim_marks d ON d.claim = x.claim"
        both = f"{doer} AND {_DOES} AND {_SUFFERS} AND y.actor IN (SELECT actor FROM actors a WHERE {other})"
        yield among("x.claim", those, both, one=one), (*doers, *others)
    elif actor is not None:
        yield among("x.claim", _ACTS.format(side="x"), f"{doer} AND {_DOES}", one=one), doers
    elif target is not None:
        those = f"{_ACTS.format(side='y')} CROSS JOIN claim_marks d ON d.claim = y.claim"
        yield among("y.claim", those, f"{other} AND {_SUFFERS}", one=one), others


def claim_conditions(query: EventQuery, *, one: bool = False, few: bool = False) -> Iterator[Sql]:
    """Conditions on one claim, as `claim_marks c` has it.

    ``one`` makes them cheap for claims at hand, ``few`` for so few of them that not even the claims with
    certain words are looked up together: that takes a millisecond for 4,000, and 0.1 for each one alone.
    """
    yield from _sides(query.actor, query.target, one=one)
    if query.who is not None:
        sql, values = somebody(query.who)
        yield among("x.claim", _ACTS.format(side="x"), sql, one=one), values
    if query.speaker is not None:
        sql, values = named(query.speaker)
        said = "speakers s CROSS JOIN claim_speakers y ON y.speaker = s.speaker"
        yield among("y.claim", said, sql, one=one), values
    if query.kind is not None:
        yield "c.kind = ?", (query.kind,)
    if query.certainty is not None:
        yield "c.modality = ?", (query.certainty,)
    if query.type is not None:
        yield "c.type = ?", (query.type,)
    if query.status is not None:
        yield "c.status = ?", (query.status,)
    if query.country is not None:
        yield "c.country = ?", (query.country,)
    if query.place is not None:
        yield _somewhere(query.place)
    if query.since is not None:
        yield "c.last_day >= ?", (query.since.isoformat(),)
    if query.until is not None:
        yield "c.first_day <= ?", (query.until.isoformat(),)
    if query.rule == ANY_RULE:
        yield among("u.claim", "claim_rules u", "1", one=one), ()
    elif query.rule is not None:
        yield among("u.claim", "claim_rules u", "u.rule = ?", one=one), _asked(query.rule)[:1]
    if query.text is not None:
        yield among("evidence.rowid", "evidence", "evidence MATCH ?", one=few), (words_of(query.text),)


def on_one_claim(query: EventQuery) -> Sql:
    """What ``query`` asks of a claim `c` that is at hand, as one condition; origins are not asked for."""
    conditions = list(claim_conditions(query, one=True, few=True))
    every = " AND ".join(f"({sql})" for sql, _ in conditions) or "1"
    return every, tuple(value for _, given in conditions for value in given)


def of_matching_claims(query: EventQuery) -> Sql:
    """What ``query`` asks of an event `e`, as one condition."""
    conditions = list(claim_conditions(query))
    where = ["e.n_origins >= ?"]
    bound: list[object] = [query.min_origins]
    if conditions:
        every = " AND ".join(f"({sql})" for sql, _ in conditions)
        where.append(
            "e.event_id IN (SELECT m.event_id FROM claim_marks c JOIN event_claims m ON m.claim = c.claim "
            f"WHERE {every})"
        )
        bound += [value for _, given in conditions for value in given]
    return " AND ".join(where), tuple(bound)


def to_sql(query: EventQuery) -> Sql:
    """The ids of the events that ``query`` asks for, newest first."""
    where, values = of_matching_claims(query)
    sql = f"SELECT e.event_id FROM events e WHERE {where} ORDER BY e.day DESC, e.event_id"
    return (sql, values) if query.limit is None else (f"{sql} LIMIT ?", (*values, query.limit))
