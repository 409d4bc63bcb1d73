"""Lines of a report that are no news: calls to subscribe, share bars, bylines, bios, related headlines.

A linear model over the words, pairs of words, shape and place of a line decides; `data/furniture.txt` holds
its weights, made by train/furniture.py, and `data/FURNITURE_CARD.md` says from what.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby, pairwise, repeat
from operator import attrgetter

from sayso.classes import dataclass
from sayso.link.kept import remembered
from sayso.records import Article, Sentence, Span

__all__ = ["Model", "features", "furniture_in", "parsed", "scale", "shipped"]

#: A line of this many words is always weighed; a longer one only if a telling word or mark is in it.
_SHORT = 12
#: Lines longer than this are body; the longest furniture in train/own/furniture has 55 words.
_LONG = 140
#: Lines of more words have none of the shapes below.
_SHAPED = 70
_MARKS = "@|©"
_OPEN_QUOTES = "\"“”‘«`'"
#: What a short line without a telling word must hold to be weighed.
_HINTS = re.compile(r"[@|©>›»/\[\](){}:#+°▲▼_0-9=•·–—-]|[^.?!,\"”’)]$")
#: Bounds of an address of mail are those of RFC 5321, section 4.5.3.1.
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[^\s@]{1,64}@\S{1,255}\.\w+|[@#]\w+|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|_+|[^\w\s]"
)
#: The same for what holds none of `_RARE`, which takes half the time.
_PLAIN_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[@#]\w+|_+|[^\w\s]")
_RARE = ("@", "http", "www.")
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun tues thurs weds"
_ZONES = "gmt utc est edt et pst pdt pt cet cest bst ist kst sgt eat aest hkt jst ast ct mst"
#: Words of closed sets stand for each other.
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(_MONTHS.split(), "<month>"),
    **dict.fromkeys(_DAYS.split(), "<day>"),
    **dict.fromkeys(_ZONES.split(), "<zone>"),
}
#: Names of months that are words as well count as months only with a capital.
_WORDS_TOO = frozenset("may march mar sat sun wed et pt ct ist eat".split())
#: More than the tokens of any line that is weighed.
_MANY = 1 << 20
_LENGTHS = (1, 2, 3, 5, 8, 14, 25, 40, 80)
_NAME = r"[A-Z][\w.'’-]*(?: (?:(?:al|bin|da|de|del|der|dos|van|von|of|the) )?[A-Z][\w.'’-]*){0,3}"
_NAMES = rf"{_NAME}(?:(?:,| and| &|, and) {_NAME}){{0,3}}"
_WRITER = (
    r"\b(?:reporter|editor|correspondent|columnist|writer|journalist|producer|professor|author|fellow|analyst"
    r"|lecturer|contributor|researcher|photographer|anchor|host|consultant|newsroom|newsdesk|news"
    r" (?:team|desk)|covers|writes)\b"
)
# Groups are atomic, so that no line makes the search run long.
_TICKER = (
    r"(?>[^\W\d][\w/&. ]{1,20}?[ :]++[$€£]?\d[\d.,]*+(?: \d[\d.,]*+)?"
    r"(?: ?\(?[+\-−▲▼] ?\$?\d[\d.,]*+%?\)?){0,2}+[ |,;·]*+){2,}+"
)
_STAMP = (
    r"(?i)\W*+(?:(?:first |last |article |story |time |date )*+(?:published|updated?|posted|modified|created"
    r"|issued|date|release|revised)?(?: (?:on|at|time))? ?:? ?)(?>(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*+"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}+|\d{1,4}+(?:st|nd|rd|th)?|[ap]\.? ?m"
    r"|gmt|utc|updated?|last|published|posted|modified|ago|hours?|minutes?|days?|at|on|[a-z]{1,3}t)"
    r"[ ,.:|/+–—·-]*+){3,16}+"
)
_SIGNED = (
    r"(?i)[\W_]*+(?:\w+ (?:and )?)?(?:(?:report|writ|edit|translat|compil|produc|proofread)\w*"
    r"|with assistance) (?:by|from) .*"
)
_CREDIT = (
    r"(?:.*[([])?[^()\[\]/]{2,40}(?:/[^()\[\]]{2,40}){1,3}[)\]]?\.?|[(\[][A-Z][\w .]{1,20}[)\]]"
    r"|.*\((?:[A-Z][^()]{1,60}: ?)[^()]{2,60}\)\.?"
)
_NOTE = (
    r"[\W_]*(?i:this|the|an earlier version of this)"
    r" (?i:story|article|post|piece|report|column|version|live blog)\b.*"
)
_RIGHTS = r"(?i)(?:.*all rights reserved.*|\W*(?:©|\(c\)|copyright\b).{0,20}\d{4}.*)"
_CRUMBS = r"(?:[\w&.'’ -]{2,40}\s?[>›»/|]\s?){1,6}[^>›»|]{0,90}[>›»]?"
_BIO_VERBS = " is | was | covers | writes| joined | reported | contributed| teaches ".split("|")
#: Shapes of lines that few words tell, each with what it need not be looked for without.
_SHAPES: Sequence[tuple[str, Sequence[str], re.Pattern[str]]] = (
    ("crumbs", (">", "›", "»", " / ", " | "), re.compile(_CRUMBS)),
    ("ticker", ("%", "+", "-", "−", "$"), re.compile(_TICKER)),
    ("arrows", ("▲", "▼"), re.compile(r".{1,160}")),
    ("degrees", ("°",), re.compile(r"\D{0,40}-?\d+ ?°.{0,60}")),
    ("stamp", "0123456789", re.compile(_STAMP)),
    ("signed", (" by ", " BY ", "ssistance"), re.compile(_SIGNED)),
    ("byline", ("y ", "Y "), re.compile(rf"(?:[Bb]y|BY) {_NAMES}(?:\W+.{{0,60}})?")),
    ("bio", _BIO_VERBS, re.compile(rf"{_NAME},? .*{_WRITER}.*")),
    ("credit", ("/", ")", "]"), re.compile(_CREDIT)),
    ("note", ("his ", "he "), re.compile(_NOTE)),
    ("rights", ("©", "opyright", "ights"), re.compile(_RIGHTS)),
)
#: "Read more: …", "ALSO READ …": what leads to another story is furniture whatever the story is.
_LEADS = re.compile(
    r"\W*+(?:(?i:(?:please )?(?:(?:read|see|watch|listen|view)(?: (?:more|also|next|now|here|on"
    r"|about|this))*+"
    r"|also (?:read|see|watch|of interest|on \w+)|more(?: on| from| in| about)?(?: this(?: story)?)?"
    r"|must (?:read|watch)|related(?: story| stories| articles?| news| coverage| reading| video)?"
    r"|further reading|go deeper|next up|up next|recommended(?: reading| for you)?|suggested"
    r"|in case you missed it|don['’]?t miss|trending(?: now)?|you (?:may|might) (?:also )?like))"
    r"(?:\.\.\.)?\s?(?:[:|»→>]|\s[-–—]\s)\s*|(?:READ ALSO|ALSO READ|READ MORE|SEE ALSO|RELATED)\s)(?=\S)"
)
#: Longer than this a line that follows "Related stories" is no headline, nor one that follows "Read more".
_HEADLINE = 18
_OPENS_LIST = re.compile(
    r"(?i)(?:more |most |the )?(?:related|recommended|popular|read|viewed|trending|suggested|latest|top"
    r"|also in|up next|must[- ]reads?|you (?:may|might) also like|more (?:from|on|in|news|stories|headlines"
    r"|coverage)|read (?:next|more)|don['’]t miss|editor['’]?s['’]? (?:picks?|choice)|in case you missed it"
    r"|sponsored|around the web|see also|also read)\b[^.!?\n]{0,40}"
)
_ENDS = tuple(".!?…\"”'’)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """Weights by feature, and the scores from which a line, a headline and a sentence are furniture.

    ``pairs`` are the weights of two words side by side. A longer line must hold one of the words ``telling``,
    or two of ``hinting``, to be weighed at all.
    """

    weights: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    known: frozenset[str]
    telling: frozenset[str]
    hinting: frozenset[str]
    line: int
    headline: int
    sentence: int


def furniture_in(article: Article) -> tuple[Span, ...]:
    """The lines of a report that are no news, and such sentences at either end of its paragraphs.

    Returns:
        Spans in order, none overlapping: whole paragraphs, or whole sentences of one.
    Cost:
        Most paragraphs are only looked at for telling words: about 0.5 ms for a report of 600 words.
    Source:
        Thresholds: train/furniture.py, out of fold; figures in docs/quality/furniture.md.
    """
    model = shipped()
    text, headline = article.text, article.headline
    last = len(article.paragraphs) - 1
    found: list[Span] = []
    inner: list[int] = []
    whole: set[int] = set()
    for at, span in enumerate(article.paragraphs):
        words = text[span.start : span.end]
        weight = _weight(words, model)
        if weight is None:
            continue
        title = span == headline
        floor = model.headline if title else model.line
        if last and (_score(model, weight, at, last - at) >= floor or (not title and _leads(words))):
            whole.add(at)
        elif not title and len(words) > 60:
            inner.append(at)
    whole |= set(_listed(article, whole))
    found += [article.paragraphs[at] for at in whole]
    if inner:
        found += _sentences(model, article, frozenset(inner) - whole)
    return tuple(sorted(found))


def _worth(model: Model, words: str) -> bool:
    parts = words.lower().split()
    if len(parts) > _LONG or words[0] in _OPEN_QUOTES:
        return False
    if not model.telling.isdisjoint(parts):
        return True
    if len(parts) <= _SHORT:
        return bool(_HINTS.search(words)) or not model.hinting.isdisjoint(parts)
    return len(model.hinting.intersection(parts)) > 1 or any(mark in words for mark in _MARKS)


@remembered
def _leads(words: str) -> bool:
    """Whether a line leads to another story by naming it."""
    found = _LEADS.match(words)
    return found is not None and 3 <= len(words[found.end() :].split()) <= _HEADLINE


def _score(model: Model, weight: tuple[int, float], top: int, bottom: int) -> int:
    """The score of a line of some weight with so many lines above and below it."""
    get, (shape, said) = model.weights.get, weight
    return int(shape + get(f"t{min(top, 3)}", 0) + get(f"b{min(bottom, 5)}", 0) + said)


@remembered
def _weight(words: str, model: Model) -> tuple[int, float] | None:
    """What shape and words of a line or sentence weigh wherever it stands; None if it need not be weighed.

    Remembered, as copies repeat lines: 0.5 kB for one of 40 words.
    """
    if not _worth(model, words):
        return None
    read = list(map(_reader(model.known), _tokens(words)))
    said = [each for each, _ in read]
    shape = _shape(words, len(read), sum(kinds for _, kinds in read))
    first, second = ["^", *said], [*said, "$"]
    weight = sum(map(model.weights.get, said, repeat(0)))
    weight += sum(map(model.pairs.get, zip(first, second, strict=True), repeat(0)))
    return sum(map(model.weights.get, shape, repeat(0))), weight * scale(len(read))


def scale(n: int) -> float:
    """How much the words of a line of ``n`` weigh: each the less, the more there are."""
    return 1.0 if n <= 8 else float((8 / n) ** 0.5)


def features(words: str, top: int, bottom: int, known: frozenset[str]) -> tuple[list[str], list[str], int]:
    """What is looked at in a line: its shape and place, its words and pairs of words, and how many words.

    Units:
        top, bottom: lines above and below it in the report.
    """
    read = list(map(_reader(known), _tokens(words)))
    said = [each for each, _ in read]
    always, long, *rest = _shape(words, len(read), sum(kinds for _, kinds in read))
    edged = ["^", *said, "$"]
    flat = [always, long, f"t{min(top, 3)}", f"b{min(bottom, 5)}", *rest]
    return flat, [*said, *map(" ".join, pairwise(edged))], len(read)


def _tokens(words: str) -> list[str]:
    return (_TOKEN if any(map(words.__contains__, _RARE)) else _PLAIN_TOKEN).findall(words)


def _shape(words: str, n: int, kinds: int) -> list[str]:
    """What is seen of a line of ``n`` tokens but for its words and place; ``kinds`` is the sum of theirs."""
    capitals, letters, digits = kinds % _MANY, kinds // _MANY % _MANY, kinds // _MANY**2
    marks = n - letters - digits
    flat = [
        "=",
        f"n{bisect_left(_LENGTHS, n)}",
        f"e{_end(words)}",
        f"c{capitals * 4 // (letters + 1)}",
        f"m{min(marks * 8 // (n + 1), 6)}",
    ]
    if words.isupper():
        flat.append("upper")
    if '"' in words or "“" in words:
        flat.append("quoted")
    if n <= _SHAPED:
        flat += [
            name
            for name, only, shape in _SHAPES
            if any(map(words.__contains__, only)) and shape.fullmatch(words)
        ]
    return flat


def _end(words: str) -> str:
    last = words[-1]
    return "w" if last.isalpha() else "0" if last.isdigit() else last if last in '.!?:…)]"”' else "*"


@lru_cache(maxsize=2)
def _reader(known: frozenset[str]) -> Callable[[str], tuple[str, int]]:
    """What a token is to a model, and a number whose sums count those of each kind."""

    @lru_cache(maxsize=50_000)
    def read(token: str) -> tuple[str, int]:
        first = token[0]
        return _known(token, known), first.isupper() + first.isalpha() * _MANY + first.isdigit() * _MANY**2

    return read


def _known(token: str, known: frozenset[str]) -> str:
    """A word as the model knows it: itself, its beginning, or what kind of thing it is."""
    first = token[0]
    if first.isdigit():
        return "0:0" if ":" in token else "0"
    if not first.isalpha() and len(token) > 1:
        return {"@": "<at>", "#": "<tag>", "_": "_"}.get(first, "<mail>" if "@" in token else "<odd>")
    low = token.lower().replace("’", "'")
    kind = _KINDS.get(low)
    if kind is not None and (first.isupper() or low not in _WORDS_TOO):
        return kind
    if low in known:
        return low
    if "@" in token:
        return "<mail>"
    if low.startswith(("http", "www.")):
        return "<url>"
    begun = f"{low[:5]}*"
    if len(low) > 5 and begun in known:
        return begun
    if not first.isalpha():
        return "<mark>"
    return "<Name>" if first.isupper() else "<word>"


def _listed(article: Article, whole: set[int]) -> Iterator[int]:
    """Headlines below "Related stories" and the like: short lines, up to the next that ends in a stop."""
    last = len(article.paragraphs) - 1
    for at in sorted(whole):
        if not _OPENS_LIST.fullmatch(article.paragraphs[at].of(article.text).strip(" :»>|")):
            continue
        for next_at in range(at + 1, last + 1):
            words = article.paragraphs[next_at].of(article.text)
            if next_at in whole or words.endswith(_ENDS) or not 3 <= len(words.split()) <= _HEADLINE:
                break
            yield next_at


def _sentences(model: Model, article: Article, wanted: frozenset[int]) -> Iterator[Span]:
    """Furniture at the end or the beginning of a paragraph that is news otherwise."""
    last = len(article.paragraphs) - 1
    for at, group in groupby(article.sentences, key=attrgetter("paragraph")):
        if at in wanted:
            sentences = list(group)
            after = _run(model, article, sentences[:0:-1], (at, last - at))
            yield from after
            yield from _run(model, article, sentences[: len(sentences) - len(after) - 1], (at, last - at))


def _run(model: Model, article: Article, sentences: Sequence[Sentence], place: tuple[int, int]) -> list[Span]:
    """The first sentences given that are furniture, up to one that is not."""
    out: list[Span] = []
    for sentence in sentences:
        words = sentence.span.of(article.text)
        weight = _weight(words, model)
        if weight is None or _score(model, weight, *place) < model.sentence:
            break
        out.append(sentence.span)
    return out


@cache
def shipped() -> Model:
    """The model that comes with the package."""
    return parsed(files("sayso.link").joinpath("data/furniture.txt").read_text(encoding="utf-8"))


def parsed(raw: str) -> Model:
    """A model from its file: a line each of thresholds, telling and hinting words, then the features.

    Raises:
        ValueError: the first line does not hold three numbers, or a weight is none.
    """
    head, telling, hinting, *rows = raw.splitlines()
    line, headline, sentence = (int(v) for v in head.split())
    weights = {name: int(weight) for weight, name in (row.split("\t") for row in rows)}
    return Model(
        weights=weights,
        pairs={
            (name[:at], name[at + 1 :]): weight
            for name, weight in weights.items()
            if (at := name.find(" ")) > 0
        },
        known=frozenset(name for name in weights if " " not in name),
        telling=_as_written(telling),
        hinting=_as_written(hinting),
        line=line,
        headline=headline,
        sentence=sentence,
    )


def _as_written(words: str) -> frozenset[str]:
    """Words as they stand between spaces, with the marks that may touch them."""
    marks = ("", *".,:;!?)]", ".)")
    return frozenset(f"{a}{word}{b}" for word in words.split() for a in ("", "(", "[") for b in marks)
