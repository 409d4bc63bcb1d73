"""Sentences made by hand that tell a time, and days as EDTF writes them."""

from __future__ import annotations

import calendar
import hashlib
import re
from datetime import date, timedelta

from sayso.extract.time import times_in, times_of
from sayso.lang.calendar import SEASONS, Interval
from sayso.lang.words import split_words
from sayso.records import Article, Reading, Sentence, SentenceReading, Span, TimeRange, Token

#: Sentences around a time by which way their verb looks.
FRAMES = {"past": "They met {} .", "ahead": "They will meet {} .", "open": "Talks {} ."}
_VERBS = {"met": ("meet", "Tense=Past", "VerbForm=Fin"), "meet": ("meet", "VerbForm=Inf")}
_TAGS = {
    "DET": "the a an this that these every each", "CCONJ": "and or", "AUX": "will", "PRON": "they",
    "ADP": "in on at of by from to until since before after during over within for through between till",
    "ADJ": "present current recent",
}  # fmt: skip
_TAG_OF = {word: tag for tag, words in _TAGS.items() for word in words.split()}


def _tag(word: str) -> str:
    if word in _VERBS:
        return "VERB"
    if word.lower() in _TAG_OF:
        return _TAG_OF[word.lower()]
    if word[0].isdigit():
        return "NUM"
    if not any(c.isalnum() for c in word):
        return "PUNCT"
    return "PROPN" if word[0].isupper() else "NOUN"


def sentence_of(text: str, index: int = 0, start: int = 0) -> SentenceReading:
    """A sentence whose words all hang on its verb, or on its first word where it has none."""
    spans = split_words(text, 0, len(text))
    words = [text[a:b] for a, b in spans]
    root = next((i for i, w in enumerate(words) if w in _VERBS), 0)
    tokens = []
    for i, (word, (a, b)) in enumerate(zip(words, spans, strict=True)):
        lemma, *feats = _VERBS.get(word, (word.lower(),))
        rel = "root" if i == root else "aux" if word == "will" else "obl"
        tokens.append(
            Token(
                span=Span(start + a, start + b),
                text=word,
                lemma=lemma,
                upos=_tag(word),
                feats=tuple(feats),
                head=-1 if i == root else root,
                deprel=rel,
            )
        )
    return SentenceReading(index=index, tokens=tuple(tokens), predicates=(), mentions=())


def article_of(text: str, published: date | None, *, spun: bool = False) -> Article:
    """An article of this text."""
    whole = Span(0, len(text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(
        article_id="r" + digest[:15],
        name="a",
        text=text,
        sentences=(Sentence(span=whole, words=(whole,), paragraph=0),),
        paragraphs=(whole,),
        text_sha256=digest,
        published=published,
        spun=0.9 if spun else 0.0,
    )


def told_in(
    text: str, published: date | None, *, story: Interval | None = None, spun: bool = False
) -> tuple[TimeRange, ...]:
    """The times of a sentence."""
    return times_in(sentence_of(text), article_of(text, published, spun=spun), story)


def told_by(sentences: list[str], published: date | None) -> list[list[TimeRange]]:
    """The times of an article's sentences, each seen from those before."""
    text = " ".join(sentences)
    read, at = [], 0
    for i, sentence in enumerate(sentences):
        read.append(sentence_of(sentence, i, at))
        at += len(sentence) + 1
    article = article_of(text, published)
    reading = Reading(article_id=article.article_id, model_sha256="", sentences=tuple(read), chains=())
    return [list(found) for found in times_of(article, reading)]


def edtf_days(edtf: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF expression of those that times are written in; None for an open end.

    Source:
        ISO 8601-2:2019, 4.4, 4.8 (seasons 21-24, quarters 33-36) and level 1 unspecified digits.
    """
    if "/" in edtf:
        left, right = edtf.split("/")
        return (None if left == ".." else edtf_days(left)[0]), (
            None if right == ".." else edtf_days(right)[1]
        )
    if re.fullmatch(r"\d\d\d\d-\d\d-\d\d", edtf):
        return date.fromisoformat(edtf), date.fromisoformat(edtf)
    if re.fullmatch(r"\d{2,3}X{1,2}", edtf):
        return date(int(edtf.replace("X", "0")), 1, 1), date(int(edtf.replace("X", "9")), 12, 31)
    if re.fullmatch(r"\d\d\d\d", edtf):
        return date(int(edtf), 1, 1), date(int(edtf), 12, 31)
    year, number = (int(part) for part in edtf.split("-"))
    if number > 32:
        return _months(year, 3 * (number - 33) + 1, 3)
    if number > 20:
        return _months(year, dict(SEASONS.values())[number], 3)
    return _months(year, number, 1)


def _months(year: int, first: int, n: int) -> tuple[date, date]:
    """From the first day of a month to the last day of the one ``n - 1`` months on."""
    ends = year + (first + n - 2) // 12, (first + n - 2) % 12 + 1
    return date(year, first, 1), date(*ends, 1) + timedelta(days=calendar.monthrange(*ends)[1] - 1)
