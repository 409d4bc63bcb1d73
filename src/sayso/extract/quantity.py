"""How many: numbers of a sentence with their bounds, units and what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.lang.numbers import MAGNITUDES, VAGUE, is_number_word, value_of
from sayso.records import Article, Quantity, SentenceReading, Span

__all__ = ["quantities_in"]

_DURATION = word_set("quantity.duration")
_UNITS = _DURATION | word_set("quantity.distance") | word_set("quantity.weight")
_CURRENCY = word_set("quantity.currency")
_STORES = word_set("quantity.stores")
_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR", "₩": "KRW"}
_CODES = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "ruble": "RUB",
    "rouble": "RUB",
    "yuan": "CNY",
    "yen": "JPY",
}

#: Words before a number and what they do to it: upper bound, lower bound, upper but near, near.
_BEFORE: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    (tuple(words.split()), kind)
    for kind, phrases in {
        "most": "up to|as many as|as much as|no more than|not more than|at most|a maximum of|less than|"
        "fewer than|under|below",
        "least": "at least|more than|over|no fewer than|no less than|not less than|a minimum of|upwards of|"
        "in excess of|above",
        "nearly": "nearly|almost|virtually|close to|just under|practically|approaching",
        "about": "about|around|some|roughly|approximately|an estimated|estimated|circa|in the region of",
    }.items()
    for words in phrases.split("|")
)
_AFTER = {("or", "more"): "least", ("or", "so"): "about", ("or", "fewer"): "most", ("or", "less"): "most"}
_PER = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "annually": "year",
    "yearly": "year",
    "hourly": "hour",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A number in the words [start, end) with its value or values."""

    start: int
    end: int
    low: float | None
    high: float | None
    vague: bool


def quantities_in(sentence: SentenceReading, article: Article, taken: Sequence[Span]) -> tuple[Quantity, ...]:
    """Quantities of a sentence in order; numbers inside ``taken`` (its times) are left out.

    A bound the text does not state is None: "up to 14" has ``low`` None, "at least 20" ``high`` None.
    """
    tree = Tree(sentence)
    out = [_quantity(tree, article, found) for found in _numbers(tree, taken)]
    out += _stores(tree, article)
    return tuple(sorted((q for q in out if q is not None), key=lambda q: q.span))


# ------------------------------------------------------------------ finding numbers


def _numbers(tree: Tree, taken: Sequence[Span]) -> Iterator[_Found]:
    i = 0
    while i < len(tree):
        found = _number_at(tree, i)
        if found is None or any(tree[found.start].span.overlaps(t) for t in taken):
            i += 1
            continue
        i = found.end
        if _counts(tree, found):
            yield found


def _number_at(tree: Tree, i: int) -> _Found | None:
    low = tree[i].text.lower()
    if low in VAGUE:
        end = i + 1
        while end + 1 < len(tree) and tree[end].text.lower() == "of" and tree[end + 1].text.lower() in VAGUE:
            end += 2
        return _Found(i, end, None, None, vague=True)
    end = _run(tree, i)
    if end == i:
        return None
    first = value_of([t.text for t in tree.tokens[i:end]])
    if first is None:
        return None
    if end + 1 < len(tree) and tree[end].text.lower() in ("to", "-", "–", "and", "or"):
        second_end = _run(tree, end + 1)
        second = (
            value_of([t.text for t in tree.tokens[end + 1 : second_end]]) if second_end > end + 1 else None
        )
        joined = tree[end].text.lower()
        between = i > 0 and tree[i - 1].text.lower() == "between"
        if second is not None and (joined in ("to", "-", "–") or between):
            scale = _scale(tree, second_end)
            if first < second <= first * 1000 or scale:
                if first < second / 1e3 and tree[second_end - 1].text.lower() in MAGNITUDES:
                    first *= MAGNITUDES[tree[second_end - 1].text.lower()]
                return _Found(i, second_end, first, second, vague=False)
    return _Found(i, end, first, first, vague=False)


def _scale(tree: Tree, end: int) -> bool:
    return tree[end - 1].text.lower() in MAGNITUDES


def _run(tree: Tree, i: int) -> int:
    """End of the run of number words that begins at ``i``."""
    end = i
    low = tree[i].text.lower()
    if low in ("half", "a") and i + 1 < len(tree):
        after = 2 if low == "half" and tree[i + 1].text.lower() == "a" else 1
        if i + after < len(tree) and tree[i + after].text.lower() in (
            "dozen",
            "million",
            "billion",
            "hundred",
            "thousand",
        ):
            return i + after + 1
        return i
    while end < len(tree):
        word = tree[end].text
        if (is_number_word(word) and not (end > i and word[0].isdigit())) or (
            end > i and word in ("-", "and") and end + 1 < len(tree) and _joins(tree, end)
        ):
            end += 1
        else:
            break
    return end


def _joins(tree: Tree, at: int) -> bool:
    """As in "Twenty-five", "two hundred and ten": the sign or word joins two parts of one number."""
    before, after = tree[at - 1].text.lower(), tree[at + 1].text.lower()
    if not is_number_word(after) or after[0].isdigit():
        return False
    return before.endswith("ty") if tree[at].text == "-" else before in ("hundred", "thousand", "million")


def _counts(tree: Tree, found: _Found) -> bool:
    """Whether a number counts something: no year, no part of a name, no pronoun-like "one"."""
    i = found.start
    token = tree[i]
    if token.upos == "PROPN" or (token.text.lower() == "one" and token.deprel not in ("nummod", "obj")):
        return False
    if token.text.lower() == "one" and i + 1 < len(tree) and tree[i + 1].text.lower() == "of":
        return False
    glued = (
        i > 0 and tree[i - 1].span.end == token.span.start and tree[i - 1].text in ("-", "–", "/", ".", "#")
    )
    if glued and i > 1 and tree[i - 2].span.end == tree[i - 1].span.start:
        return False
    if i > 0 and tree[i - 1].text.lower() in (
        "no.",
        "number",
        "resolution",
        "article",
        "chapter",
        "page",
        "route",
        "flight",
        "highway",
        "section",
    ):
        return False
    plain_year = token.text.isdigit() and len(token.text) == 4 and 1800 <= int(token.text) <= 2100
    return not (plain_year and found.end == i + 1 and _noun(tree, found) is None)


# ------------------------------------------------------------------ what is counted


def _noun(tree: Tree, found: _Found) -> int | None:
    """The noun a number counts: its head, what stands in "of", or the noun right after."""
    inside = range(found.start, found.end)
    top = next((i for i in inside if tree[i].head not in inside), found.start)
    if found.vague or tree[top].text.lower() in VAGUE:
        of = [h for prep, h in tree.obliques(top) if prep == "of"]
        if of:
            return of[0]
    head = tree[top].head
    if (
        tree.rel(top) in ("nummod", "compound", "det", "amod")
        and head >= 0
        and tree[head].upos in ("NOUN", "PROPN", "SYM", "ADJ")
    ):
        return head
    of = [h for prep, h in tree.obliques(top) if prep == "of"]
    if of:
        return of[0]
    nxt = found.end
    while nxt < len(tree) and tree[nxt].upos == "ADJ":
        nxt += 1
    if nxt < len(tree) and tree[nxt].upos == "NOUN" and nxt - found.end <= 2:
        return nxt
    return None


def _quantity(tree: Tree, article: Article, found: _Found) -> Quantity | None:
    bound, start = _bound_before(tree, found.start)
    end = found.end
    after = tuple(t.text.lower() for t in tree.tokens[end : end + 2])
    if after in _AFTER:
        bound, end = _AFTER[after], end + 2
    low, high, approximate = _bounded(found, bound)
    sign = _SIGNS.get(tree[found.start - 1].text) if found.start > 0 else None
    if sign is not None:
        bound2, start2 = _bound_before(tree, found.start - 1)
        start = min(start, start2, found.start - 1)
        low, high, approximate = _bounded(found, bound2 or bound)
    noun = _noun(tree, found) if sign is None else None
    unit, counted = _unit(tree, noun, sign)
    if end < len(tree) and tree[end].text.lower() in ("%", "percent"):
        unit, counted, end = "percent", None, end + 1
    elif noun is not None and noun >= end and noun - end <= 4:
        end = noun + 1
    per, end = _per(tree, end)
    if unit in _DURATION and _is_age(tree, end):
        return None
    span = Span(tree[start].span.start, tree[end - 1].span.end)
    return Quantity(
        text=span.of(article.text),
        span=span,
        low=low,
        high=high,
        unit=unit,
        counted=counted,
        per=per,
        approximate=approximate,
    )


def _bound_before(tree: Tree, i: int) -> tuple[str | None, int]:
    """The bound that words before ``i`` state, and where they begin."""
    for words, kind in _BEFORE:
        n = len(words)
        if i >= n and tuple(t.text.lower() for t in tree.tokens[i - n : i]) == words:
            if words == ("some",) and i < len(tree) and not is_number_word(tree[i].text):
                continue
            return kind, i - n
    return None, i


def _bounded(found: _Found, bound: str | None) -> tuple[float | None, float | None, bool]:
    low, high = found.low, found.high
    if found.vague:
        return None, None, True
    if bound == "most":
        return None, high, False
    if bound == "least":
        return low, None, False
    if bound == "nearly":
        return None, high, True
    return low, high, bound == "about"


def _unit(tree: Tree, noun: int | None, sign: str | None) -> tuple[str | None, str | None]:
    if sign is not None:
        return sign, None
    if noun is None:
        return None, None
    lemma = tree[noun].lemma.lower()
    if lemma in _CURRENCY:
        return _CODES.get(lemma, lemma), None
    if lemma in _UNITS:
        of = [h for prep, h in tree.obliques(noun) if prep == "of"]
        return lemma, _name(tree, of[0]) if of else None
    return None, _name(tree, noun)


def _name(tree: Tree, noun: int) -> str:
    """A counted noun as written, with the nouns that stand before it: "artillery shells"."""
    before = [c for c in tree.of(noun, "compound") if c < noun and tree[c].upos in ("NOUN", "PROPN")]
    return " ".join(tree[w].text for w in [*before, noun]).lower()


def _per(tree: Tree, end: int) -> tuple[str | None, int]:
    words = [t.text.lower() for t in tree.tokens[end : end + 2]]
    if words and words[0] in _PER:
        return _PER[words[0]], end + 1
    if (
        len(words) == 2
        and words[0] in ("a", "an", "per", "each", "every")
        and words[1] in _DURATION | {"head", "person"}
    ):
        return words[1], end + 2
    return None, end


def _is_age(tree: Tree, end: int) -> bool:
    return any(t.text.lower() == "old" for t in tree.tokens[end : end + 2])


# ------------------------------------------------------------------ stores without a number


def _stores(tree: Tree, article: Article) -> list[Quantity]:
    """As in "A large stockpile of shells": a quantity without a number."""
    out = []
    for i, token in enumerate(tree.tokens):
        if token.upos != "NOUN" or token.lemma.lower() not in _STORES:
            continue
        things = [h for prep, h in tree.obliques(i) if prep == "of"]
        if not things or tree.of(i, "nummod"):
            continue
        words = [c for c in tree.of(i, "det", "amod") if c < i]
        start = min([*words, i])
        last = things[0]
        span = Span(tree[start].span.start, tree[last].span.end)
        counted = " and ".join(_name(tree, h) for h in things)
        out.append(Quantity(text=span.of(article.text), span=span, low=None, high=None, counted=counted))
    return out
