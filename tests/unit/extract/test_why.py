"""Claims explain themselves: which rule or head gave each part, on which words, and what else was weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from sayso.extract import extract
from sayso.extract.status import Standing, stand_of
from sayso.extract.tree import Tree
from sayso.records import (
    ActorKind,
    ActorMatch,
    Article,
    Aspect,
    Chain,
    Claim,
    Mention,
    PlaceKind,
    PlaceMatch,
    PlaceMention,
    Predicate,
    Reading,
    Reason,
    SeenAct,
    Sentence,
    SentenceReading,
    Span,
    Status,
    Token,
)

Word = tuple[str, str, str, int, str]
#: Word, lemma, tag, head, relation.
RAID: tuple[Word, ...] = (
    ("Norway", "Norway", "PROPN", 3, "nsubj"), ("did", "do", "AUX", 3, "aux"), ("not", "not", "PART", 3, "advmod"),
    ("attack", "attack", "VERB", -1, "root"), ("Chad", "Chad", "PROPN", 3, "obj"), ("in", "in", "ADP", 6, "case"),
    ("Galati", "Galati", "PROPN", 3, "obl"), ("on", "on", "ADP", 8, "case"), ("Monday", "Monday", "PROPN", 3, "obl"),
    (",", ",", "PUNCT", 11, "punct"), ("Peru", "Peru", "PROPN", 11, "nsubj"), ("said", "say", "VERB", 3, "parataxis"),
    (".", ".", "PUNCT", 3, "punct"),
)  # fmt: skip
ACT = SeenAct(
    index=3, p=0.97, kinds=(("ASSAULT", 0.6), ("COERCE/seize", 0.2), ("THREATEN", 0.1), ("AID", 0.01)),
    statuses=(("happened", 0.9),),
)  # fmt: skip
PREDICATE = Predicate(
    index=3, lemma="attack", p=0.9, args=(), certainty=-2.5, happened=-2.0,
    types=(("ASSAULT", 0.7), ("NONE", 0.3)),
)  # fmt: skip


class Countries:
    """Every name is a country of its own."""

    def find(self, phrase: str, **_: object) -> ActorMatch:
        return ActorMatch(
            actor_id=f"cty:{phrase}", name=phrase, kind=ActorKind.COUNTRY, country=phrase[:3].upper(), sectors=(),
            named=True, office=None, p=0.9,
        )  # fmt: skip


class Towns:
    """Every place is a town in Romania."""

    def resolve_all(self, mentions: Sequence[PlaceMention], _context: object) -> tuple[None, ...]:
        return tuple(None for _ in mentions)

    def find(self, name: str, **_: object) -> PlaceMatch:
        return PlaceMatch(
            place_id="geo:1", name=name, kind=PlaceKind.CITY, country="ROU", admin1=None, lat=45.4, lon=28.0,
            within_km=5.0, p=0.9,
        )  # fmt: skip


def sentence(words: tuple[Word, ...], places: tuple[int, ...] = ()) -> SentenceReading:
    at, tokens = 0, []
    for text, lemma, upos, head, deprel in words:
        span = Span(at, at + len(text))
        feats = ("VerbForm=Fin", "Tense=Past") if upos in ("VERB", "AUX") else ()
        tokens.append(
            Token(span=span, text=text, lemma=lemma, upos=upos, feats=feats, head=head, deprel=deprel)
        )
        at += len(text) + 1
    names = [i for i, w in enumerate(words) if w[2] == "PROPN" and w[0] != "Monday"]
    labels = {i: "facility" if i in places else "nationality" for i in names}
    mentions = tuple(
        Mention(sentence=0, start=i, end=i + 1, span=tokens[i].span, label=label)
        for i, label in labels.items()
    )
    return SentenceReading(
        index=0, tokens=tuple(tokens), predicates=(PREDICATE,), mentions=mentions, acts=(ACT,)
    )


def claim_of(read: SentenceReading, *chains: Chain) -> Claim:
    text = " ".join(t.text for t in read.tokens)
    spans = tuple(t.span for t in read.tokens)
    article = Article(
        article_id="r0", name="case", text=text, sentences=(Sentence(span=Span(0, len(text)), words=spans, paragraph=0),),
        paragraphs=(), text_sha256="", published=date(2024, 5, 16),
    )  # fmt: skip
    reading = Reading(article_id="r0", model_sha256="", sentences=(read,), chains=chains)
    found = extract(article, reading, places=Towns(), actors=Countries())
    (claim,) = [c for c in found if c.event is not None and c.event.type == "ASSAULT"]
    return claim


def reasons(claim: Claim, what: Aspect) -> list[Reason]:
    return [r for r in claim.why if r.what is what]


@pytest.fixture(scope="module")
def claim() -> Claim:
    return claim_of(sentence(RAID, places=(6,)))


def test_the_type_names_its_entry_and_how_the_heads_see_it(claim: Claim) -> None:
    entry, acts, predicates = reasons(claim, Aspect.TYPE)
    assert entry.by.startswith("lexicon verb “attack”")
    assert entry.said == "attack"
    assert entry.score is not None
    assert (acts.by, acts.score, acts.instead) == ("the reader's acts", 0.6, ("COERCE 0.20", "THREATEN 0.10"))
    assert (predicates.by, predicates.score) == ("the reader's predicates", 0.7)
    assert predicates.instead == ("NONE 0.30",)


def test_the_status_names_every_step(claim: Claim) -> None:
    tense, negation = reasons(claim, Aspect.STATUS)
    assert (tense.by, tense.said, tense.instead) == ("tense and auxiliaries", "did attack", ())
    assert (negation.by, negation.said, negation.instead) == ("negation", "not", ("happened",))
    assert negation.score == claim.certainty.p
    changed, scales = reasons(claim, Aspect.CERTAINTY)
    assert changed.instead == ("certain (+)",)
    assert "certainty -2.50, happened -2.00" in scales.by


def test_parties_name_their_link_and_how_they_were_resolved(claim: Claim) -> None:
    (doer,) = reasons(claim, Aspect.ACTOR)
    (target,) = reasons(claim, Aspect.RECIPIENT)
    assert (doer.by, doer.said) == ("who does it: “attack”; a country's name", "Norway")
    assert (target.by, target.said) == ("object of “attack”; a country's name", "Chad")
    assert doer.score == claim.actors[0].p


def test_place_and_time_name_what_they_hang_on(claim: Claim) -> None:
    (place,) = reasons(claim, Aspect.PLACE)
    assert place.by == "“in” with “attack”; gazetteer: city, Galati, ROU"
    (time,) = reasons(claim, Aspect.TIME)
    assert time.by == "hangs on “attack”; counted from 2024-05-16"
    assert time.said == "on Monday"


def test_a_speaker_names_what_found_it_and_its_cue(claim: Claim) -> None:
    (speaker,) = reasons(claim, Aspect.SPEAKER)
    assert (speaker.by, speaker.said) == ("a rule for words of speech, cue “said”", "Peru")


def test_two_ways_to_one_speaker_are_named_together() -> None:
    read = sentence(RAID, places=(6,))
    text = " ".join(t.text for t in read.tokens)
    at = text.index("Peru")
    chain = Chain(
        sources=(Span(at, at + 4),), cues=(read.tokens[11].span,), contents=(Span(0, text.index(",")),), p=0.9
    )
    (speaker,) = reasons(claim_of(read, chain), Aspect.SPEAKER)
    assert speaker.by == "a rule for words of speech (and the reader's attributions), cue “said”"


def test_the_weights_multiply_to_p(claim: Claim) -> None:
    (p,) = reasons(claim, Aspect.P)
    assert p.score == claim.p
    assert p.by.startswith("type ")


def test_a_report_in_its_own_voice_says_so() -> None:
    bare = claim_of(sentence((*RAID[:9], (".", ".", "PUNCT", 3, "punct")), places=(6,)))
    (speaker,) = reasons(bare, Aspect.SPEAKER)
    assert speaker.by.startswith("the report's own voice")


def test_what_is_named_and_not_taken_is_told() -> None:
    # a town in the words of speech is no place of the act
    words = (*RAID[:5], (",", ",", "PUNCT", 7, "punct"), ("Peru", "Peru", "PROPN", 7, "nsubj"),
             ("said", "say", "VERB", 3, "parataxis"), ("in", "in", "ADP", 9, "case"), ("Galati", "Galati", "PROPN", 7, "obl"))  # fmt: skip
    (place,) = reasons(claim_of(sentence(words, places=(9,))), Aspect.PLACE)
    assert place.by == "none: no place named belongs to the act"
    assert place.instead == ("Galati",)


def test_an_act_that_no_entry_names_is_the_readers() -> None:
    words = tuple(("zapped", "zap", *w[2:]) if w[0] == "attack" else w for w in RAID)
    (first, *_) = reasons(claim_of(sentence(words, places=(6,))), Aspect.TYPE)
    assert first.by == "the reader's acts; no lexicon entry fits"


def test_the_same_reading_gives_the_same_reasons(claim: Claim) -> None:
    assert claim_of(sentence(RAID, places=(6,))).why == claim.why


# ------------------------------------------------------------------ steps to a standing


def stand(*words: Word, at: int) -> Standing:
    return stand_of(Tree(sentence(words)), at)


def test_a_verb_above_is_a_step() -> None:
    found = stand(
        ("Chad", "Chad", "PROPN", 1, "nsubj"), ("denied", "deny", "VERB", -1, "root"),
        ("it", "it", "PRON", 3, "nsubj"), ("attacked", "attack", "VERB", 1, "ccomp"), at=3,
    )  # fmt: skip
    assert found.status is Status.NEGATED
    assert [(s.rule, s.said, s.status) for s in found.by] == [
        ("tense and auxiliaries", "attacked", ""),
        ("ccomp under", "denied", "happened"),
    ]


def test_an_adjective_is_a_step() -> None:
    found = stand(
        ("planned", "planned", "ADJ", 1, "amod"), ("talks", "talk", "NOUN", -1, "root"), at=1
    )  # fmt: skip
    assert found.status is Status.PLANNED
    assert [(s.rule, s.said) for s in found.by] == [
        ("a noun stands for a fact", "talks"),
        ("adjective", "planned"),
    ]


def test_a_rule_that_changes_nothing_is_no_step() -> None:
    one = stand(("Chad", "Chad", "PROPN", 1, "nsubj"), ("attacked", "attack", "VERB", -1, "root"), at=1)
    assert replace(one, p=0.5).after(one, "a rule", "word").by == one.by
    assert len(replace(one, status=Status.PLANNED).after(one, "a rule", "word").by) == len(one.by) + 1
