"""From the words a pattern matched to the expression they say: one builder for each name of a rule.

Those for dates, months and the like are in `calendar_builders`, those for units counted from somewhere and
for how long and how often are here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sayso.extract.time.calendar_builders import CALENDAR
from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.patterns import grammar
from sayso.extract.time.said import Said, approx_of, count_of, side_of, unit_of, with_daypart, with_part
from sayso.lang.calendar import MONTHS, WEEKDAYS
from sayso.lang.grammar import Match

__all__ = ["build", "expression_of"]


def build(words: Sequence[str], match: Match) -> Expr | None:
    """What a match says, None where its words fit no calendar (a 41st of May)."""
    try:
        return _BUILDERS[match.rule](Said(words, match.parts, expression_of))
    except (KeyError, ValueError, OverflowError):
        return None


def expression_of(words: Sequence[str]) -> Expr | None:
    """What words say that are one time expression from end to end, None if they are not."""
    found = grammar()
    for match in found.matches(found.spell(words)):
        if match.start == 0 and match.end == len(words):
            said = build(words, match)
            if said is not None:
                return said
    return None


# ------------------------------------------------------------------ units


def _unit_said(s: Said) -> Expr:
    """As in "last week", "the past year", "early next month", "by year's end"."""
    if s["y"]:
        return Expr(sort=Sort.PART, name="end", of=Expr(sort=Sort.UNIT, unit=s["y"][0], n=0, side=0))
    unit, side, words = unit_of(s["u"]), side_of(s["r"]), s["r"]
    definite = bool(words) and words[0] == "the"
    if unit in ("minute", "hour", "second"):
        return Expr(sort=Sort.STRETCH, unit=unit, n=1, side=side or -1)
    if unit == "weekend":
        return with_part(s, Expr(sort=Sort.WEEKEND, side=side))
    if words and words[-1] == "latest" and unit in ("quarter", "year", "week", "month"):
        return Expr(sort=Sort.UNIT, unit=unit, n=-1, side=-1, name="latest")
    if words and "same" in words:
        return with_part(s, Expr(sort=Sort.STORY, unit=unit, n=0))
    whole = Expr(
        sort=Sort.UNIT,
        unit=unit,
        n=float(side or 0),
        side=side,
        definite=definite,
        name=words[-1] if words else "",
    )
    return with_part(s, whole)


def _year_end(s: Said) -> Expr:
    """The last day of a year."""
    del s
    return Expr(sort=Sort.DAY, month=12, day=31)


def _the_unit(s: Said) -> Expr:
    """As in "for the year": the one told of."""
    unit = s["u"][0]
    if unit == "weekend":
        return Expr(sort=Sort.WEEKEND, side=None)
    return Expr(sort=Sort.UNIT, unit=unit, n=0, side=None, definite=True)


def _twelve(s: Said) -> Expr:
    """Spinners write "final 12 months" for "last year"."""
    side = side_of(s["r"])
    definite = bool(s["a"])
    return Expr(sort=Sort.UNIT, unit="year", n=float(side or 0), side=side, name="twelve", definite=definite)


def _stretch(s: Said) -> Expr:
    """As in "the past six months", "the coming weeks"."""
    return Expr(
        sort=Sort.STRETCH,
        unit=unit_of(s["u"]),
        n=count_of(s["n"]) if s["n"] else None,
        side=side_of(s["r"]),
        definite=True,
        name="" if s["n"] else "vague",
    )


def _first_units(s: Said) -> Expr:
    """As in "the first nine months of 1989"."""
    word = s["q"][0]
    return Expr(
        sort=Sort.SPAN_OF,
        name="last" if word in ("last", "final", "latest") else "first",
        n=count_of(s["n"]),
        unit=unit_of(s["u"]),
        of=s.inner("of"),
    )


def _ago(s: Said) -> Expr:
    """As in "three days ago", "two and a half years ago", "a year ago"."""
    n = count_of(s["n"]) if s["n"] else 1.0
    n = n + 0.5 if n is not None and s["h"] else n
    return Expr(
        sort=Sort.UNIT,
        unit=unit_of(s["u"]),
        n=None if n is None else -n,
        side=-1,
        approx=approx_of(s["a"]),
        name="ago" if s["n"] else "year_ago",
    )


def _ago_vague(s: Said) -> Expr:
    """As in "years ago"."""
    del s
    return Expr(sort=Sort.REFERENCE, name="past")


def _in_time(s: Said) -> Expr:
    """As in "in five years"; whether it is so far ahead or so long is the verb's to say."""
    return Expr(sort=Sort.UNIT, unit=unit_of(s["u"]), n=count_of(s["n"]), side=1, name="in")


def _later(s: Said) -> Expr:
    """As in "three days later", "a year earlier"."""
    n = count_of(s["n"])
    n = n + 0.5 if n is not None and s["h"] else n
    back = s["w"][0] in ("earlier", "before", "previously", "beforehand")
    return Expr(
        sort=Sort.STORY,
        unit=unit_of(s["u"]),
        n=None if n is None else -n if back else n,
        side=-1 if back else 1,
        approx=approx_of(s["a"]),
    )


def _that_unit(s: Said) -> Expr:
    """As in "that day", "the same week", "the following morning"."""
    word = s["u"][0]
    side = side_of(s["w"]) or 0
    unit = "day" if word in ("night", "morning", "afternoon", "evening", "weekday") else word
    if word in ("summer", "winter", "spring", "fall", "autumn"):
        return Expr(sort=Sort.SEASON, name=word.replace("autumn", "fall"), side=None)
    whole = Expr(sort=Sort.STORY, unit=unit, n=float(side), side=side)
    return with_daypart(whole, [word]) if word not in (unit, "weekday") else with_part(s, whole)


# ------------------------------------------------------------------ how long, how often, now and then


def _duration(s: Said) -> Expr:
    """As in "three years", "two to four weeks", "two hours and ten minutes"."""
    if not s["n"]:  # "year-long"
        return Expr(sort=Sort.DURATION, unit=unit_of(s["u"]), n=1)
    n = count_of(s["n"])
    high = count_of(s["i"]) if s["i"] else None
    if s["h"] and n is not None:
        n += 0.5
    more = Expr(sort=Sort.DURATION, unit=unit_of(s["v"]), n=count_of(s["j"])) if s["j"] else None
    if high is not None and (n is None or not n < high):
        raise ValueError("no range")
    if n is not None and n >= 1000 and s["u"][-1] in ("quarter", "month", "year", "week"):
        raise ValueError("no count")  # "the 1988 quarter"
    approx = approx_of(s["a"])
    if s["x"] and not approx:
        approx = {"so": "about", "less": "at_most"}.get(s["x"][-1], "at_least")
    return Expr(
        sort=Sort.DURATION,
        unit=unit_of(s["u"]),
        n=n,
        high=high,
        approx=approx,
        to=more,
        name=s.text("n"),
    )


def _duration_vague(s: Said) -> Expr:
    """As in "for years", "many months"."""
    unit = unit_of([s["u"][0]])
    if s["n"] == ["recent"]:
        return Expr(sort=Sort.STRETCH, unit=unit, n=None, side=-1, name="vague")
    return Expr(sort=Sort.DURATION, unit=unit, n=None)


def _while(s: Said) -> Expr:
    """As in "a while"."""
    del s
    return Expr(sort=Sort.DURATION, unit="", n=None)


def _every(s: Said) -> Expr:
    """As in "every two years", "each Friday", "Sunday mornings"."""
    if s["u"]:
        n = 2.0 if s["n"] == ["other"] else count_of(s["n"]) if s["n"] else 1.0
        return Expr(sort=Sort.SET, of=Expr(sort=Sort.DURATION, unit=unit_of(s["u"]), n=n))
    word = s["w"][0]
    if word.removesuffix("s") in WEEKDAYS:
        each = Expr(sort=Sort.WEEKDAY, weekday=WEEKDAYS[word.removesuffix("s")])
        return Expr(sort=Sort.SET, of=with_daypart(each, s["p"]))
    if word in MONTHS:
        return Expr(sort=Sort.SET, of=Expr(sort=Sort.MONTH, month=MONTHS[word]))
    if word in ("spring", "summer", "autumn", "fall", "winter"):
        return Expr(sort=Sort.SET, of=Expr(sort=Sort.SEASON, name=word.replace("autumn", "fall")))
    return Expr(sort=Sort.SET, of=Expr(sort=Sort.DAYPART, name=word))


def _often(s: Said) -> Expr:
    """As in "twice a week", "per day"."""
    return Expr(sort=Sort.SET, of=Expr(sort=Sort.DURATION, unit=unit_of(s["u"]), n=1))


_ADVERBS: dict[str, tuple[float, str]] = {
    "hourly": (1, "hour"),
    "daily": (1, "day"),
    "nightly": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "biweekly": (2, "week"),
    "monthly": (1, "month"),
    "bimonthly": (2, "month"),
    "quarterly": (3, "month"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
    "annual": (1, "year"),
    "biannual": (6, "month"),
    "biennial": (2, "year"),
    "semiannual": (6, "month"),
    "semiannually": (6, "month"),
}


def _adverb(s: Said) -> Expr:
    """As in "daily", "semi-annual"."""
    n, unit = _ADVERBS["".join(w for w in s["t"] if w.isalpha())]
    return Expr(sort=Sort.SET, of=Expr(sort=Sort.DURATION, unit=unit, n=n), name=s.text("t"))


def _reference(name: str) -> Callable[[Said], Expr]:
    """As in "now", "recently": a builder of what only points."""
    return lambda _s: Expr(sort=Sort.REFERENCE, name=name)


_BUILDERS: Mapping[str, Callable[[Said], Expr | None]] = {
    **CALENDAR,
    "unit": _unit_said,
    "year_end": _year_end,
    "the_unit": _the_unit,
    "twelve": _twelve,
    "stretch": _stretch,
    "first_units": _first_units,
    "ago": _ago,
    "ago_vague": _ago_vague,
    "in_time": _in_time,
    "later": _later,
    "that_unit": _that_unit,
    "duration": _duration,
    "duration_vague": _duration_vague,
    "while": _while,
    "every": _every,
    "often": _often,
    "adverb": _adverb,
    "now": _reference("present"),
    "before": _reference("past"),
    "after": _reference("future"),
}
