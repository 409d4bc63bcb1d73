"""Time expressions of a sentence, normalised against the day of publication, and which one an act has.

Without a publication day only dates that name their year resolve; the words are kept in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.extract.calendar_rules import (
    Interval,
    day,
    decade,
    month,
    month_shift,
    quarter,
    season,
    span_of,
    week,
    year,
)
from sayso.lang.calendar import (
    MONTH_PATTERN,
    MONTHS,
    ORDINALS,
    SEASONS,
    SMALL,
    WEEKDAY_PATTERN,
    WEEKDAYS,
)
from sayso.records import Article, Grain, SentenceReading, Span, TimeRange

__all__ = ["event_time", "times_in"]

_M, _W = MONTH_PATTERN, WEEKDAY_PATTERN
_N = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|several|(?:a )?few|a couple of)"
_UNIT = r"(?:day|week|month|year|decade|hour)s?"
_LAST = r"(?:last|previous|past|final|preceding|closing)"
_NEXT = r"(?:next|coming|subsequent|following|upcoming)"
_PART = r"(?:early|earlier|late|later|mid|the end of|the beginning of|the start of|the middle of)"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What rules look at: the publication day and whether the sentence looks ahead from here."""

    today: date | None
    ahead: bool


_Rule = Callable[[re.Match[str], _Asked], Interval | None]


def times_in(sentence: SentenceReading, article: Article) -> tuple[TimeRange, ...]:
    """Times of a sentence, in order, not overlapping; the longest match at each place wins."""
    if not sentence.tokens:
        return ()
    base = sentence.tokens[0].span.start
    text = article.text[base : sentence.tokens[-1].span.end]
    found: list[TimeRange] = []
    for begin, end, match, rule in _matches(text):
        if found and base + begin < found[-1].span.end:
            continue
        asked = _Asked(article.published, _looks_ahead(sentence, base + begin))
        span = Span(base + begin, base + end)
        if article.dateline is not None and article.dateline.overlaps(span):
            continue
        try:
            said = rule(match, asked)
        except (ValueError, OverflowError):  # a 31st of February, a year 0
            said = None
        found.append(_range(span, article.text, said))
    return tuple(found)


def _range(span: Span, text: str, said: Interval | None) -> TimeRange:
    if said is None:
        return TimeRange(text=span.of(text), span=span)
    return TimeRange(
        text=span.of(text),
        span=span,
        edtf=said.edtf,
        earliest=said.first.isoformat(),
        latest=said.last.isoformat(),
        grain=said.grain,
    )


def _matches(text: str) -> Iterator[tuple[int, int, re.Match[str], _Rule]]:
    """Non-overlapping matches, earliest first, then longest, then in the order of the rules."""
    every = [
        (m.start(), -m.end(), order, m, rule)
        for order, (pattern, rule) in enumerate(_RULES)
        for m in pattern.finditer(text)
    ]
    every.sort(key=lambda row: row[:3])
    last = 0
    for begin, end, _, m, rule in every:
        if begin >= last:
            yield begin, -end, m, rule
            last = -end


def _looks_ahead(sentence: SentenceReading, at: int) -> bool:
    """Whether the verb that a time goes with speaks of the future: the verb above it, else the nearest."""
    tokens = sentence.tokens
    here = next((i for i, t in enumerate(tokens) if t.span.end > at), None)
    if here is None:
        return False
    up = here
    for _ in range(len(tokens)):
        if tokens[up].upos in ("VERB", "AUX") and up != here:
            break
        if tokens[up].head < 0:
            break
        up = tokens[up].head
    verb = up
    helpers = {t.text.lower() for t in tokens if t.head == verb and t.deprel.startswith("aux")}
    if helpers & {"will", "'ll", "’ll", "shall", "would", "wo", "may", "might", "could"}:
        return True
    feats = tokens[verb].feats
    if "VerbForm=Inf" in feats and not helpers & {"did", "does", "do", "have"}:
        head = tokens[verb].head
        return head < 0 or tokens[head].upos in ("VERB", "ADJ", "NOUN", "AUX")
    if helpers & {"is", "are", "'re", "’re", "'s"} and ("Tense=Pres" in feats or "VerbForm=Ger" in feats):
        return True
    head = tokens[verb].head
    return (
        head >= 0
        and tokens[head].lemma in ("plan", "expect", "schedule", "due", "set", "intend")
        and verb != head
    )


# ------------------------------------------------------------------ rules


def _count(word: str) -> int:
    word = word.lower().strip()
    if word.isdigit():
        return int(word)
    return SMALL.get(word.replace("a ", "").replace(" of", ""), 1)


def _shift(today: date, unit: str, by: int) -> Interval:
    unit = unit.lower().rstrip("s")
    if unit == "day":
        return day(today + timedelta(days=by))
    if unit == "week":
        return week(today + timedelta(days=7 * by))
    if unit == "month":
        return month_shift(today, by)
    if unit == "decade":
        return decade((today.year + 10 * by) // 10 * 10)
    return year(today.year + by)


def _full(m: re.Match[str], _: _Asked) -> Interval | None:
    return day(date(int(m["y"]), MONTHS[m["m"].lower().rstrip(".")], int(m["d"])))


def _iso(m: re.Match[str], _: _Asked) -> Interval | None:
    return day(date(int(m["y"]), int(m["m"]), int(m["d"])))


def _month_day(m: re.Match[str], a: _Asked) -> Interval | None:
    """A day without its year: the nearest such day, on the side the tense points to."""
    if a.today is None:
        return None
    number, d = MONTHS[m["m"].lower().rstrip(".")], int(m["d"])
    options = [
        date(y, number, d)
        for y in (a.today.year - 1, a.today.year, a.today.year + 1)
        if _exists(y, number, d)
    ]
    if not options:
        return None

    # Within half a year either way the nearest is meant; tense decides only when both are likely.
    def cost(option: date) -> int:
        away = (option - a.today).days if a.today else 0
        wrong = (away > 0) != a.ahead and away != 0
        return abs(away) + (60 if wrong else 0)

    return day(min(options, key=cost))


def _exists(y: int, m: int, d: int) -> bool:
    try:
        date(y, m, d)
    except ValueError:
        return False
    return True


def _month_year(m: re.Match[str], _: _Asked) -> Interval | None:
    return _parted(month(int(m["y"]), MONTHS[m["m"].lower().rstrip(".")]), m["part"])


def _month_alone(m: re.Match[str], a: _Asked) -> Interval | None:
    if a.today is None:
        return None
    number = MONTHS[m["m"].lower().rstrip(".")]
    word = (m["rel"] or "").lower()
    y = a.today.year
    if word in ("last", "previous", "past", "final"):
        y -= number >= a.today.month
    elif word in ("next", "coming") or (a.ahead and not word):
        y += number < a.today.month
    elif not word:
        y -= number > a.today.month
    return _parted(month(y, number), m["part"])


def _parted(whole: Interval, part: str | None) -> Interval:
    """As in "Early", "mid", "late", "the end of": the third of the interval meant."""
    if not part:
        return whole
    word = part.lower()
    n = (whole.last - whole.first).days + 1
    third = timedelta(days=n // 3)
    if word.startswith("earl") or "beginning" in word or "start" in word:
        return span_of(whole.first, whole.first + third - timedelta(days=1), whole.grain)
    if word.startswith("late") or "end" in word:
        return span_of(whole.last - third + timedelta(days=1), whole.last, whole.grain)
    return span_of(whole.first + third, whole.last - third, whole.grain)


def _year(m: re.Match[str], _: _Asked) -> Interval | None:
    return _parted(year(int(m["y"])), m["part"])


def _decade(m: re.Match[str], _: _Asked) -> Interval | None:
    return decade(int(m["y"]) // 10 * 10)


def _years(m: re.Match[str], _: _Asked) -> Interval | None:
    first, last = year(int(m["a"])), year(int(m["b"]))
    if last.first < first.first:
        return None
    return Interval(first.first, last.last, f"{first.edtf}/{last.edtf}", Grain.YEAR)


def _weekday(m: re.Match[str], a: _Asked) -> Interval | None:
    if a.today is None:
        return None
    number = WEEKDAYS[m["w"].lower()]
    word = (m["rel"] or "").lower()
    back = (a.today.weekday() - number) % 7
    forth = (number - a.today.weekday()) % 7
    if word in ("last", "previous", "past", "final"):
        return day(a.today - timedelta(days=back or 7))
    if word in ("next", "coming", "subsequent", "following"):
        return day(a.today + timedelta(days=forth or 7))
    if a.ahead:
        return day(a.today + timedelta(days=forth))
    return day(a.today - timedelta(days=back))


def _weekdays(m: re.Match[str], a: _Asked) -> Interval | None:
    if a.today is None:
        return None
    one, two = WEEKDAYS[m["a"].lower()], WEEKDAYS[m["b"].lower()]
    length = (two - one) % 7
    if a.ahead:
        first = a.today + timedelta(days=(one - a.today.weekday()) % 7)
    else:
        last = a.today - timedelta(days=(a.today.weekday() - two) % 7)
        first = last - timedelta(days=length)
    return span_of(first, first + timedelta(days=length), Grain.DAY)


_NEAR_DAYS = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "last night": -1,
    "overnight": 0,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}


def _near_day(m: re.Match[str], a: _Asked) -> Interval | None:
    return None if a.today is None else day(a.today + timedelta(days=_NEAR_DAYS[m["d"].lower()]))


def _this(m: re.Match[str], a: _Asked) -> Interval | None:
    """As in "This week", "earlier this month", "this 12 months" as spinners write it."""
    if a.today is None:
        return None
    unit = "year" if "12" in m["u"] else m["u"]
    whole = _shift(a.today, unit, 0)
    word = (m["part"] or "").lower()
    if word.startswith("earl"):
        return span_of(whole.first, max(whole.first, a.today), whole.grain)
    if word.startswith("late") or "end" in word:
        return span_of(
            a.today if word.startswith("later") else _parted(whole, "end").first, whole.last, whole.grain
        )
    return _parted(whole, word) if word else whole


def _relative(m: re.Match[str], a: _Asked) -> Interval | None:
    """As in "Last year", "next month"; "final 12 months" is what spinners make of "last year"."""
    if a.today is None:
        return None
    by = -1 if re.fullmatch(_LAST, m["rel"], re.IGNORECASE) else 1
    unit = "year" if "12" in m["u"] else m["u"]
    return _parted(_shift(a.today, unit, by), m["part"])


def _past_stretch(m: re.Match[str], a: _Asked) -> Interval | None:
    """As in "In the past six months", "over the next two weeks"."""
    if a.today is None:
        return None
    n = _count(m["n"])
    days = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5, "hour": 1 / 24}[
        m["u"].lower().rstrip("s")
    ]
    length = timedelta(days=max(1, round(n * days)))
    grain = Grain(m["u"].lower().rstrip("s"))
    if re.fullmatch(_LAST, m["rel"], re.IGNORECASE):
        return span_of(a.today - length, a.today, grain)
    return span_of(a.today, a.today + length, grain)


def _ago(m: re.Match[str], a: _Asked) -> Interval | None:
    if a.today is None:
        return None
    unit = m["u"].lower().rstrip("s")
    if unit == "hour":
        return day(a.today - timedelta(days=_count(m["n"]) // 24))
    return _shift(a.today, unit, -_count(m["n"]))


def _since(m: re.Match[str], a: _Asked) -> Interval | None:
    first = (
        year(int(m["y"])).first
        if not m["m"]
        else month(int(m["y"]), MONTHS[m["m"].lower().rstrip(".")]).first
    )
    if a.today is None or a.today < first:
        return None
    start = f"{first.year:04d}" if not m["m"] else f"{first.year:04d}-{first.month:02d}"
    return Interval(
        first, a.today, f"{start}/{a.today.isoformat()}", Grain.YEAR if not m["m"] else Grain.MONTH
    )


def _season(m: re.Match[str], a: _Asked) -> Interval | None:
    number, first_month = SEASONS[m["s"].lower()]
    if m["y"]:
        return season(int(m["y"]), number, first_month)
    if a.today is None:
        return None
    word = (m["rel"] or "this").lower()
    this = season(a.today.year, number, first_month)
    if word in ("last", "previous", "past", "final"):
        return this if this.last < a.today else season(a.today.year - 1, number, first_month)
    if word in ("next", "coming", "upcoming"):
        return this if this.first > a.today else season(a.today.year + 1, number, first_month)
    return this


def _quarter(m: re.Match[str], a: _Asked) -> Interval | None:
    y = int(m["y"]) if m["y"] else (a.today.year if a.today else None)
    return None if y is None else quarter(y, ORDINALS[m["q"].lower()])


def _weekend(m: re.Match[str], a: _Asked) -> Interval | None:
    if a.today is None:
        return None
    saturday = a.today + timedelta(days=5 - a.today.weekday())
    word = (m["rel"] or "").lower()
    if word in ("last", "past") or (word in ("the", "") and not a.ahead and a.today < saturday):
        saturday -= timedelta(days=7)
    elif word == "next":
        saturday += timedelta(days=7)
    return span_of(saturday, saturday + timedelta(days=1), Grain.DAY)


def _later(_m: re.Match[str], _a: _Asked) -> Interval | None:
    """As in "Two days later": from when, another sentence says; the words are kept."""
    return None


def _compile(pattern: str, *, fold: bool = True) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if fold else 0)


_ON = r"(?:\b[Oo]n )?"
_IN = r"(?:\b(?:[Ii]n|[Dd]uring|[Bb]y|[Uu]ntil) )?"
_WKREL = r"(?:(?P<rel>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|[Pp]ast|[Pp]revious|[Ff]inal|[Ff]ollowing|[Ss]ubsequent) )?"
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (_compile(rf"{_ON}(?:{_W},? )?(?P<m>{_M}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[12]\d{{3}})\b", fold=False), _full),
    (_compile(rf"{_ON}(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_M}),? (?P<y>[12]\d{{3}})\b", fold=False), _full),
    (_compile(r"(?:\b[Oo]n )?\b(?P<y>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b", fold=False), _iso),
    (_compile(rf"\b[Ss]ince (?:(?P<m>{_M}) )?(?P<y>[12]\d{{3}})\b", fold=False), _since),
    (_compile(rf"{_ON}(?:{_W},? )?(?P<m>{_M}) (?P<d>[0-3]?\d)(?:st|nd|rd|th)?\b(?![\d,.]*\d)", fold=False), _month_day),
    (_compile(rf"{_ON}\b(?:the )?(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<m>{_M})\b", fold=False), _month_day),
    (_compile(rf"{_IN}\b(?:(?P<part>{_PART})[- ])?(?P<m>{_M}),? (?:of )?(?P<y>[12]\d{{3}})\b", fold=False), _month_year),
    (_compile(rf"\b(?:[Ii]n|[Dd]uring|[Bb]y|[Uu]ntil|[Ss]ince|[Ll]ast|[Nn]ext|[Tt]his|early|late|mid|the end of) ?-?(?<=[ -])(?:(?P<part>{_PART})[- ])?(?:(?P<rel>last|next|this|previous|past|coming) )?(?P<m>{_M})\b", fold=False), _month_alone),
    (_compile(r"\b(?:from|between) (?P<a>[12]\d{3}) (?:to|and|until|through) (?P<b>[12]\d{3})\b"), _years),
    (_compile(r"\b(?P<a>[12]\d{3})[-–](?P<b>[12]\d{3})\b"), _years),
    (_compile(rf"\b(?:in|during|by|until|from) (?:(?P<part>{_PART})[- ])?(?P<y>(?:1[89]|20)\d{{2}})\b(?![-–,.]?\d|%| (?:people|soldiers|troops|tons|miles|km|dead))"), _year),
    (_compile(r"\b(?P<part>early|late|mid)[- ](?P<y>(?:1[89]|20)\d{2})\b"), _year),
    (_compile(r"\b(?:in )?the (?:early |late |mid-)?(?P<y>1[89]\d0|20\d0)s\b"), _decade),
    (_compile(rf"\b(?:from )?(?P<a>{_W}) (?:to|through|until) (?P<b>{_W})\b", fold=False), _weekdays),
    (_compile(rf"{_ON}{_WKREL}\b(?P<w>{_W})(?:['’]s)?(?: (?:morning|afternoon|evening|night))?\b", fold=False), _weekday),
    (_compile(rf"\b(?P<d>{'|'.join(sorted(_NEAR_DAYS, key=len, reverse=True))})\b"), _near_day),
    (_compile(rf"\b(?:in |during |by |until )?(?:(?P<part>{_PART}) )?this (?P<u>week|month|year|decade|12 months)\b"), _this),
    (_compile(rf"\b(?:in |during |over |within |for )?the (?P<rel>{_LAST}|{_NEXT}) (?P<n>{_N}) (?P<u>{_UNIT})\b"), _past_stretch),
    (_compile(rf"\b(?:in |during |by |until )?(?:(?P<part>{_PART}) )?(?:the )?(?P<rel>{_LAST}|{_NEXT}) (?P<u>week|month|year|decade|12 months)\b"), _relative),
    (_compile(rf"\b(?:some |about |around |almost |nearly )?(?P<n>{_N}) (?P<u>{_UNIT}) (?:ago|earlier)\b"), _ago),
    (_compile(rf"\b(?P<n>{_N}) (?P<u>{_UNIT}) (?:later|afterwards?)\b"), _later),
    (_compile(r"\b(?:in |during |by |until |over )?(?:the )?(?:(?P<rel>last|next|this|past|previous|coming|upcoming) )?(?P<s>spring|summer|autumn|winter)(?: (?:of )?(?P<y>[12]\d{3}))?\b"), _season),
    (_compile(r"\b(?:in )?(?:the )?(?:(?P<rel>last|next|this) )(?P<s>fall)(?: (?:of )?(?P<y>[12]\d{3}))?\b"), _season),
    (_compile(r"\b(?:in )?the (?P<q>first|second|third|fourth) quarter(?: of (?P<y>[12]\d{3}))?\b"), _quarter),
    (_compile(r"\b(?:over |at |on )?(?P<rel>the|this|last|next|past) weekend\b"), _weekend),
    (_compile(rf"\b(?P<y>(?:19|20)\d{{2}})(?= (?:{'election|invasion|war|agreement|accord|treaty|attack|coup|budget|deal|summit|constitution|revolution|census'})\b)(?P<part>)"), _year),
)  # fmt: skip


# ------------------------------------------------------------------ which time an act has


def event_time(times: Sequence[TimeRange], sentence: SentenceReading, index: int) -> TimeRange | None:
    """The time of the act at word ``index``: one in its own ARGM-TMP or hung on it, never another verb's."""
    if not times:
        return None
    tokens = sentence.tokens
    predicate = next((p for p in sentence.predicates if p.index == index), None)
    if predicate is not None:
        for arg in predicate.args:
            if arg.role != "ARGM-TMP" or arg.end > len(tokens):
                continue
            inside = Span(tokens[arg.start].span.start, tokens[arg.end - 1].span.end)
            for time in times:
                if inside.overlaps(time.span) and _owner(sentence, time) in (
                    index,
                    None,
                    *_family(sentence, index),
                ):
                    return time
    family = _family(sentence, index)
    owned = [(abs(_first(sentence, t) - index), t) for t in times if _owner(sentence, t) in family]
    if owned:
        return min(owned, key=lambda pair: pair[0])[1]
    return _right_after(times, sentence, index)


def _first(sentence: SentenceReading, time: TimeRange) -> int:
    return next((i for i, t in enumerate(sentence.tokens) if t.span.end > time.span.start), 0)


def _owner(sentence: SentenceReading, time: TimeRange) -> int | None:
    """The verb or event noun that a time hangs on: the first verb above it, or the noun it modifies."""
    tokens = sentence.tokens
    inside = {i for i, t in enumerate(tokens) if time.span.overlaps(t.span)}
    if not inside:
        return None
    head = next((i for i in inside if tokens[i].head not in inside), min(inside))
    # "in October" of "the talks in October": the noun; "Wednesday's meeting": the noun as well
    at = tokens[head].head
    for _ in range(len(tokens)):
        if at < 0:
            return head if tokens[head].head < 0 else None
        if tokens[at].upos in ("VERB", "NOUN", "ADJ", "AUX", "PROPN"):
            return at
        at = tokens[at].head
    return None


def _family(sentence: SentenceReading, index: int) -> tuple[int, ...]:
    """The act's word, and a first verb whose time its coordinates share ("on Monday met … and signed")."""
    tokens = sentence.tokens
    out = [index]
    at = index
    while tokens[at].deprel == "conj" and tokens[at].head >= 0 and len(out) < 5:
        at = tokens[at].head
        out.append(at)
    return tuple(out)


def _right_after(times: Sequence[TimeRange], sentence: SentenceReading, index: int) -> TimeRange | None:
    """A time behind a verb with no other verb or stop between: for wording that the tree gets wrong."""
    tokens = sentence.tokens
    if (
        tokens[index].upos != "VERB"
        and tokens[index].head >= 0
        and tokens[index].deprel not in ("ccomp", "root")
    ):
        return None
    for time in times:
        first = _first(sentence, time)
        if first <= index:
            continue
        between = tokens[index + 1 : first]
        owner = _owner(sentence, time)
        free = owner is None or tokens[owner].upos not in ("VERB", "AUX")
        if free and not any(t.upos == "VERB" or t.text in ",;:—" for t in between):
            return time
        return None
    return None
