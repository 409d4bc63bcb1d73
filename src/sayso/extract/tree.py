"""Questions to a sentence's tree: who is the subject here, what belongs to this phrase, which clause is this.

Relations follow Universal Dependencies. Subjects and objects are found through control, coordination,
relative clauses and participles, as UD's enhanced graphs would have them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from sayso.extract.lexicon import lexicon
from sayso.records import SeenAct, SentenceReading, Span, Token

__all__ = ["Tree"]

#: Verbs whose infinitive has the subject's subject although they take an object ("promise him to go").
_SUBJECT_CONTROL = frozenset({"promise", "vow", "pledge", "threaten", "swear", "offer", "use"})
#: Nouns for the beginning, course and end of what an "of" phrase names.
_PHASES = lexicon().classes["phase"]
#: Nouns of violent deeds that people suffer "in".
_DEEDS = lexicon().classes["deed"]
#: Words for bodies that do them.
_BODIES = lexicon().classes["armed_body"]
_RELATIVE = frozenset({"who", "which", "that", "whom", "where", "whose", "when"})
_CLAUSAL = frozenset(
    {"root", "ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj", "advcl:relcl", "acl:relcl", "csubj:pass"}
)
#: Parts of a noun phrase that are phrases of their own.
_APART = frozenset(
    {"acl", "acl:relcl", "advcl", "advcl:relcl", "appos", "conj", "cc", "parataxis", "punct", "dep", "ccomp"}
)
#: Tags of words inside a name or title.
_INNER = frozenset({"ADJ", "NOUN", "PROPN"})
#: Steps of an upward search; deeper nesting is garbage.
_DEPTH = 12
#: From this mean probability on, a role without support from the tree is believed.
_SURE = 0.45


class Tree:
    """A sentence's tokens with their children."""

    def __init__(self, sentence: SentenceReading) -> None:
        self.sentence = sentence
        self.tokens: tuple[Token, ...] = _repaired(sentence.tokens)
        self.children: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head >= 0:
                self.children[token.head].append(i)
        #: Relations without subtypes: they are asked for some thousand times a sentence.
        self._rels = [token.deprel.split(":", 1)[0] for token in self.tokens]

    def __getitem__(self, i: int) -> Token:
        return self.tokens[i]

    def __len__(self) -> int:
        return len(self.tokens)

    def rel(self, i: int) -> str:
        """Relation of word ``i`` to its head, without subtype."""
        return self._rels[i]

    def of(self, i: int, *rels: str) -> list[int]:
        """Children of ``i`` by relation; ``nsubj`` also takes ``nsubj:pass``, ``nsubj:pass`` only itself."""
        plain, tokens = self._rels, self.tokens
        return [c for c in self.children[i] if plain[c] in rels or tokens[c].deprel in rels]

    def first(self, i: int, *rels: str) -> int | None:
        """The first such child."""
        found = self.of(i, *rels)
        return found[0] if found else None

    def feat(self, i: int, wanted: str) -> bool:
        """Whether word ``i`` has the feature, e.g. ``Tense=Past``."""
        return wanted in self.tokens[i].feats

    def subtree(self, i: int, skip: frozenset[str] = frozenset()) -> list[int]:
        """Word numbers under ``i``, itself included, in order, without children related by ``skip``."""
        out: list[int] = []
        open_ = [i]
        while open_:
            at = open_.pop()
            out.append(at)
            for c in self.children[at]:
                rel = self.tokens[c].deprel
                if not (rel in skip or rel.split(":", 1)[0] in skip):
                    open_.append(c)
        return sorted(out)

    def inside(self, span: Span) -> range:
        """The words that share a character with ``span``."""
        first = bisect_right(self.tokens, span.start, key=lambda t: t.span.end)
        return range(first, bisect_left(self.tokens, span.end, first, key=lambda t: t.span.start))

    def phrase(self, i: int) -> list[int]:
        """The noun phrase headed by ``i``: modifiers and complements, no clauses, appositions or conjuncts.

        Only the unbroken run around the head is kept, and its preposition and leading punctuation are not.
        """
        skip = _APART | {"case", "mark", "cop", "aux", "nsubj", "obj", "obl", "advmod"}
        words = set(self.subtree(i, frozenset(skip)))
        words |= {
            c for c in self.children[i] if self[c].deprel == "advmod" and c < i and self[c].upos == "ADV"
        }
        # an "advmod" before a number or adjective is part of the phrase; one before the noun seldom is
        low = high = i
        while low - 1 in words or (low - 2 in words and self._joins(low - 1)):
            low -= 1
        while high + 1 in words or (high + 2 in words and self._joins(high + 1)):
            high += 1
        return list(range(low, high + 1))

    def _joins(self, i: int) -> bool:
        """Punctuation or case marks inside a phrase: hyphens, quotation marks, "of"."""
        return (self[i].upos == "PUNCT" and self[i].text in "-–'\"“”’.") or self[i].text.lower() in (
            "of",
            "'s",
            "’s",
        )

    def span(self, words: list[int]) -> Span:
        """Characters from the first to the last of the words."""
        return Span(self[words[0]].span.start, self[words[-1]].span.end)

    def preposition(self, i: int) -> str:
        """The preposition before ``i``, lower-cased, compound ones joined ("according to"); "" if none."""
        at = self.first(i, "case")
        if at is None:
            return ""
        words = [at, *self.of(at, "fixed")]
        return " ".join(self[w].text.lower() for w in words)

    def conjuncts(self, i: int) -> list[int]:
        """``i`` and what is coordinated with it."""
        return [
            i,
            *(c for c in self.of(i, "conj") if self[c].upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X")),
        ]

    def ancestors(self, i: int) -> Iterator[int]:
        """Heads of ``i``, nearest first."""
        at = self[i].head
        for _ in range(_DEPTH * 4):
            if at < 0:
                return
            yield at
            at = self[at].head

    def clause(self, i: int) -> int:
        """Head of the clause that holds ``i``: the nearest predicate upward, ``i`` itself included."""
        for at in (i, *self.ancestors(i)):
            if self.rel(at) in ("root", "ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj"):
                return at
            if self.rel(at) == "conj" and self[at].upos in ("VERB", "AUX"):
                return at
        return i

    def is_verbal(self, i: int) -> bool:
        """Whether the word is a verb here (and no noun or adjective)."""
        return self[i].upos in ("VERB", "AUX")

    def is_passive(self, i: int) -> bool:
        """Whether verb ``i`` has passive voice."""
        if self.of(i, "nsubj:pass", "aux:pass", "csubj:pass") and any(
            self[c].deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for c in self.children[i]
        ):
            return True
        bare = not any(self.rel(c) in ("nsubj", "aux") for c in self.children[i])
        return (
            bare
            and self[i].deprel in ("acl", "advcl")
            and self.feat(i, "VerbForm=Part")
            and not self.feat(i, "Tense=Pres")
        )

    def subjects(self, i: int, depth: int = 0) -> list[int]:
        """Heads of the deep subject (who does it) of verb ``i``; empty if the sentence does not say."""
        if self.is_passive(i):
            agents = [a for c in self.of(i, "obl") if self.preposition(c) == "by" for a in self.conjuncts(c)]
            return agents or self._behind(i)
        return self._surface_subjects(i, depth)

    def _behind(self, i: int) -> list[int]:
        """Whose deed it was in which something was done: "killed in a raid by marines"."""
        for c in self.of(i, "obl"):
            if self.preposition(c) not in ("in", "during") or self[c].lemma.lower() not in _DEEDS:
                continue
            by = [a for prep, a in self.obliques(c) if prep == "by"]
            owners = [a for o in self.of(c, "nmod:poss") for a in self.conjuncts(o)]
            before = [*self.of(c, "amod", "compound")]
            before += [w for b in before for w in self.of(b, "amod", "compound")]
            whose = [w for w in before if self._names_side(w)]
            if by or owners or whose:
                return by or owners or whose[:1]
        return []

    def _names_side(self, i: int) -> bool:
        """Whether a word before a noun tells whose it is: a nationality, no place."""
        token = self.tokens[i]
        return token.upos == "ADJ" and token.text[:1].isupper()

    def _of_a_verdict(self, i: int) -> list[int]:
        """Of whom a verb says what they are: "found him guilty", as the reader may hang it."""
        return [s for c in self.of(i, "xcomp") if self[c].upos == "ADJ" for s in self.of(c, "nsubj")]

    def objects(self, i: int, depth: int = 0) -> list[int]:
        """Heads of the deep object (whom it is done to) of verb ``i``."""
        if self.is_passive(i):
            # "they were given shells": what was given comes first
            given = [a for c in self.of(i, "obj") for a in self.conjuncts(c)]
            return [*given, *self._surface_subjects(i, depth)]
        found = self.of(i, "obj") or self._late_subjects(i) or self._of_a_verdict(i)
        if found:
            return [a for c in found for a in self._resolved(c, i)]
        if self.rel(i) == "acl" and self[i].deprel == "acl:relcl":
            # "the town that rebels seized": the gap is the object where a subject stands in the clause
            subject = self.first(i, "nsubj")
            if (
                subject is not None
                and self[subject].text.lower() not in _RELATIVE
                and not self._gap_elsewhere(i)
            ):
                return self.conjuncts(self[i].head)
        if (
            self.rel(i) == "conj"
            and self.is_verbal(self[i].head)
            and depth < 2
            and not self.of(i, "obl", "ccomp", "xcomp")
        ):
            # "attacked and destroyed the convoy": the object stands with the last verb, seldom the first
            return []
        return []

    def _late_subjects(self, i: int) -> list[int]:
        """A second subject, behind the verb: the reader's slip for its object."""
        found = self.of(i, "nsubj")
        return [c for c in found if c > i] if any(c < i for c in found) else []

    def doers(self, i: int) -> list[int]:
        """Who does it: the deep subject, else what the role tagger marked ARG0."""
        return self.subjects(i) or self._marked(i, "ARG0")

    def things(self, i: int) -> list[int]:
        """Whom or what it is done to: the deep object, else what the role tagger marked ARG1."""
        return self.objects(i) or self._marked(i, "ARG1")

    def role_words(self, i: int, role: str) -> range:
        """Words that fill a PropBank role of predicate ``i``, none if the tagger is not sure enough."""
        predicate = next((p for p in self.sentence.predicates if p.index == i), None)
        for arg in predicate.args if predicate is not None else ():
            if arg.role == role and arg.p >= _SURE and arg.end <= len(self.tokens):
                return range(arg.start, arg.end)
        return range(0)

    def _marked(self, i: int, role: str) -> list[int]:
        """Head of the words that fill a PropBank role, if the tagger is sure enough."""
        inside = self.role_words(i, role)
        heads = [w for w in inside if self.tokens[w].head not in inside]
        nominal = [w for w in heads if self.tokens[w].upos in ("NOUN", "PROPN", "NUM")]
        return self.conjuncts(nominal[0]) if nominal else []

    def _gap_elsewhere(self, i: int) -> bool:
        return any(self[c].text.lower() in ("where", "when", "why") for c in self.children[i])

    def _surface_subjects(self, i: int, depth: int) -> list[int]:
        """Subject heads as UD attaches them, searched through control and coordination."""
        found = self.of(i, "nsubj")
        if len(found) > 1:
            # two subjects of one verb are a reader's slip: the nearest before the verb is meant
            found = [max((c for c in found if c < i), default=found[0])]
        if found:
            return [a for c in found for a in self._resolved(c, i)]
        if depth > _DEPTH:
            return []
        head = self[i].head
        if head < 0:
            return []
        rel = self.rel(i)
        if rel == "conj" and (self.is_verbal(head) or self.of(head, "cop", "nsubj")):
            return self._surface_subjects(head, depth + 1)
        if rel == "xcomp" or (rel == "advcl" and not self._finite(i)):
            blamed = rel == "advcl" and any(self[c].text.lower() in ("of", "for") for c in self.of(i, "mark"))
            if blamed or (rel == "xcomp" and self[head].lemma not in _SUBJECT_CONTROL):
                inner = self.of(head, "obj", "iobj") or (
                    self.of(head, "nsubj") if self.is_passive(head) else []
                )
                if inner:
                    return [a for c in inner for a in self.conjuncts(c)]
            return self._surface_subjects(head, depth + 1)
        if rel == "acl":
            return self._acl_subjects(i, head, depth)
        if self.of(i, "cc"):
            # "he used it and will fire more, said X": two clauses side by side share the first one's subject
            sides = [c for c in self.of(head, rel) if c < i]
            if sides:
                return self._surface_subjects(sides[-1], depth + 1)
        if rel in ("ccomp", "csubj") and not self._finite(i) and self.is_verbal(head):
            return self._surface_subjects(head, depth + 1)
        return []

    def _acl_subjects(self, i: int, head: int, depth: int) -> list[int]:
        if self[i].deprel == "acl:relcl" or not self.of(i, "mark"):
            return self.conjuncts(head)
        # "a plan to visit", "a bid by deputies to impeach": whose plan it is
        owners = self.of(head, "nmod:poss") or [a for prep, a in self.obliques(head) if prep == "by"]
        if owners:
            return owners
        above = self[head].head
        if above >= 0 and self.is_verbal(above):
            return self._surface_subjects(above, depth + 1)
        return []

    def _resolved(self, c: int, verb: int) -> list[int]:
        """A relative pronoun stands for the noun its clause belongs to."""
        word = self[c].text.lower()
        if word in ("who", "which", "that", "whom") and self[c].upos == "PRON":
            for at in (verb, *self.ancestors(verb)):
                if self[at].deprel in ("acl:relcl", "acl"):
                    return self.conjuncts(self._who(self[at].head) if word == "who" else self[at].head)
                if self.rel(at) not in ("xcomp", "conj", "ccomp"):
                    break
        return self.conjuncts(c)

    def _who(self, noun: int) -> int:
        """Who "who" stands for: of "a woman linked to the front, who …" the woman."""
        kinds = self.sentence.noun_kinds
        if not kinds or kinds[noun] == "person" or self[noun].upos != "PROPN":
            return noun
        above = (a for a in self.ancestors(noun) if self[a].upos == "NOUN")
        return next((a for a in above if kinds[a] == "person"), noun)

    def _finite(self, i: int) -> bool:
        if self.feat(i, "VerbForm=Fin"):
            return True
        return any(self.feat(c, "VerbForm=Fin") for c in self.of(i, "aux", "cop"))

    def obliques(self, i: int) -> list[tuple[str, int]]:
        """(preposition, head) of the prepositional phrases that hang on ``i``, verb or noun."""
        out = []
        for c in self.of(i, "obl", "nmod"):
            if self[c].deprel == "nmod:poss":
                continue
            prep = self.preposition(c)
            out += [(prep, a) for a in self.conjuncts(c)]
        if self[i].lemma.lower() in _PHASES:
            # "the resumption of ties with X": with whom the ties are is with whom they are resumed
            out += [pair for prep, c in out if prep == "of" for pair in self.obliques(c)]
        return out

    def act(self, i: int) -> SeenAct | None:
        """What the reader sees of an act at a word, if it looked and sees any."""
        return next((a for a in self.sentence.acts or () if a.index == i), None)

    def auxiliaries(self, i: int) -> list[int]:
        """Auxiliaries and copula of a predicate."""
        return self.of(i, "aux", "cop")


def _repaired(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Slips that words around a token settle.

    A bare word after the particle "to" is a verb, whatever garbled wording made the reader think; a gerund
    with an article or a modifier before it is a noun; the raid in "police raid" is the police's; a word with
    "'s" behind it belongs to the noun that follows; of subjects that stand side by side the last is meant; of
    two clauses under one verb the later one without a subject is joined to the earlier.
    """
    out = _joined_clauses(_joined_subjects(list(tokens)))
    for i in range(1, len(out)):
        token, before = out[i], out[i - 1]
        if token.upos == "NOUN" and before.upos == "PART" and before.text.lower() == "to":
            out[i] = replace(token, upos="VERB", feats=("VerbForm=Inf",))
        if _is_gerund_noun(out, i):
            out[i] = replace(token, upos="NOUN", lemma=token.text.lower(), feats=("Number=Sing",))
        theirs = before.lemma.lower() in _BODIES and before.deprel == "compound" and before.head == i
        if theirs and out[i].lemma.lower() in _DEEDS:
            out[i - 1] = replace(before, deprel="nmod:poss")
        if token.text in ("'s", "’s") and token.deprel == "case" and token.head == i - 1:
            owned = _owned(out, i)
            if owned is not None and before.deprel != "nmod:poss" and before.head != owned:
                out[i - 1] = replace(before, head=owned, deprel="nmod:poss")
    return tuple(out)


def _is_gerund_noun(tokens: list[Token], i: int) -> bool:
    """Whether a word in "-ing" that is tagged a verb stands as a noun: "in police firing"."""
    token = tokens[i]
    if token.upos != "VERB" or not token.text.lower().endswith("ing"):
        return False
    if token.deprel.split(":", 1)[0] not in ("obl", "nmod", "obj", "nsubj", "conj", "appos"):
        return False
    own = {t.deprel.split(":", 1)[0] for t in tokens if t.head == i}
    return bool(own & {"compound", "det", "amod"}) and not own & {"obj", "aux", "mark", "nsubj"}


def _joined_subjects(tokens: list[Token]) -> list[Token]:
    """Subjects of one verb with nothing between them are one: "Norwegian", "Foreign Minister", "Solheim"."""
    subjects = [i for i, t in enumerate(tokens) if t.deprel.startswith("nsubj")]
    for one, other in pairwise(subjects):
        between = range(one + 1, other)
        if tokens[one].head != tokens[other].head or tokens[one].head < other:
            continue
        if all(tokens[w].head in (one, other) and tokens[w].upos in _INNER for w in between):
            rel = "amod" if tokens[one].upos == "ADJ" else "compound"
            tokens[one] = replace(tokens[one], head=other, deprel=rel)
    return tokens


def _joined_clauses(tokens: list[Token]) -> list[Token]:
    """Of clauses that one verb takes, with "and" between, the later one is a conjunct of the earlier."""
    clauses = [i for i, t in enumerate(tokens) if t.deprel in ("ccomp", "parataxis") and t.upos == "VERB"]
    for one, other in pairwise(clauses):
        if tokens[one].head != tokens[other].head or not one < other < tokens[one].head:
            continue
        joined = any(tokens[w].text.lower() in ("and", "or", "but") for w in range(one + 1, other))
        if joined and not any(t.head == other and t.deprel.startswith("nsubj") for t in tokens):
            tokens[other] = replace(tokens[other], head=one, deprel="conj")
    return tokens


def _owned(tokens: list[Token], mark: int) -> int | None:
    """The noun that a possessive mark points to: the next one that hangs on a verb."""
    for j in range(mark + 1, min(mark + 5, len(tokens))):
        token = tokens[j]
        if token.upos not in ("NOUN", "PROPN", "ADJ", "NUM", "ADV"):
            return None
        above = tokens[token.head] if token.head >= 0 else None
        if token.upos in ("NOUN", "PROPN") and above is not None and above.upos in ("VERB", "AUX"):
            return j if token.head != mark - 1 else None
    return None
