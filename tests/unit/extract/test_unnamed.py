"""What is told of speakers beside their names."""

from __future__ import annotations

import pytest

from sayso.extract import extract
from sayso.extract.unnamed import count_in, reason_unnamed, role_in
from sayso.read import Reader
from sayso.records import Article, Item, Speaker
from sayso.resolve import Actors, Places
from sayso.text import make_article


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("two European diplomats", 2),
        ("an aide to the mayor", 1),
        ("the three officials", 3),
        ("at least 12 residents", 12),
        ("several officials", None),
        ("officials in Quito", None),
        ("", None),
    ],
)
def test_speakers_are_counted(source: str, count: int | None) -> None:
    assert count_in(source) == count


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("It fell, a clerk said on condition of anonymity because the file is sealed.", "the file is sealed"),
        ("A guard, who begged not to be identified for fear of reprisals, said so.", "for fear of reprisals"),
        ("They spoke anonymously in order to discuss the audit, and left.", "in order to discuss the audit"),
        (
            "None, a nurse said; she was not authorised to speak to reporters.",
            "was not authorised to speak to reporters",
        ),
        ("The miner asked not to be named.", None),
        ("The mayor named nine streets because the council asked him to.", None),
    ],
)
def test_the_reason_for_having_no_name_is_read(sentence: str, reason: str | None) -> None:
    assert reason_unnamed(sentence) == reason


@pytest.mark.parametrize(
    ("source", "name", "role"),
    [
        ("Malian Interior Minister Daouda Keita", "Daouda Keita", "Malian Interior Minister"),
        ("Ana Ruiz, the mayor of Quito", "Ana Ruiz", "mayor of Quito"),
        ("the deputy, Ana Ruiz", "Ana Ruiz", "deputy"),
        ("Ana Ruiz", "Ana Ruiz", None),
        ("Ana Ruiz", "Bo Lund", None),
    ],
)
def test_the_role_stands_beside_the_name(source: str, name: str, role: str | None) -> None:
    assert role_in(source, name) == role


@pytest.fixture(scope="module")
def said() -> dict[str, Speaker]:
    """The innermost speaker of each text."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)
    out = {}
    for name, text in {
        "named": "Malian Interior Minister Daouda Keita said on Monday that rebels had attacked a convoy near Gao.",
        "unnamed": "Rebels attacked a convoy near Gao, two diplomats said on condition of anonymity because the talks are secret.",
        "later": "Rebels attacked a convoy near Gao, an official said. The official asked not to be named because the talks are secret.",
    }.items():
        article = make_article(Item(name=name, body=text, published="2024-05-16"))
        assert isinstance(article, Article)
        claims = extract(article, reader.read_one(article), places=places, actors=actors)
        out[name] = next(c for c in claims if c.event is not None).attribution[-1]
    return out


def test_a_named_speaker_has_a_role_and_is_an_actor(said: dict[str, Speaker]) -> None:
    speaker = said["named"]
    assert (speaker.role, speaker.actor_id) == ("Malian Interior Minister", "per:daouda-keita")
    assert (speaker.count, speaker.anonymity) == (None, None)


@pytest.mark.parametrize(("name", "count"), [("unnamed", 2), ("later", 1)])
def test_unnamed_speakers_have_a_count_and_a_reason(name: str, count: int, said: dict[str, Speaker]) -> None:
    speaker = said[name]
    assert (speaker.count, speaker.anonymity) == (count, "the talks are secret")
    assert (speaker.actor_id, speaker.role) == (None, None)
