"""The text room and what reads texts by their characters: sentences, words, case, credits, furniture, copies."""

from __future__ import annotations

import numpy as np

from fuzz.target import Target, hold, parts_of, text_of
from sayso.errors import REFUSAL_CODES
from sayso.lang.case import is_shouted, restore_case
from sayso.lang.folding import fold
from sayso.lang.plurals import same_noun, singular
from sayso.lang.sentences import rule_ends, split_sentences
from sayso.lang.spun import respelled
from sayso.lang.words import split_words
from sayso.link.agencies import agencies_of, named_in, outlet_name
from sayso.link.align import align
from sayso.link.compare import Comparison, compare
from sayso.link.credits import credits_of
from sayso.link.furniture import furniture_in
from sayso.link.lines import compare_by_lines
from sayso.link.spun import spun_of
from sayso.link.tokens import words_of
from sayso.records import Article, Item, Refusal, Span
from sayso.text import make_article
from sayso.text.normalise import normalise, paragraphs_of
from sayso.text.repair import repaired

__all__ = ["TARGETS"]


def _article(text: str, title: str | None = None) -> Article | Refusal | None:
    """The article of a plain text; None of what looks like a page, which another process would read."""
    if text[:500].lstrip()[:1] == "<":
        return None
    return make_article(
        Item(name="in", body=text, title=title or None, published="2024-05-16", language="en")
    )


def _in_order(spans: list[tuple[int, int]], text: str, start: int, end: int, what: str) -> None:
    """Spans lie in the stretch, rise, hold something, and leave out nothing but white space."""
    at = start
    for a, b in spans:
        hold(at <= a < b <= end, f"{what} ({a}, {b}) in ({start}, {end}) after {at}")
        hold(
            not text[at:a].strip() and text[a:b].strip() == text[a:b],
            f"{what} and what lies between: {text[at:b]!r}"[:300],
        )
        at = b
    hold(not text[at:end].strip(), f"{what}: words are left over")


def _split(data: bytes) -> object:
    text = data.decode(
        "utf-8", "replace"
    )  # texts are normalised before they are split, and hold no halves of characters
    start, end = len(text) // 9, len(text) - len(text) // 7
    ends = rule_ends(text, start, end)
    hold(ends == sorted(set(ends)) and all(start < e <= end for e in ends), "ends that do not rise")
    _in_order(split_sentences(text, start, end), text, start, end, "sentences")
    words = split_words(text, start, end)
    _in_order(words, text, start, end, "words")
    hold(len(respelled([text[a:b] for a, b in words])) == len(words), "words that were lost in spelling them")
    for a, b in words[:40]:
        hold(singular(text[a:b]) and same_noun(text[a:b], text[a:b]), f"no noun like itself: {text[a:b]!r}")
    restored = restore_case(text)
    hold(len(restored) == len(text), "other characters")
    hold(restored.lower() == text.lower() or fold(restored) == fold(text), "other letters")
    is_shouted(text)
    return words, restored


def _cleaned(data: bytes) -> object:
    text = text_of(data)
    clean = normalise(text)
    hold(all(normalise(line) == line for line in clean.split("\n")), "a line that is not the same again")
    clean.encode("utf-8")
    paragraphs = paragraphs_of(clean)
    hold(
        [clean[a:b] for a, b in paragraphs] == [line for line in clean.split("\n") if line],
        "other paragraphs",
    )
    fixed, n = repaired(clean)
    hold(n == 0 or fixed != clean, "lines mended, and nothing is")
    hold(fixed.count("\n") == clean.count("\n"), "other lines")
    return clean, fixed


def _told(data: bytes) -> object:
    body, title = (text_of(p) for p in parts_of(data, 2))
    article = _article(body, title)
    if isinstance(article, Refusal):
        hold(article.code in REFUSAL_CODES, f"a code that is not known: {article.code}")
    if not isinstance(article, Article):
        return None
    _spans(article)
    again = make_article(
        Item(name="in", body=article.text, title=article.title, published="2024-05-16", extra=article.extra),
        settled=True,
    )
    hold(
        isinstance(again, Article) and again.text == article.text, "a text that changes when it is made again"
    )
    if isinstance(again, Article):
        hold(again.sentences == article.sentences, "other sentences when it is made again")
    return article


def _spans(article: Article) -> None:
    """Every span lies in the text, in order; every word in its sentence."""
    end = 0
    for sentence in article.sentences:
        hold(end <= sentence.span.start < sentence.span.end <= len(article.text), "a sentence out of order")
        end = sentence.span.end
        at = sentence.span.start
        for word in sentence.words:
            hold(
                at <= word.start < word.end <= sentence.span.end and word.of(article.text).strip(),
                "a word out of order",
            )
            at = word.end
        hold(sentence.words and 0 <= sentence.paragraph < len(article.paragraphs), "a sentence of nothing")
        hold(
            article.paragraphs[sentence.paragraph].contains(sentence.span), "a sentence out of its paragraph"
        )
    for span in (article.headline, article.dateline):
        hold(span is None or (0 <= span.start < span.end <= len(article.text)), f"outside: {span}")


def _inside(span: Span, text: str, what: str) -> None:
    hold(0 <= span.start < span.end <= len(text), f"{what} outside of the text: {span}")


def _credited(data: bytes) -> object:
    article = _article(text_of(data))
    if not isinstance(article, Article):
        return None
    text = article.text
    credited = credits_of(article)
    for credit in credited:
        if credit.span is not None:
            _inside(credit.span, text, "a credit")
        hold(0 <= credit.p <= 1, f"no probability: {credit.p}")
    end, furniture = 0, furniture_in(article)
    for span in furniture:
        _inside(span, text, "furniture")
        hold(span.start >= end, "furniture out of order")
        end = span.end
    for named in named_in(text):
        hold(0 <= named.start < named.end <= len(text), "an agency outside of the text")
    return credited, furniture, agencies_of(text[:300]), outlet_name(text[:300])


def _compared(data: bytes) -> object:
    left, right = (normalise(text_of(p)) for p in parts_of(data, 2))
    words = [words_of(text) for text in (left, right)]
    for text, found in zip((left, right), words, strict=True):
        spans = found.spans
        hold(bool((spans[:, 0] < spans[:, 1]).all()), "a word of nothing")
        hold(bool((spans[1:, 0] >= spans[:-1, 1]).all()), "words out of order")
        hold(not len(found) or (spans[0, 0] >= 0 and spans[-1, 1] <= len(text)), "words outside of the text")
        ids = words_of(fold(text)).ids if text.isascii() else found.ids
        hold(len(ids) != len(found) or bool(np.equal(ids, found.ids).all()), "words that do not fold alike")
    one, two = (left, words[0]), (right, words[1])
    there, back = compare_by_lines(one, two), compare_by_lines(two, one)
    hold((there is None) == (back is None), "sides that tell more when they are swapped")
    both = align(*words), align(*words[::-1])
    for alignment, (a, b) in zip(both, ((*words,), (*words[::-1],)), strict=True):
        pairs = alignment.pairs
        hold(
            bool((pairs >= 0).all() and (pairs < (len(a), len(b))).all()),
            "words that are not there are paired",
        )
        hold(len(np.unique(pairs[:, 0])) == len(pairs) == len(np.unique(pairs[:, 1])), "a word paired twice")
    whole = compare(*words)
    for comparison in (there, whole):
        if comparison is not None:
            _shared(comparison, left, right)
    return [a.pairs.tolist() for a in both], whole.offsets.tolist(), whole.share_left, whole.share_right


def _shared(found: Comparison, left: str, right: str) -> None:
    """Runs that two texts share hold the same letters."""
    for share in (
        found.row_left,
        found.row_right,
        found.share_left,
        found.share_right,
        found.kept,
        found.quoted,
    ):
        hold(0 <= share <= 1, f"no share: {share}")
    for a, b, c, d, _ in found.offsets.tolist():
        hold(0 <= a < b <= len(left) and 0 <= c < d <= len(right), "a run outside of the text")
        n_left, n_right = words_of(left[a:b]), words_of(right[c:d])
        hold(len(n_left) == len(n_right), f"runs of other words: {left[a:b]!r} and {right[c:d]!r}"[:300])


def _spun(data: bytes) -> object:
    article = _article(text_of(data))
    if isinstance(article, Article):
        signs = spun_of(article)
        hold(0 <= signs.p <= 1, f"no probability: {signs.p}")
        return signs
    return None


_REPORT = (
    "Two boats met off Aden\n\nADEN, 16 May 2024 (Harbour Wire) - Two boats met off Aden on Thursday, the port's office said.\n"
    "“We saw both,” Mr. A. Writer told the U.S. embassy at 9:30 a.m. It’s the 3rd meeting since Jan. 2; 1,500 people watched.\n\n"
    "Reporting by A. Writer in Aden; Editing by B. Other. This story was first published by the Harbour Wire.\n"
    "Copyright © 2024 Harbour Wire. All rights reserved. Read more: https://a.example/1\n"
)
_SHOUTED = "KUALA LUMPUR, 3 MAY 90 (HARBOUR WIRE) -- [TEXT] TWO BOATS MET. THE PORT'S OFFICE SAID SO ON THURSDAY IN THE U.S."
_WRAPPED = "Two boats met off Aden on Thursday in the\nafternoon, said the office of the har-\nbour, which keeps a list of all of the\nboats that come and go.\n\nMore words."
_SPUN = "The official spokesperson for the harbour conveyed to media persons that 2 vessels had a get-together on the day of Thursday."
_MOJIBAKE = "The harbourâ€™s office said Ã©tÃ© â€œso\u009d. \u202e\u0130stanbul \u0149 ﬁne e\u0301\u0301\u0301\u0301\u0301\u0301 \u2028x"
_WORDS = tuple(
    w.encode()
    for w in (
        "\n\n", "\n", ". ", "... ", "“", "”", '"', "’s", "'", " - ", " — ", "(AP) ", "Reuters", "AFP", "Copyright ©", "Reporting by ", "Editing by ",
        "Mr. ", "U.S. ", "No. ", "said", "Photo: ", "[Text]", "ADEN, May 16 - ", "16 MAY 90", "•", "By ", "Sept. ", "e.g. ", "1,500", "$5m", "https://a.b/c",
        "@", "#x", ":-)", "\u1680", "\u001c", "\u0085", "\u3000", "\u2029", "İ", "ŉ", "ǰ", "ΐ", "ß", "ﬀ", "\u0345", "ẞ", "Ǆ", "\u0307", "\u1100\u1161",
        "according to ", "as first reported by ", "Read more", "ALL IN CAPITALS ", "-\n", "\x1e",
    )
)  # fmt: skip
_SEEDS = tuple(t.encode() for t in (_REPORT, _SHOUTED, _WRAPPED, _SPUN, _MOJIBAKE))

TARGETS = (
    Target(name="sentences-and-words", run=_split, seeds=_SEEDS, words=_WORDS, max_bytes=1500),
    Target(name="cleaning", run=_cleaned, seeds=_SEEDS, words=(*_WORDS, "â€".encode(), "Ã".encode(), b"\xc2\xad", "\u0300\u0301".encode()), max_bytes=1500),
    Target(name="articles", run=_told, seeds=(*_SEEDS, _REPORT.encode() + b"\x1eTwo boats met off Aden"), words=_WORDS, max_bytes=2000),
    Target(name="credits-and-furniture", run=_credited, seeds=_SEEDS, words=_WORDS, max_bytes=2000),
    Target(name="copies", run=_compared, seeds=(_REPORT.encode() + b"\x1e" + _WRAPPED.encode(), _SPUN.encode() + b"\x1e" + _REPORT.encode()), words=_WORDS, max_bytes=2500),
    Target(name="spun-texts", run=_spun, seeds=_SEEDS, words=_WORDS, max_bytes=1500),
)  # fmt: skip
