"""Makes a derived report's body from that of its source: cut, edited, spun, pasted, taken over in part."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bench.stream.spinner import Thesaurus, spin
from bench.stream.texts import Body, Derived, Piece, body_of

__all__ = ["DATELINE", "Made", "derive", "furnished", "strip_credit", "styled"]

#: The opening of an agency's report: place, day and the agency in brackets.
DATELINE = re.compile(
    r"^(?P<place>[A-ZÀ-Ý][\w.' -]*(?:, [A-Z][a-z]+)?)(?:, (?:March|Feb|Mar) \d{1,2}\.?)?"
    r"\s*(?:\((?P<agency>[A-Za-z]+)\)|/TASS/)\s*(?:\.-|--|[-–—:.])\s*"
)
_TOLD = re.compile(r"\b(?:told|tells) (?:the )?(?:AFP|AP|EFE|Anadolu|Reuters)\b")
_PAIRS = """
center|centre color|colour labor|labour neighbor|neighbour neighborhood|neighbourhood defense|defence
honor|honour
kilometer|kilometre kilometers|kilometres meter|metre meters|metres ton|tonne tons|tonnes program|programme
organize|organise organized|organised organizer|organiser organizers|organisers criticize|criticise
criticized|criticised authorized|authorised percent|per_cent theater|theatre traveler|traveller
canceled|cancelled
liter|litre liters|litres truck|lorry trucks|lorries
""".split()
#: British spellings by American ones.
_BRITISH = {a: b for a, _, b in (pair.replace("_", " ").partition("|") for pair in _PAIRS)}
_NUMBERS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split()
        + "thirteen fourteen fifteen sixteen twenty thirty".split(),
        (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 30),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A derived body, its title and the share of its source's words that a spinner changed."""

    body: Body
    title: str
    replaced: float = 0.0


def derive(
    recipe: Derived,
    sources: Sequence[tuple[str, Body]],
    own: tuple[str, str],
    *,
    thesaurus: Thesaurus,
    half: int,
) -> Made:
    """Carry out a recipe.

    ``sources`` are title and body of each report it is made from, ``own`` the origin of its own words and the
    happening these are about. The dice are thrown by that origin's name, so one recipe always makes one text.
    """
    origin, about = own
    bodies = [_credited(_cut(body, recipe), recipe.credit) for _, body in sources]
    if recipe.how == "partial":
        kept = tuple(bodies[0][n - 1] for n in recipe.take)
        mine = body_of(recipe.own, origin=origin, about=about)
        body: Body = (*mine[: recipe.at], *kept, *mine[recipe.at :])
    else:
        if recipe.how == "pasted":
            bodies = [(_headed(title, body), *body) for (title, _), body in zip(sources, bodies, strict=True)]
        body = _edited(tuple(p for one in bodies for p in one), recipe, sources[0][1], own)
    title = recipe.title or sources[0][0]
    how = recipe.spin
    if how is None:
        return Made(body=body, title=title)
    dice = random.Random(f"stream 1 {origin}")  # noqa: S311  # nothing secret: the same text every time
    counts = [0, 0]

    def spun(text: str) -> str:
        done = spin(text, thesaurus, how.setting, how.rate, half=half, dice=dice)
        counts[0] += done.words
        counts[1] += done.changed
        return done.text

    body = _mapped(body, spun)
    replaced = counts[1] / max(counts[0], 1)
    return Made(body=body, title=recipe.title or spun(title), replaced=round(replaced, 3))


def _headed(title: str, body: Body) -> tuple[Piece, ...]:
    """The line that heads a pasted report: its title, with the origin of its words."""
    return (replace(body[0][0], text=title),)


def _mapped(body: Body, change: Callable[[str], str]) -> Body:
    """A body with the words of every piece changed; the blanks around them stay."""

    def one(piece: Piece) -> Piece:
        inner = piece.text.strip()
        if not inner:
            return piece
        start = piece.text.index(inner)
        new = change(inner)
        return replace(piece, text=piece.text[:start] + new + piece.text[start + len(inner) :])

    return tuple(tuple(one(piece) for piece in paragraph) for paragraph in body)


def _cut(body: Body, recipe: Derived) -> Body:
    kept = body[: recipe.keep] if recipe.keep else body
    return tuple(p for n, p in enumerate(kept, 1) if n not in recipe.drop)


def _edited(body: Body, recipe: Derived, source: Body, own: tuple[str, str]) -> Body:
    """A body with its lead written anew, its paragraphs in another order, words swapped and one added."""
    if recipe.lead:
        first = source[0][0]
        lead = body_of(recipe.lead, origin=first.origin, about=first.about)
        body = (*lead, *body[recipe.lead_over :])
    if recipe.order:
        if sorted(recipe.order) != list(range(1, len(body) + 1)):
            raise ValueError(f"{own[0]}: order {recipe.order} does not fit {len(body)} paragraphs")
        body = tuple(body[n - 1] for n in recipe.order)
    for old, new in recipe.swap:
        if not any(old in piece.text for paragraph in body for piece in paragraph):
            raise ValueError(f"{own[0]}: nothing to swap for {old!r}")
        body = _mapped(body, partial(_swapped, old=old, new=new))
    if recipe.style:
        body = _mapped(body, lambda text: styled(text, recipe.style))
    if recipe.add:
        at, text = recipe.add
        body = (*body[: at - 1], (Piece(text=text, origin=own[0]),), *body[at - 1 :])
    return body


def _swapped(text: str, *, old: str, new: str) -> str:
    return text.replace(old, new)


def styled(text: str, style: str) -> str:
    """A text in another house's spelling (`british`, `american`) or with small numbers in `figures`.

    Raises:
        ValueError: there is no such style.
    """
    if style == "figures":
        return re.sub(r"\b[a-z]+\b", lambda m: str(_NUMBERS.get(m[0], m[0])), text)
    if style not in ("british", "american"):
        raise ValueError(f"no style {style!r}")
    table = _BRITISH if style == "british" else {b: a for a, b in _BRITISH.items()}
    pattern = r"\b(?:" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")\b"
    return re.sub(pattern, lambda m: table[m[0]], text)


def strip_credit(text: str) -> str:
    """A report's opening without the dateline that names an agency."""
    return DATELINE.sub("", text, count=1)


def _credited(body: Body, credit: str) -> Body:
    """A body with the agency's dateline kept, taken off, or put below as a line."""
    if credit == "keep":
        return body
    first = body[0][0]
    found = DATELINE.match(first.text)
    head = replace(first, text=strip_credit(first.text))
    rest: Body = ((head, *body[0][1:]), *body[1:])
    if credit == "line":
        agency = (found and found["agency"]) or "agencies"
        return (*rest, (Piece(text=f"Source: {agency}"),))
    return _mapped(rest, lambda text: _TOLD.sub("said", text))


def furnished(body: Body, top: Sequence[str], bottom: Sequence[str], names: Mapping[str, str]) -> Body:
    """A body with the lines of its house above and below."""

    def lines(of: Sequence[str]) -> Body:
        return tuple((Piece(text=line.format(**names)),) for line in of)

    return (*lines(top), *body, *lines(bottom))
