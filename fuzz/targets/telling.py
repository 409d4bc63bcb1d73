"""Times, amounts and numbers in sentences, and the language in which the patterns of times are written."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cache

from fuzz.target import Target, hold, text_of
from sayso.extract.quantity import quantities_in
from sayso.extract.speech import frames_by_rule
from sayso.extract.time import times_in
from sayso.extract.time.builders import expression_of
from sayso.extract.time.meaning import Asked
from sayso.extract.time.resolve import resolve
from sayso.extract.time.timex import timex_of
from sayso.extract.tree import Tree
from sayso.lang.amounts import read_amount
from sayso.lang.grammar import read_rules
from sayso.lang.numbers import begins_number, is_number_word, read_number, value_of
from sayso.lang.words import split_words
from sayso.link.quoting import LONGEST, MARKS, quoted_ranges
from sayso.records import Article, Quantity, Sentence, SentenceReading, Span, TimeRange, Token
from sayso.resolve.countries import Countries
from sayso.resolve.lexicon import words_of as phrase_words
from sayso.resolve.phrases import cut_tail, describe, rank_of, without_titles
from sayso.resolve.roles import Roles
from sayso.text.normalise import normalise

__all__ = ["TARGETS"]

_TODAY = date(2024, 5, 16)
_VERBS = frozenset("met meet said die died rose fell killed saw cost last lasted run".split())
_TAGS = {
    word: tag
    for tag, words in {
        "DET": "the a an this that these every each some all no", "CCONJ": "and or but", "AUX": "will has have had was were is",
        "ADP": "in on at of by from to for with over under between per within after since during until", "ADV": "about nearly almost only not ago",
    }.items()
    for word in words.split()
}  # fmt: skip


def _tag(word: str) -> str:
    low = word.lower()
    if low in _VERBS:
        return "VERB"
    if low in _TAGS:
        return _TAGS[low]
    if word[0].isdigit() or is_number_word(word):
        return "NUM"
    if not any(c.isalnum() for c in word):
        return "PUNCT"
    return "PROPN" if word[0].isupper() else "NOUN"


def _read(text: str) -> tuple[Article, SentenceReading] | None:
    """A sentence whose words hang on its verb, and numbers on the word behind them."""
    spans = split_words(text, 0, len(text))[:120]
    if not spans:
        return None
    words = [text[a:b] for a, b in spans]
    tags = [_tag(w) for w in words]
    root = tags.index("VERB") if "VERB" in tags else 0
    tokens = []
    for i, (a, b) in enumerate(spans):
        on_next = i + 1 < len(spans) and i + 1 != root and i != root and tags[i] in ("NUM", "DET", "ADP")
        tokens.append(
            Token(
                span=Span(a, b), text=words[i], lemma=words[i].lower(), upos=tags[i], feats=("Tense=Past",) if tags[i] == "VERB" else (),
                head=-1 if i == root else i + 1 if on_next else root,
                deprel="root" if i == root else "nummod" if on_next and tags[i] == "NUM" else "case" if on_next else "nsubj" if i < root else "obj",
            )
        )  # fmt: skip
    reading = SentenceReading(index=0, tokens=tuple(tokens), predicates=(), mentions=())
    sentence = Sentence(
        span=Span(spans[0][0], spans[-1][1]), words=tuple(t.span for t in tokens), paragraph=0
    )
    whole = Span(0, len(text))
    article = Article(article_id="r0", name="in", text=text, sentences=(sentence,), paragraphs=(whole,), text_sha256="0" * 64, published=_TODAY)  # fmt: skip
    return article, reading


def _amounts_and_times(data: bytes) -> object:
    text = normalise(text_of(data)).replace("\n", " ")
    made = _read(text)
    if made is None:
        return None
    article, sentence = made
    times = times_in(sentence, article)
    _times(times, text)
    found = quantities_in(sentence, article, times, countries=("USA", "IND"))
    hold(list(found) == sorted(found, key=lambda q: q.span), "amounts out of order")
    for quantity in found:
        _amount(quantity, text)
    return times, found


def _times(times: tuple[TimeRange, ...], text: str) -> None:
    end = 0
    for time in times:
        hold(end <= time.span.start < time.span.end <= len(text), f"a time out of order: {time.span}")
        hold(time.text == text[time.span.start : time.span.end], "other words than its span's")
        end = time.span.end
        if time.earliest is not None and time.latest is not None:
            hold(time.earliest <= time.latest, f"a time that ends before it begins: {time!r}"[:300])


def _amount(quantity: Quantity, text: str) -> None:
    span = quantity.span
    hold(
        0 <= span.start < span.end <= len(text) and quantity.text == text[span.start : span.end],
        "other words than its span's",
    )
    for bound in (quantity.low, quantity.high):
        hold(bound is None or math.isfinite(bound), f"no number: {bound}")
    if quantity.low is not None and quantity.high is not None:
        hold(quantity.low <= quantity.high, f"{quantity.low} is more than {quantity.high}")
    hold((quantity.per is None) == (quantity.per_code is None), "per what?")


def _speakers(data: bytes) -> object:
    """Who says what, as rules tell it by the words of a sentence."""
    text = normalise(text_of(data)).replace("\n", " ")
    made = _read(text)
    if made is None:
        return None
    article, sentence = made
    tree = Tree(sentence)
    hold([t.span for t in tree.tokens] == [t.span for t in sentence.tokens], "words that repairs moved")
    whole = article.sentences[0].span
    found = list(frames_by_rule(0, tree))
    for frame in found:
        hold(
            whole.contains(frame.content) and frame.content.of(text).strip(),
            f"words outside of the sentence: {frame}",
        )
        hold(
            frame.source is None or whole.contains(frame.source),
            f"a speaker outside of the sentence: {frame}",
        )
        hold(frame.cue is None or whole.contains(frame.cue), f"a cue outside of the sentence: {frame}")
        hold(0 <= frame.p <= 1 and frame.sentence == 0, f"no probability: {frame.p}")
    marks = [at for at, char in enumerate(text) if char in MARKS]
    quoted = quoted_ranges(text, marks)
    hold(quoted == sorted(quoted), "quotations out of order")
    for a, b in quoted:
        hold(0 <= a < b <= len(text) and text[a] in MARKS and b - a <= LONGEST + 2, f"no quotation: {(a, b)}")
    return found, quoted


@cache
def _tables() -> tuple[Countries, Roles]:
    return Countries(), Roles()


def _phrases(data: bytes) -> object:
    """Who is meant by "senior officials of the ministry in Aden"."""
    countries, roles = _tables()
    words = phrase_words(text_of(data))
    hold(len(words) <= 40 and all(w.text and w.key for w in words), "words of nothing")
    head, link, tail = cut_tail(words, roles)
    hold(len(head) + len(tail) <= len(words), "more words than there are")
    found = [
        describe(part, countries, roles, near) for part in (words, head, tail) for near in ((), ("YEM",))
    ]
    for one in found:
        hold(0 <= one.start <= len(words), f"a head that is not there: {one}"[:300])
        hold(one.country is None or one.country.iso3 in countries.by_code, "a country that is none")
    title, name = without_titles(words, countries, roles, ())
    hold(name or not words, "a name of no words")
    return found, link, rank_of(words), title, name


def _numbers(data: bytes) -> object:
    text = text_of(data)
    words = [text[a:b] for a, b in split_words(text, 0, len(text))][:60]
    found: list[object] = [value_of(words)]
    for start in range(len(words)):
        number = read_number(words, start)
        found.append(number)
        if number is not None:
            hold(begins_number(words, start), "a number that cannot begin there")
            hold(start < number.end <= len(words), f"a number of no words: {number}")
            hold(
                number.value is None or (math.isfinite(number.value) and number.value >= 0),
                f"no number: {number}",
            )
        for between in (False, True):
            amount = read_amount(words, start, after_between=between)
            found.append(amount)
            if amount is not None:
                hold(amount.start <= start < amount.end <= len(words), f"an amount of no words: {amount}")
                for bound in (amount.low, amount.high):
                    hold(bound is None or math.isfinite(bound), f"no number: {amount}")
                if amount.low is not None and amount.high is not None and not amount.score:
                    hold(amount.low <= amount.high, f"ends the wrong way round: {amount}")
    return found


_TIMEX = re.compile(r"[0-9A-Z_X:.\-+/]*\Z")


def _expressions(data: bytes) -> object:
    text = text_of(data)
    words = [text[a:b] for a, b in split_words(text, 0, len(text))][:12]
    said = expression_of(words) if words else None
    if said is None:
        return None
    found = []
    for asked in (
        Asked(today=_TODAY),
        Asked(today=None),
        Asked(today=date(1, 1, 2), tense="past"),
        Asked(today=date(9999, 12, 30), tense="ahead"),
    ):
        meaning = resolve(said, asked)
        if meaning.days is not None:
            hold(meaning.days.first <= meaning.days.last, f"days the wrong way round: {meaning.days}")
        else:
            hold(meaning.open or meaning.begin is not None or said.sort.value, "open without a reason")
        timex = timex_of(said, meaning)
        found.append((meaning, timex))
        hold(_TIMEX.match(timex.value or ""), f"no value: {timex.value!r}")
    return found


def _grammar(data: bytes) -> object:
    try:
        rules, macros = read_rules(text_of(data))
    except ValueError:
        return None
    hold(all(r.name and r.pattern for r in rules) and all(macros.values()), "a rule of nothing")
    return rules, macros


_SENTENCES = (
    "At least 1,500 people and 2 dozen soldiers died on 16 May 2024 , up from 7.5 % last year .", "They met two weeks ago at 9:30 a.m. on Monday in mid-November .",
    "Between $ 3.5 million and €4bn was paid per day from 1955-1963 , one in five said .", "The three-year-old ran 5 km in the first half of the 1990s , twice as far as since Ramadan .",
    "Prices rose by a third to 1/2 cup a day , 0-0 , 3-2 , ½ of the 19th century 's tonnes .", "Hundreds of thousands fled in the early hours of the day before yesterday until next Friday .",
)  # fmt: skip
_TELLING = tuple(
    w.encode()
    for w in (
        " million ", " billion ", " dozen ", " hundred ", " thousand ", " twenty-", " between ", " and ", " to ", " - ", "–", " half ", " third ", "%", " percent ",
        "$", "€", " per ", " a day ", " at least ", " up to ", " more than ", " minus ", " old ", " km ", " tonnes ", " year ", " years ", " ago ", " last ", " next ",
        " Monday ", " May ", " 1990s ", " century ", " quarter ", " weekend ", " spring ", " the ", " of ", " in ", " every ", " twice ", " 31 ", " 2024 ", "Feb. 29", "0001",
        "9999", " Easter ", " morning ", " until ", " since ", " week ", "²", "½", "٣", "Ⅷ", ",", ".", "th ", "'s ", "s' ", " million-odd ", " several ", " few ", " couple ",
    )
)  # fmt: skip
_EXPRESSIONS = (
    "two weeks ago", "16 May 2024", "the end of last year", "mid-November", "next Friday", "the 1990s", "Easter 2025", "every other week", "the first quarter of 2023",
    "9:30 a.m. on Monday", "the past three years", "early next month", "2024-05-16", "from Monday to Friday", "Ramadan", "the night of May 3", "1955-1963", "29 February 2023",
    "99 centuries ago", "the year 9999", "in 5000 years", "fiscal 2024",
)  # fmt: skip
_SPOKEN = (
    "“ We saw both , ” Mr. A. Writer told the embassy on Monday , adding that two boats met .", "The port said the boats met , according to officials .",
    "Citing a spokesman , the agency said : ' They met . '", "Asked about it , the minister replied \" no \" and denied that he had said so .",
    "A statement by the ministry read ``two boats'' met , said Writer .", "It is believed that the boats met , he was quoted as saying .",
)  # fmt: skip
_SPEAKING = tuple(
    w.encode()
    for w in (
        " said ", " told ", " according to ", " citing ", " quoted ", " as saying ", "“", "”", '"', "''", "``", " '", "' ", "„", "«", "»", " that ", " : ", ", ", " adding ",
        " asked ", " statement ", " spokesman ", " denied ", " believed ", " he ", "’s ", " of ", " by ", " reported ", " claims ",
    )
)  # fmt: skip
_WHO = (
    "senior Russian officials", "a spokesman for the Ministry of Defence of Yemen", "hundreds of protesters in Aden", "former U.S. President A. B. Writer Jr.",
    "the U.S.-led coalition", "ex-Peruvian president", "pro-Iranian rebels' leader", "Lt. Gen. O'Other", "two of the three Iran-backed groups",
)  # fmt: skip
_NAMING = tuple(
    w.encode()
    for w in (
        " of ", " in ", " the ", "U.S.", "UK", "Iranian ", " minister", "-led ", "pro-", "ex-", "former ", "deputy ", "'s ", "s' ", "’s ", " police", " army", " and ", ", ",
        "Gen. ", "Mr ", "St. ", " group", "South ", "Korea", "New ", "Guinea", "al-", "-backed",
    )
)  # fmt: skip
_RULES = b"""# times
$DAY  (?:monday|tuesday)
month_day  {m:$MONTH} {d:NUM}
  of more
month_day  [a|b]+ c?
$MONTH  may"""

TARGETS = (
    Target(name="amounts-and-times", run=_amounts_and_times, seeds=tuple(s.encode() for s in _SENTENCES), words=_TELLING, max_bytes=600),
    Target(name="speakers", run=_speakers, seeds=tuple(s.encode() for s in _SPOKEN), words=_SPEAKING, max_bytes=600),
    Target(name="actor-phrases", run=_phrases, seeds=tuple(s.encode() for s in _WHO), words=_NAMING, max_bytes=300),
    Target(name="numbers", run=_numbers, seeds=tuple(s.encode() for s in _SENTENCES), words=_TELLING, max_bytes=400),
    Target(name="time-expressions", run=_expressions, seeds=tuple(s.encode() for s in _EXPRESSIONS), words=_TELLING, max_bytes=120),
    Target(name="time-patterns", run=_grammar, seeds=(_RULES,), words=(b"$", b"{", b"}", b"(", b")", b"|", b"?", b"+", b"[", b"]", b"\n ", b"\n#", b"$A  b\n"), max_bytes=800),
)  # fmt: skip
