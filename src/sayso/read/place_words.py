"""What a word tells by itself and by its neighbours about being part of a place's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from sayso.read.pieces import N_CLASSES, word_shape
from sayso.records import SentenceReading

__all__ = ["N_WORD_COLUMNS", "word_features"]

Float = npt.NDArray[np.float32]

#: Words by what they say of a name beside them. A word may stand in several rows.
_CUES = {
    "area": "county counties province provinces state states region regions district districts parish "
    "borough township governorate oblast prefecture republic territory territories kingdom commonwealth "
    "emirate canton department municipality valley shire peninsula twp",
    "town": "city town village cities towns villages hamlet suburb suburbs downtown neighborhood "
    "neighbourhood neighborhoods neighbourhoods capital area outskirts community port district",
    "water": "river lake sea ocean gulf bay strait straits creek bayou reservoir canal harbor harbour dam "
    "channel sound falls pond fork basin",
    "land": "mount mountain mountains hill hills island islands isle desert forest park beach cape coast "
    "point ridge canyon peak border strip bank plateau archipelago",
    "road": "street streets road roads avenue highway route boulevard lane drive interstate bridge st ave rd "
    "blvd hwy freeway expressway parkway pike turnpike way square plaza",
    "site": "airport station center centre hospital school university college church stadium museum library "
    "theater theatre hotel jail prison courthouse base camp hall mall arena plant cathedral mosque "
    "temple house palace tower building clinic cemetery elementary high middle academy institute zoo "
    "memorial",
    "body": "police department office council board commission committee association company corporation inc "
    "corp co ltd llc bank group agency ministry court fire sheriff club union league party university "
    "press times herald post news journal tribune team fc united bureau authority service services "
    "society foundation army navy force airlines airways newspaper gazette institute chamber rotary "
    "legislature parliament congress senate assembly",
    "sport": "coach quarterback season game tournament cup championship scored win wins beat defeated vs "
    "final finals innings teams players olympics marathon",
    "title": "mr mrs ms dr sir sen rep gov president minister mayor judge chief sgt capt lt col gen officer "
    "deputy pastor rev prof chancellor king queen prince princess senator governor congressman "
    "director attorney superintendent spokesman spokeswoman",
    "in": "in at near from to into outside inside around across throughout through toward towards via "
    "between within beyond under off along",
    "of": "of for by with on against and or",
    "part": "north south east west northern southern eastern western central northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern mid upper lower greater",
    "live": "resident residents native born lives lived living based moved traveled travelled visit visited "
    "visiting arrived located headquartered",
    "people": "man men woman women people citizens citizen soldiers troops officials official government "
    "authorities forces leader leaders national nationals refugees language film food speaking",
    "said": "said says told according",
    "day": "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december",
}
#: Newspapers' short forms of the states of the United States, and the post's.
_STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev "
    "okla ore pa tenn tex vt va wash wis wyo".split()
)
_POSTAL = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY "
    "NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC".split()
)
_ENDINGS = (
    "an",
    "ans",
    "ish",
    "ese",
    "i",
    "is",
    "ic",
    "ton",
    "ville",
    "burg",
    "land",
    "stan",
    "ia",
    "ford",
    "field",
)

_UPOS = (
    "NOUN PUNCT VERB ADP PRON DET ADJ PROPN AUX ADV CCONJ PART NUM SCONJ INTJ SYM X".split()
)  # fmt: skip
_KINDS = "O abstract person place object event time organization substance animal plant".split()
_LABELS = "person organisation place misc weapon vehicle money nationality".split()

_CUE_AT: dict[str, tuple[int, ...]] = {}
for _column, _words in enumerate(_CUES.values()):
    for _word in _words.split():
        _CUE_AT[_word] = (*_CUE_AT.get(_word, ()), _column)

_POSTAL_AT, _STATE_AT = len(_CUES), len(_CUES) + 1
_ENDING_AT = _STATE_AT + 1
_STOP_AT = _ENDING_AT + len(_ENDINGS)
_SHAPE_AT = _STOP_AT + 1
#: First of sentence, glued to the word before, in a sentence of capitals, before and behind a comma,
#: seen elsewhere in the article without a capital.
_FLAG_AT = _SHAPE_AT + N_CLASSES
_UPOS_AT = _FLAG_AT + 6
_KIND_AT = _UPOS_AT + len(_UPOS)
#: Beginning, inside and end of a mention of each label, and its length.
_MENTION_AT = _KIND_AT + len(_KINDS)
_LENGTH_AT = _MENTION_AT + 3 * len(_LABELS)
N_WORD_COLUMNS = _LENGTH_AT + 1


def word_features(sentences: Sequence[SentenceReading]) -> Float:
    """What is known of every word of an article.

    Shapes:
        returns (words, N_WORD_COLUMNS), the sentences one after the other.
    """
    starts = [0, *accumulate(len(s.tokens) for s in sentences)]
    out = np.zeros((starts[-1], N_WORD_COLUMNS), np.float32)
    plain = {t.text for s in sentences for t in s.tokens if t.text.islower()}
    at = [
        (base + i, column)
        for base, s in zip(starts, sentences, strict=False)
        for i, column in _flags(s, plain)
    ]
    if at:
        rows, columns = np.array(at).T
        out[rows, columns] = 1
    for base, sentence in zip(starts, sentences, strict=False):
        for mention in sentence.mentions:
            out[base + mention.start : base + mention.end, _LENGTH_AT] = (mention.end - mention.start) / 4
    return out


def _flags(sentence: SentenceReading, plain: set[str]) -> Iterator[tuple[int, int]]:
    """Word and column of everything that is so."""
    tokens = sentence.tokens
    words = [t.text for t in tokens]
    shouted = sum(w.isupper() and len(w) > 1 for w in words) > 0.5 * max(1, sum(w.isalpha() for w in words))
    for i, token in enumerate(tokens):
        word = token.text
        yield from ((i, column) for column in _own_columns(word))
        yield i, _UPOS_AT + _UPOS.index(token.upos)
        if sentence.noun_kinds:
            yield i, _KIND_AT + _KINDS.index(sentence.noun_kinds[i])
        told = (
            i == 0,
            i > 0 and tokens[i - 1].span.end == token.span.start,
            shouted,
            i + 1 < len(words) and words[i + 1] == ",",
            i > 0 and words[i - 1] == ",",
            word[:1].isupper() and word.lower() in plain,
        )
        yield from ((i, _FLAG_AT + k) for k, holds in enumerate(told) if holds)
    for m in sentence.mentions:
        column = _MENTION_AT + 3 * _LABELS.index(m.label if m.label in _LABELS else "misc")
        yield m.start, column
        yield from ((i, column + 1) for i in range(m.start + 1, m.end - 1))
        yield m.end - 1, column + 2


@lru_cache(maxsize=50_000)
def _own_columns(word: str) -> tuple[int, ...]:
    """Columns that hold of a word wherever it stands."""
    low = word.lower().rstrip(".")
    found = [_SHAPE_AT + word_shape(word), *_CUE_AT.get(low, ())]
    if word[:1].isupper() and low in _STATES:
        found.append(_STATE_AT)
    if word.replace(".", "") in _POSTAL:
        found.append(_POSTAL_AT)
    found += [
        _ENDING_AT + k for k, end in enumerate(_ENDINGS) if low.endswith(end) and len(low) > len(end) + 2
    ]
    if len(word) > 1 and word.endswith("."):
        found.append(_STOP_AT)
    return tuple(found)
