"""Transfers told over several sentences or in words that name no act, and the claims made for them; texts of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Aspect, Claim, ClaimKind, Role

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

TOLD = [
    # the goods in one sentence, for whom in another
    ("2024-06-04", "Crates with rifle sights stood on the quay in Jazan. A customs man who opened one says that fishermen were to row them over to the Houthis.",
     "un-yemen-houthi-arms"),
    # a name that no table of actors holds but the rule
    ("1999-03-02", "Two Grads and a tonne of diesel were flown to Andulo each week, a pilot from Johannesburg recalls.",
     "un-unita-arms"),
    # goods traced by what is stamped on them, although they were fired
    ("2013-05-07", "Shells that were fired at a market in Abidjan carry the stamp of a works in Sudan, UN experts found.",
     "un-cote-divoire-arms"),
    # help: trainers, and hands that keep arms in order
    ("2012-08-14", "Fitters from Kharkov keep Eritrea's MiG-29s in the air, three diplomats in Nairobi say.",
     "un-eritrea-arms"),
    ("2022-11-15", "Forty of South Sudan's officers are on a gunnery course in Cairo of which the sanctions committee was never told.",
     "un-south-sudan-arms"),
    # hired men
    ("2020-07-14", "Hired men from Darfur guard an oil port for Haftar. Each got a rifle in Abu Dhabi, UN investigators say.",
     "un-libya-arms"),
    # a change told by the vote, on a day on which the Council is known to have decided
    ("2021-05-29", "Ten for, five looking at the table: South Sudan stays shut to arms dealers for another year.",
     "un-south-sudan-arms"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "rule"), TOLD, ids=[t[1][:40] for t in TOLD])
def test_told(code: Coder, day: str, text: str, rule: str) -> None:
    assert rule in {h.rule for claim in code(text, day)[1] for h in claim.rules}


ASIDE = [
    # used, shown, burnt, looted, given up
    ("2023-03-07", "Houthi gunners fired rockets at Marib. A Saudi jet hit the launchers an hour later."),
    ("2016-10-11", "North Korea drove twelve tanks and a howitzer past its leader at a parade. Chinese guests clapped."),
    ("2014-02-04", "M23 fighters turned over their rifles and a mortar to Congo's army. A German charity gives them saws."),
    ("2024-03-12", "Gang members in Port-au-Prince stormed a police post and stole forty rifles and the door."),
    # for somebody else, with the target as host, enemy or bystander
    ("2022-09-06", "Kenya will buy armoured cars from a maker in Pretoria, ministers agreed on the edge of talks in Juba."),
    ("2019-02-05", "France gave Lebanon's army forty missiles. Deputies of Hezbollah left the hall."),
    ("2018-06-05", "Seoul buys fighters from the United States against the threat from North Korea."),
    # not real
    ("2015-01-20", "The hero of this thriller flies Stingers to Libyan rebels for a German with a monocle."),
    ("2019-05-21", "The Chadian mercenaries have left southern Libya and gone home, a commander in Misrata said."),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text"), ASIDE, ids=[t[1][:40] for t in ASIDE])
def test_left_alone(code: Coder, day: str, text: str) -> None:
    assert [h for claim in code(text, day)[1] for h in claim.rules] == []


LONE = "For the anti-balaka: thirty rifles with Bulgarian stamps, under melons, on a lorry from Cameroon."


def test_a_claim_is_made_where_no_act_was_seen(code: Coder) -> None:
    article, claims = code(LONE, "2019-09-03")
    flagged = [c for c in claims if c.rules]
    assert flagged
    made = [c for c in flagged if any(r.by.startswith("made for a transfer told") for r in c.why)]
    assert made
    for claim in made:
        assert claim.kind is ClaimKind.EVENT
        assert claim.event is not None
        assert claim.event.type in ("AID", "AGREE", "COERCE")
        assert claim.p == 0.4
        assert {r.what for r in claim.why} >= {Aspect.TYPE, Aspect.P}
        assert all(a.span.of(article.text) == a.text for a in claim.actors)
        assert {a.role for a in claim.actors} <= {Role.ACTOR, Role.RECIPIENT}


def test_no_word_tells_two_acts_of_a_transfer(code: Coder) -> None:
    for day, text in [(d, t) for d, t, _ in TOLD] + [("2019-09-03", LONE)]:
        events = [c for c in code(text, day)[1] if c.kind is ClaimKind.EVENT]
        made = [c for c in events if any(r.by.startswith("made for a transfer told") for r in c.why)]
        for claim in made:
            assert [c for c in events if c.evidence.trigger == claim.evidence.trigger] == [claim]
            assert [c for c in claims_in(claim, events) if c not in made] == []


def claims_in(claim: Claim, events: list[Claim]) -> list[Claim]:
    """The claims of the same sentence."""
    return [c for c in events if c.evidence.span == claim.evidence.span]


def test_a_rule_not_in_force_makes_no_claim(code: Coder) -> None:
    # the Council's measures on Sierra Leone ended in September 2010
    text = (
        "Under the melons lay thirty rifles with Bulgarian stamps, bound for the Revolutionary United Front."
    )
    assert [c for c in code(text, "2011-09-03")[1] if c.rules] == []
    assert [c for c in code(text, "2002-09-03")[1] if c.rules]
