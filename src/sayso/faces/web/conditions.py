"""What a list of events was asked for, and the addresses that ask for more, for less, for something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from starlette.requests import Request

from sayso.classes import dataclass
from sayso.engine.answers import Answers, Turn
from sayso.engine.session import EventQuery
from sayso.errors import QueryError
from sayso.faces.web.asked import CONDITIONS, LONGEST, address, conditions_of, event_query, number_of, params
from sayso.faces.web.brief import alone
from sayso.faces.web.charts.scale import day_words
from sayso.faces.web.parts import Chosen, Facet, FacetValue
from sayso.faces.web.showing import country_words, shortened
from sayso.ledger import TYPES, Count, Tally
from sayso.records import Modality, Status

__all__ = [
    "CHOICES",
    "NAMES",
    "Asked",
    "asked_by",
    "asked_of",
    "chosen",
    "facets",
    "labels_of",
    "names_of",
    "title_of",
    "value_words",
]

#: What each condition is called where it is in force.
NAMES: Mapping[str, str] = {
    "text": "words",
    "who": "taking part",
    "actor": "who acts",
    "target": "to whom",
    "kind": "kind",
    "type": "type",
    "place": "place",
    "country": "country",
    "since": "from",
    "until": "until",
    "status": "status",
    "certainty": "certainty",
    "speaker": "speaker",
    "min_origins": "origins at least",
    "rule": "rule",
}
#: The facets of a tally, in the order in which they are shown: the name, the condition, the label, whether it
#: is unfolded unasked.
_FACETS = (
    ("type", "type", "Type", True),
    ("actor", "actor", "Who acts", True),
    ("target", "target", "To whom", False),
    ("country", "country", "Country", True),
    ("status", "status", "Status", True),
    ("certainty", "certainty", "How sure the speaker is", False),
    ("origins", "min_origins", "Independent origins", False),
    ("speaker", "speaker", "Who says so", False),
    ("rule", "rule", "Rules touched", False),
)
#: Values of one facet, unless all are asked for.
_SHOWN = 7
_PERIODS = ((7, "7 days"), (30, "30 days"), (365, "12 months"))
#: A ledger whose newest event is older is looked back on from that event.
_FRESH_DAYS = 14
#: Years that are given as periods.
_YEARS = 6
#: The values of conditions that have few, for controls: value and words; the first chooses nothing.
CHOICES: Mapping[str, Sequence[tuple[str, str]]] = {
    name: [("", "any"), *((str(value), str(value)) for value in values)]
    for name, values in (("type", TYPES), ("status", Status), ("certainty", Modality))
}
_SAME: Mapping[str, str | int | None] = MappingProxyType({})
_PAGING = ("older", "newer", "limit", "more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address of a list of events asks for.

    Attributes:
        given: the conditions by name, as an address has them.
        more: the facet of which all values are to be shown, or "".
        limit: how many events a page has, where it was asked for.
        path: of the page that is asked, which shows events as a list, on a map, over time.
    """

    query: EventQuery
    turn: Turn
    given: Mapping[str, str]
    limit: int | None = None
    more: str = ""
    path: str = "/"

    def with_(self, changes: Mapping[str, str | int | None] = _SAME, path: str | None = None) -> str:
        """The address with some conditions changed; None lets one go. It begins at the newest events."""
        return address(path or self.path, {**self.given, "limit": self.limit, **changes})


def asked_of(request: Request, rows: int) -> Asked:
    """What a request asks for; ``rows`` is the number of events on a page where it says none.

    Raises:
        QueryError: it cannot be asked for.
    """
    return asked_by(params(request, (*CONDITIONS, "q", *_PAGING)), rows)


def asked_by(found: dict[str, str], rows: int, path: str = "/") -> Asked:
    """What parameters of the page at ``path`` ask for; those that are none of a list are left alone.

    Raises:
        QueryError: it cannot be asked for.
    """
    words = " ".join(found[name] for name in ("text", "q") if name in found)
    if words:
        found["text"] = words
    query = event_query(found)
    limit = number_of("limit", found["limit"], 1, 200) if "limit" in found else None
    more = found.get("more", "")
    if more and more not in {name for name, _, _, _ in _FACETS}:
        raise QueryError(
            f"no facet {more[:40]!r}", item="more", hint=", ".join(name for name, _, _, _ in _FACETS)
        )
    turn = Turn(n=limit or min(rows, 200), older=found.get("older"), newer=found.get("newer"))
    return Asked(query=query, turn=turn, given=conditions_of(query), limit=limit, more=more, path=path)


def value_words(name: str, value: str, labels: Mapping[str, str]) -> str:
    """A condition's value as people call it; ``labels`` are names of what ids stand for."""
    if name == "country":
        return country_words(value)
    if name in ("since", "until"):
        return day_words(date.fromisoformat(value))
    return shortened(labels.get(value, value), 80)


def labels_of(answers: Answers, asked: Asked, tally: Tally) -> dict[str, str]:
    """Names of the actors and places that conditions name by their ids."""
    found = {c.value: c.label for name in ("actor", "target") for c in tally.facets.get(name, ())}
    found |= {place.place_id: place.name for place in tally.places}
    return found | names_of(answers, asked.given, found)


def names_of(
    answers: Answers, given: Mapping[str, str], known: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Names of the actors that conditions name by their ids, but for those that are known."""
    found: dict[str, str] = {}
    for name in ("who", "actor", "target"):
        value = given.get(name, "")
        if ":" in value and value not in known:
            facts = answers.actor(value)
            if facts is not None:
                found[value] = facts.names[0]
    return found


def chosen(asked: Asked, labels: Mapping[str, str]) -> list[Chosen]:
    """The conditions in force, each with the address that lets it go."""
    return [
        Chosen(name=NAMES[name], value=value_words(name, value, labels), href=asked.with_({name: None}))
        for name, value in asked.given.items()
    ]


def title_of(asked: Asked, labels: Mapping[str, str]) -> str:
    """What is asked, in a line."""
    given = dict(asked.given)
    parts = [f"“{alone(shortened(given.pop('text'), 60))}”"] if "text" in given else []
    since, until = given.pop("since", None), given.pop("until", None)
    parts += [
        f"{value} origins or more" if name == "min_origins" else alone(value_words(name, value, labels))
        for name, value in given.items()
    ]
    if since or until:
        words = [day_words(date.fromisoformat(day)) if day else "" for day in (since, until)]
        parts.append(
            f"{words[0]} to {words[1]}"
            if since and until
            else f"since {words[0]}"
            if since
            else f"until {words[1]}"
        )
    return "Events: " + ", ".join(parts) if parts else "All events"


def facets(asked: Asked, tally: Tally, today: date) -> list[Facet]:
    """What the events have in common, each value with the address that asks for it."""
    found = [_facet(asked, tally, *one) for one in _FACETS]
    period = _periods(asked, tally, today)
    return [*found[:4], period, *found[4:]]


def _facet(asked: Asked, tally: Tally, name: str, condition: str, label: str, open_: bool) -> Facet:
    # what is too long to be asked for is no value to choose
    counts: Sequence[Count] = [c for c in tally.facets.get(name, ()) if len(c.value) <= LONGEST]
    held = asked.given.get(condition)
    values = [
        FacetValue(
            text=_count_words(name, count),
            href=asked.with_({condition: None if count.value == held else count.value}),
            n=count.events,
            chosen=count.value == held,
        )
        for count in (counts if asked.more == name else counts[:_SHOWN])
    ]
    if held is not None and not any(value.chosen for value in values):
        words = value_words(condition, held, {})
        values.insert(0, FacetValue(text=words, href=asked.with_({condition: None}), chosen=True))
    all_of_it = len(counts) > _SHOWN and asked.more != name
    return Facet(
        label=label,
        values=values,
        more=asked.with_({"more": name}) if all_of_it else None,
        open=bool(values) and (open_ or held is not None or asked.more == name),
    )


def _count_words(name: str, count: Count) -> str:
    return country_words(count.value) if name == "country" else shortened(count.label, 60)


def _periods(asked: Asked, tally: Tally, today: date) -> Facet:
    """Stretches up to now, or up to the newest event of a ledger of older news; and years."""
    days = sorted(day for day in tally.days if day)
    newest = min(date.fromisoformat(days[-1]), today) if days else today
    fresh = (today - newest).days <= _FRESH_DAYS
    end = today if fresh else newest
    held = asked.given.get("since"), asked.given.get("until")
    values: list[FacetValue] = []

    def add(text: str, since: date, until: date | None) -> None:
        asks = since.isoformat(), until.isoformat() if until else None
        on = asks == held
        href = asked.with_({"since": None if on else asks[0], "until": None if on else asks[1]})
        values.append(FacetValue(text=text, href=href, chosen=on))

    for n, words in _PERIODS:
        text = f"last {words}" if fresh else f"{words} up to {day_words(end)}"
        add(text, end - timedelta(days=n - 1), None if fresh else end)
    for year in _years(days):
        add(str(year), date(year, 1, 1), date(year, 12, 31))
    if any(held) and not any(value.chosen for value in values):
        words = _whole_year(*held) or " to ".join(
            value_words("since", day, {}) if day else "…" for day in held
        )
        values.insert(
            0, FacetValue(text=words, href=asked.with_({"since": None, "until": None}), chosen=True)
        )
    return Facet(label="Period", values=values, open=any(held))


def _whole_year(since: str | None, until: str | None) -> str:
    """The year that begins and ends on these days; "" if none does."""
    year = (since or "")[:4]
    return year if (since, until) == (f"{year}-01-01", f"{year}-12-31") else ""


def _years(days: Sequence[str]) -> Iterator[int]:
    years = sorted({int(day[:4]) for day in days}, reverse=True)
    yield from years[:_YEARS] if len(years) > 1 else ()
