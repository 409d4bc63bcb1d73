from dataclasses import replace

import numpy as np
import pytest

from sayso.link.same_event import (
    COLUMNS,
    EventMention,
    cluster_events,
    pair_features,
    same_event,
    same_event_chances,
    table_of,
)

STRUCK = EventMention(
    mention_id="a:1",
    report_id="a",
    trigger="strike",
    trigger_text="struck",
    verbal=True,
    kinds={"ASSAULT": 1.0},
    status="happened",
    actors=("Norland Navy",),
    recipients=("Port Kessen",),
    where="Port Kessen",
    sentence="The Norland Navy struck Port Kessen on Tuesday, killing 14 dock workers.",
    sentence_number=0,
    title="Norland Navy strikes Port Kessen, 14 killed",
)
RETOLD = replace(
    STRUCK,
    mention_id="b:1",
    report_id="b",
    trigger="attack",
    trigger_text="attack",
    verbal=False,
    sentence="Fourteen dock workers died in the attack on Port Kessen by the Norland Navy on Tuesday.",
    title="14 dead as Norland Navy attacks Port Kessen",
)
OTHER = EventMention(
    mention_id="c:1",
    report_id="c",
    trigger="sign",
    trigger_text="signed",
    verbal=True,
    kinds={"AGREE": 1.0},
    status="happened",
    actors=("Ostavia",),
    recipients=("Brenland",),
    where="Vell",
    sentence="Ostavia signed a grain treaty with Brenland in Vell last year.",
    sentence_number=4,
    title="Grain prices fall",
)


def test_one_event_in_other_words_is_likelier_than_another_event() -> None:
    assert same_event(STRUCK, RETOLD, 0.95) > same_event(STRUCK, OTHER, 0.95)
    assert same_event(STRUCK, replace(STRUCK, mention_id="d:1", report_id="d"), 0.95) > 0.8
    assert same_event(STRUCK, OTHER, 0.05) < 0.02


def test_it_is_symmetric() -> None:
    assert same_event(STRUCK, RETOLD) == same_event(RETOLD, STRUCK)


def test_what_is_missing_is_unknown_and_not_nothing() -> None:
    bare = EventMention(mention_id="x", report_id="x", trigger="strike")
    known = pair_features(bare, replace(bare, mention_id="y", report_id="y"))
    assert known["same lemma"] == 1
    assert "actor alike" not in known
    assert "one story" not in known
    assert "sentence_vector alike" not in known
    assert 0 < same_event(bare, replace(bare, mention_id="y", report_id="y")) < 1


def test_actors_of_one_side_are_compared_with_recipients_of_the_other() -> None:
    turned = replace(RETOLD, actors=STRUCK.recipients, recipients=STRUCK.actors)
    found = pair_features(STRUCK, turned)
    assert found["actor as recipient"] == pytest.approx(1, abs=1e-5)
    assert found["party alike"] == pytest.approx(1, abs=1e-5)
    assert found["actor alike"] < 0.5


def test_vectors_are_compared_by_their_angle() -> None:
    row = np.arange(-192, 192).astype(np.int8)
    a = replace(STRUCK, trigger_vector=row.tobytes())
    b = replace(RETOLD, trigger_vector=np.zeros(384, np.int8).tobytes())
    assert pair_features(a, replace(a, mention_id="z"))["trigger_vector alike"] == pytest.approx(1, abs=1e-5)
    assert pair_features(a, b)["trigger_vector alike"] == 0


def test_a_pair_does_not_depend_on_the_others() -> None:
    three = table_of([STRUCK, RETOLD, OTHER])
    two = table_of([STRUCK, RETOLD])
    assert three.shape == (3, 3, len(COLUMNS))
    np.testing.assert_allclose(three[:2, :2], two, atol=1e-6)


def test_clusters_do_not_depend_on_order_and_hold_every_mention_once() -> None:
    mentions = [STRUCK, RETOLD, OTHER, replace(STRUCK, mention_id="e:1", report_id="e")]
    found = cluster_events(mentions)
    assert sorted(id_ for group in found for id_ in group) == ["a:1", "b:1", "c:1", "e:1"]
    assert cluster_events(mentions[::-1]) == found
    assert next(g for g in found if "a:1" in g)[-1] == "e:1"


def test_reports_that_surely_tell_other_stories_share_no_event() -> None:
    again = replace(STRUCK, mention_id="e:1", report_id="e")
    assert len(cluster_events([STRUCK, again], np.eye(2, dtype=np.float32))) == 2


def test_none_and_one() -> None:
    assert cluster_events([]) == []
    assert cluster_events([STRUCK]) == [("a:1",)]
    assert same_event_chances([STRUCK]).tolist() == [[1.0]]
