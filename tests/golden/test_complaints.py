"""What users of event coders complain of most: events made up, every object a target, speech taken for an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim, ClaimKind, Role

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

#: Texts in which nobody does anything to anybody that PLOVER would code.
NOTHING = {
    "figures of speech": "Shares in the shipyard shot up on Tuesday after a price war among its suppliers came to an end.",
    "an accident": "Two coaches collided in thick fog outside Brno on Friday, and nine passengers were taken to hospital.",
    "the weather": "A blizzard cut power to three valleys overnight, and the pass above Andermatt will stay closed until Monday.",
    "a habit": "Fishermen on the lake mend their nets in winter and sell smoked trout to visitors in summer.",
    "a name like an act": "The Peace Bridge and the Strike Fund Museum reopened to visitors in Halmstad on Sunday.",
    "a game": "Goalkeeper Ana Ruiz defended her title as the league's best player, and the coach praised the attack.",
}
#: Sentences with the only parties to whom something is done.
TARGETS = {
    "a day, a place and a means are no target": (
        "Rebels attacked an army convoy with mortars near Goma on Friday morning.",
        {"army convoy"},
    ),
    "whom one meets, and not what about": (
        "The Polish president met the Latvian prime minister in Vilnius to discuss grain prices and the war in Ukraine.",
        {"Latvian prime minister"},
    ),
    "whom one accuses, and not of what": (
        "Ethiopia accused Eritrea of moving tanks and field hospitals to the border.",
        {"Eritrea"},
    ),
}
#: Words of speech, which are no act of their own.
SPEECH = {
    "said": "The Finnish foreign ministry said on Monday that exports of timber had grown by a tenth.",
    "told": "Prime Minister Jonas Berg told reporters that the budget would be presented in May.",
    "noted": "The central bank noted that inflation had slowed, and its governor added that rates were unchanged.",
}


def events(code: Coder, text: str) -> tuple[Article, list[Claim]]:
    article, claims = code(text, "2024-05-16")
    return article, [c for c in claims if c.kind is ClaimKind.EVENT]


@pytest.mark.parametrize("name", NOTHING)
def test_no_event_is_made_up(name: str, code: Coder) -> None:
    _, found = events(code, NOTHING[name])
    assert not found, [(c.event, c.evidence.trigger) for c in found]


@pytest.mark.parametrize("name", TARGETS)
def test_only_whom_it_is_done_to_is_a_recipient(name: str, code: Coder) -> None:
    text, wanted = TARGETS[name]
    _, found = events(code, text)
    assert found
    parties = {a.text for c in found for a in c.actors if a.role is Role.RECIPIENT}
    both = {a.text for c in found for a in c.actors}
    assert parties <= {p for p in both if any(w in p for w in wanted)}
    assert all(any(w in p for p in both) for w in wanted)


@pytest.mark.parametrize("name", SPEECH)
def test_speech_is_no_event(name: str, code: Coder) -> None:
    article, found = events(code, SPEECH[name])
    assert not found, [(c.event, c.evidence.trigger.of(article.text)) for c in found]
