"""What the reader sees of acts, beside what the lexicon says."""

from __future__ import annotations

import pytest

from sayso.extract.drafts import Draft
from sayso.extract.lexicon import lexicon
from sayso.extract.parties import Parties
from sayso.extract.seen import Seen
from sayso.extract.tree import Tree
from sayso.records import (
    ActorKind,
    ActorMatch,
    Article,
    Mention,
    Reading,
    SeenAct,
    Sentence,
    SentenceReading,
    Span,
    Token,
)

#: "Norway rebuffed Chad": word, tag, head, relation, whether a name.
WORDS = (("Norway", "PROPN", 1, "nsubj"), ("rebuffed", "VERB", -1, "root"), ("Chad", "PROPN", 1, "obj"))


class Names:
    """Every name is a country of its own."""

    def find(self, text: str, **_: object) -> ActorMatch:
        return ActorMatch(
            actor_id=f"cty:{text}",
            name=text,
            kind=ActorKind.COUNTRY,
            country=text[:3].upper(),
            sectors=(),
            named=True,
            office=None,
            p=0.9,
        )


def seen(*acts: SeenAct, looked: bool = True) -> Seen:
    text, at, spans = " ".join(w[0] for w in WORDS), 0, []
    for word, *_ in WORDS:
        spans.append(Span(at, at + len(word)))
        at += len(word) + 1
    tokens = tuple(
        Token(span=s, text=w, lemma=w.lower(), upos=u, feats=(), head=h, deprel=r)
        for s, (w, u, h, r) in zip(spans, WORDS, strict=True)
    )
    mentions = tuple(Mention(sentence=0, start=i, end=i + 1, span=spans[i], label="place") for i in (0, 2))
    sentence = SentenceReading(
        index=0, tokens=tokens, predicates=(), mentions=mentions, acts=acts if looked else None
    )
    article = Article(
        article_id="r0", name="case", text=text, sentences=(Sentence(span=Span(0, at - 1), words=tuple(spans), paragraph=0),),
        paragraphs=(), text_sha256="",
    )  # fmt: skip
    reading = Reading(article_id="r0", model_sha256="", sentences=(sentence,), chains=())
    tree = Tree(sentence)
    return Seen.of(0, tree, Parties(article, reading, [tree], Names()), lexicon())  # type: ignore[arg-type]


def act(p: float = 0.97, **kinds: float) -> SeenAct:
    return SeenAct(
        index=1,
        p=p,
        kinds=tuple((k.replace("_", "/"), v) for k, v in sorted(kinds.items(), key=lambda kv: -kv[1])),
        statuses=(("happened", 0.9),),
        sources=((0, 0.95),),
        targets=((2, 0.9),),
    )


def draft(type_: str, parts: Seen, **changes: object) -> Draft:
    entry = parts.lexicon.fallbacks[type_]
    fields: dict[str, object] = {
        "sentence": 0, "trigger": 1, "support": None, "type": type_, "mode": None, "actors": (), "recipients": (),
        "places": (), "goes": False, "entry": entry, "predicate": None, "p": 0.7,
    }  # fmt: skip
    return Draft(**(fields | changes))  # type: ignore[arg-type]


def test_modes_of_a_type_count_together() -> None:
    assert act(REJECT_meet=0.3, REJECT=0.25, ACCUSE=0.4).type_chances() == {"ACCUSE": 0.4, "REJECT": 0.55}


def test_a_word_the_reader_takes_for_an_act_gets_an_entry_of_that_type_and_mode() -> None:
    entry = seen(act(REJECT_meet=0.5, REJECT=0.2, ACCUSE=0.2)).fallback(1)
    assert entry is not None
    assert (entry.type, entry.mode) == ("REJECT", "meet")


@pytest.mark.parametrize("acts", [(), (act(0.3, REJECT=0.3),)])
def test_a_word_the_reader_doubts_gets_none(acts: tuple[SeenAct, ...]) -> None:
    assert seen(*acts).fallback(1) is None


def test_parties_the_tree_does_not_give_come_from_the_reader() -> None:
    parts = seen(act(REJECT=0.8))
    found = parts.revised(draft("REJECT", parts))
    assert [p.text for p in found.actors] == ["Norway"]
    assert [p.text for p in found.recipients] == ["Chad"]


def test_parties_the_tree_gives_stay() -> None:
    parts = seen(act(REJECT=0.8))
    given = parts.parties.at(0, 2)
    found = parts.revised(draft("REJECT", parts, actors=given))
    assert [p.text for p in found.actors] == ["Chad"]
    assert found.recipients == ()  # nobody does it to himself


def test_a_reader_that_sees_hardly_an_act_fills_no_side() -> None:
    parts = seen(act(0.2, REJECT=0.2))
    assert parts.revised(draft("REJECT", parts)).actors == ()


def test_a_mode_is_taken_from_the_reader_where_it_is_likely() -> None:
    sure = seen(act(REJECT_meet=0.5, REJECT=0.3))
    assert sure.revised(draft("REJECT", sure)).mode == "meet"
    unsure = seen(act(REJECT_meet=0.2, REJECT=0.6))
    assert unsure.revised(draft("REJECT", unsure)).mode is None


@pytest.mark.parametrize("name", [0, 2])
def test_a_name_is_no_act(name: int) -> None:
    sure = act(0.99, REJECT=0.9)
    assert seen(SeenAct(index=name, p=0.99, kinds=sure.kinds, statuses=())).fallback(name) is None


def test_only_a_reader_that_looked_for_acts_doubts_them() -> None:
    assert seen().doubts(1)
    assert not seen(looked=False).doubts(1)
    assert not seen(act(0.3, REJECT=0.3)).doubts(1)
