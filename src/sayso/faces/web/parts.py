"""What the macros of the templates are given: small records with words that are ready to be shown.

A page's function turns the engine's records into these; a template only places them. Text is plain:
escaping is the template's business alone. An `href` is always a path of this server unless its field says
otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass

__all__ = [
    "ActorRef",
    "Cell",
    "Chosen",
    "Column",
    "DayRef",
    "Export",
    "Facet",
    "FacetValue",
    "Frame",
    "Link",
    "Origins",
    "Pager",
    "PlaceRef",
    "Speaker",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What `base.html` needs of every page.

    Attributes:
        title: of the page, without the program's name.
        section: key of the entry of `navigation.ENTRIES` that is current, or "".
        path: path and query of this page; the theme switch comes back to it.
        theme: "light", "dark" or "auto".
        query: words in the search box.
        token: the session's token against forged posts, put into every form that changes something; ""
            for none.
    """

    title: str
    section: str = ""
    path: str = "/"
    theme: str = "auto"
    query: str = ""
    token: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and where they lead; no `href`: words alone."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRef:
    """An actor as resolved, and as it was read where that differs.

    Attributes:
        name: what it resolved to, or the words read when it did not resolve.
        read: the words in the report, where they differ from the name.
        country: ISO 3166 alpha-3, or None.
        sectors: codes such as GOV, MIL.
        sure: our probability that the words mean this actor; None when it did not resolve.
    """

    name: str
    href: str | None = None
    read: str | None = None
    country: str | None = None
    sectors: Sequence[str] = ()
    sure: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRef:
    """A place as resolved, how finely, and as it was read.

    Attributes:
        precision: facility, city, admin1, country, region or water; "" when it did not resolve.
        within_km: radius of what is not known, or None.
    """

    name: str
    href: str | None = None
    read: str | None = None
    country: str | None = None
    precision: str = ""
    within_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRef:
    """A time in words.

    Attributes:
        text: "13 Sep 2023", "Sep 2023", "12-15 Sep 2023"; for an open time the words of the report.
        iso: machine form for `datetime`, or None.
        status: "resolved", "assumed" or "unresolved".
        note: why it is assumed or unresolved.
    """

    text: str
    iso: str | None = None
    status: str = "resolved"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """How many independent origins, between which bounds, out of how many reports and publishers.

    Attributes:
        rests_on: the speaker on whom all accounts rest, if there is one.
    """

    n: int
    low: int | None = None
    high: int | None = None
    reports: int | None = None
    publishers: int | None = None
    rests_on: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One link of a chain of who says so, outermost first.

    Attributes:
        kind: person, institution, outlet, unnamed, collective or document.
        cue: the words that attribute ("said", "citing").
        note: affiliation or country, in words.
    """

    name: str
    kind: str
    href: str | None = None
    cue: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head.

    Attributes:
        href: the same page ordered by this column; None when it cannot be ordered by.
        sorted: "ascending", "descending" or None, as `aria-sort` has it.
        numeric: whether its cells stand at the end of their column.
    """

    label: str
    href: str | None = None
    sorted: str | None = None
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a plain table: words, perhaps a link, perhaps a number."""

    text: str
    href: str | None = None
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value to filter by; `href` chooses it, or lets it go when it is chosen."""

    text: str
    href: str
    n: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A group of values to filter by.

    Attributes:
        more: the page with all values, when only the most frequent are here.
        open: whether it is unfolded.
    """

    label: str
    values: Sequence[FacetValue]
    more: str | None = None
    open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A filter in force; `href` is the page without it."""

    name: str
    value: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where the neighbouring pages of a list are, and how much of it is seen.

    Attributes:
        newer, older: pages by cursor; None at the ends.
        shown: how many rows this page has.
        total: how many there are; None when they were not counted to the end.
        at_least: the count reached when counting stopped.
    """

    shown: int
    newer: str | None = None
    older: str | None = None
    total: int | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One form in which a page can be taken away."""

    label: str
    href: str
    note: str = ""
