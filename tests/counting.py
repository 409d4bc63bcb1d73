"""Sentences made by hand that tell amounts: plain ones, whose trees a few rules give."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sayso.extract.quantity import quantities_in
from sayso.lang.numbers import is_number_word
from sayso.lang.words import split_words
from sayso.records import Mention, Quantity, SentenceReading, Span, TimeRange, Token
from telling import article_of

#: Verbs by their form, with the dictionary form; copulas apart.
VERBS = {
    form: lemma
    for lemma, forms in {
        "die": "died", "arrive": "arrived", "see": "saw", "sell": "sold", "pay": "paid", "cost": "cost costs", "lose": "lost", "rise": "rose",
        "fall": "fell", "top": "topped", "exceed": "exceeded exceed", "weigh": "weighed", "last": "lasted", "run": "ran", "flee": "fled",
        "double": "doubled", "triple": "tripled", "halve": "halved", "rank": "ranked", "finish": "finished", "beat": "beat", "vote": "voted",
        "build": "built", "pump": "pumped", "cap": "capped", "buy": "bought", "sign": "signed", "kill": "killed", "hit": "hit", "strike": "struck",
        "trade": "traded", "move": "moved", "say": "said",
    }.items()
    for form in forms.split()
}  # fmt: skip
COPULAS = frozenset("is are was were".split())
#: Kinds of nouns by their dictionary form.
KINDS = {
    word: kind
    for kind, words in {
        "person": "soldier person woman man child pupil suspect widow survivor sailor miner marcher", "event": "strike war siege vote",
        "object": "ship tank shell house truck boat",
    }.items()
    for word in words.split()
}  # fmt: skip
_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child"}
_TAGS = {
    "DET": "the a an this that these every each some all no another", "CCONJ": "and or but", "AUX": "will has have had must",
    "ADP": "in on at of by from to for with over under between against per within after since during above below than around near",
    "ADV": "about nearly almost roughly only just exactly approximately not never apart again", "PRON": "they it she he who them",
    "ADJ": "strong more least many fewer less such long old largest biggest high new heavy as up dead few several most daily", "PART": "'s ’s",
    "SYM": "$ € £ % ₹",
}  # fmt: skip
_TAG_OF = {word: tag for tag, words in _TAGS.items() for word in words.split()}
_NOUNS = ("NOUN", "PROPN", "SYM")


def counted(
    text: str, times: Sequence[TimeRange] = (), *, countries: Sequence[str] = ()
) -> tuple[Quantity, ...]:
    """The amounts of a sentence."""
    return quantities_in(parsed(text), article_of(text, None), times, countries=countries)


def parsed(text: str) -> SentenceReading:
    """A sentence with the tree that a plain one has: subject, verb, objects and what stands in prepositions."""
    spans = split_words(text, 0, len(text))
    words = [text[a:b] for a, b in spans]
    tags = [_tag(w, i) for i, w in enumerate(words)]
    lemmas = [_lemma(w, t) for w, t in zip(words, tags, strict=True)]
    root = next((i for i, t in enumerate(tags) if t == "VERB"), None)
    copula = None if root is not None else next((i for i, w in enumerate(words) if w in COPULAS), None)
    if root is None:
        last = [i for i, t in enumerate(tags) if t in ("NUM", *_NOUNS) and (copula is None or i > copula)]
        root = last[-1] if last else 0
    links = _links(words, tags, root, copula)
    tokens = tuple(
        Token(
            span=Span(a, b),
            text=words[i],
            lemma=lemmas[i],
            upos=tags[i],
            feats=_feats(words[i], tags[i], lemmas[i]),
            head=links[i][0],
            deprel=links[i][1],
        )
        for i, (a, b) in enumerate(spans)
    )
    kinds = tuple(KINDS.get(lemma, "") for lemma in lemmas)
    return SentenceReading(index=0, tokens=tokens, predicates=(), mentions=_people(tokens), noun_kinds=kinds)


def _tag(word: str, at: int) -> str:
    low = word.lower()
    if low in VERBS:
        return "VERB"
    if low in COPULAS:
        return "AUX"
    if low in _TAG_OF:
        return _TAG_OF[low]
    if word[0].isdigit() or (is_number_word(word) and (word[0].islower() or not at)):
        return "NUM"
    if not any(c.isalnum() for c in word):
        return "PUNCT"
    return "PROPN" if word[0].isupper() and at else "NOUN"


def _lemma(word: str, tag: str) -> str:
    low = word.lower()
    if tag == "VERB":
        return VERBS[low]
    if tag == "NOUN" and low.endswith("s") and not low.endswith("ss"):
        return low[:-1]
    return _IRREGULAR.get(low, low)


def _feats(word: str, tag: str, lemma: str) -> tuple[str, ...]:
    if tag == "NOUN":
        return ("Number=Plur" if lemma != word.lower() else "Number=Sing",)
    return ("NumType=Card",) if tag == "NUM" else ()


def _people(tokens: Sequence[Token]) -> tuple[Mention, ...]:
    """Names of two words are persons."""
    return tuple(
        Mention(sentence=0, start=i, end=i + 2, span=Span(tokens[i].span.start, tokens[i + 1].span.end), label="person")
        for i in range(len(tokens) - 1)
        if tokens[i].upos == tokens[i + 1].upos == "PROPN"
    )  # fmt: skip


def _links(words: list[str], tags: list[str], root: int, copula: int | None) -> list[tuple[int, str]]:
    """Head and relation of every word."""
    links = [(root, "dep")] * len(words)
    case: int | None = None
    before: int | None = None
    for i, tag in enumerate(tags):
        head = _noun_ahead(tags, i)
        if i == root:
            links[i] = (-1, "root")
        elif tag == "AUX":
            links[i] = (root, "cop" if i == copula else "aux")
        elif tag == "PUNCT":
            links[i] = (root, "punct")
        elif tag == "ADP":
            case = i
            links[i] = (head if head is not None else root, "case")
        elif tag in ("DET", "ADJ", "NUM") and head is not None:
            links[i] = (head, {"DET": "det", "ADJ": "amod", "NUM": "nummod"}[tag])
        elif tag in _NOUNS and head is not None and head == i + 1:
            links[i] = (head, "compound")
        elif tag == "ADV":
            links[i] = (head if head is not None else root, "advmod")
        if (tag in _NOUNS or (tag == "NUM" and head is None)) and links[i][1] in ("dep", "root"):
            if i != root:
                links[i] = _argument(words, i, root, case, before)
            case, before = None, i
    return links


def _argument(words: list[str], i: int, root: int, case: int | None, before: int | None) -> tuple[int, str]:
    if case is not None and words[case].lower() == "of" and before is not None:
        return before, "nmod"
    if case is not None:
        return root, "obl"
    return root, "nsubj" if i < root else "obj"


def _noun_ahead(tags: list[str], i: int) -> int | None:
    """The head of the phrase that goes on right after a word."""
    at = i + 1
    while at < len(tags) and tags[at] in (
        ("ADJ", "NUM", "ADV") if tags[i] == "NUM" else ("ADJ", "NUM", "ADV", "DET")
    ):
        at += 1
    if at >= len(tags) or tags[at] not in _NOUNS:
        return (
            at - 1
            if at - 1 > i and tags[at - 1] == "NUM" and tags[i] in ("ADP", "ADV", "DET", "ADJ")
            else None
        )
    while at + 1 < len(tags) and tags[at + 1] in ("NOUN", "PROPN") and tags[at] != "SYM":
        at += 1
    return at


#: Words of soups: everything that amounts are made of, and some that they are not.
SOUP = (
    "a an the no one half two twenty hundred thousand million dozens several few not nobody none twice double third "
    "second 5 5.8 12,000 1/2 40kg $3m Rs4,200 3-2 2019 % $ € percent points km mph years old hour m bn - – / . , ( ) + "
    "to and or of in at than more least most under from between by times fold tenfold fifth largest ranked 17th aged magnitude "
    "strong each per day litre daily dollars rupees peso crown ships people children Smith Flight No. Rossi rose fell topped "
    "were killed exceed never so far since the war worth as many single stockpile shells minus point number toll is who ² ٣ ' 's"
).split()


def soup(rng: random.Random, n: int) -> SentenceReading:
    """Words in any order under any tree that is one."""
    words = [rng.choice(SOUP) for _ in range(n)]
    order = list(range(n))
    rng.shuffle(order)
    heads = {at: -1 if k == 0 else order[rng.randrange(k)] for k, at in enumerate(order)}
    tags = "NOUN PROPN VERB ADJ ADV NUM DET ADP PUNCT AUX PRON SYM X".split()
    rels = "nsubj obj obl nmod nummod compound amod advmod det case cop punct appos acl advcl conj flat acl:relcl compound:prt".split()
    tokens, at = [], 0
    for i, word in enumerate(words):
        glue = rng.random() < 0.3
        tokens.append(
            Token(
                span=Span(at, at + len(word)),
                text=word,
                lemma=word.lower(),
                upos=rng.choice(tags),
                feats=rng.choice([(), ("Number=Plur",), ("Number=Sing",)]),
                head=heads[i],
                deprel="root" if heads[i] < 0 else rng.choice(rels),
            )
        )
        at += len(word) + (not glue)
    kinds = tuple(rng.choice(["", "person", "event", "object", "time", "place"]) for _ in words)
    return SentenceReading(index=0, tokens=tuple(tokens), predicates=(), mentions=(), noun_kinds=kinds)


def text_of(sentence: SentenceReading) -> str:
    """The text of a sentence that begins its article."""
    out = ""
    for token in sentence.tokens:
        out += " " * (token.span.start - len(out)) + token.text
    return out
