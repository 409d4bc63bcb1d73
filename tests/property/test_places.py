"""Places are resolved the same way twice, in any order of mentions, and junk never breaks anything."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.records import PlaceContext, PlaceMatch, PlaceMention
from sayso.resolve import Places

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "Paris Texas Georgia Tbilisi Springfield Illinois Washington Moscow Lebanon Beirut Richmond Virginia Athens Ohio "
    "Springfield,_Ill. Lebanon_County_Courthouse Elm_Street University_of_Georgia northern_Mali Turkish EU Qwrtzplmk"
).split()


@cache
def places() -> Places:
    return Places.open()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=30))
def test_junk_never_breaks_anything(name: str, after: str, publisher: str) -> None:
    found = places().find(name, near=(after[:3], "USA"))
    assert found is None or 0 <= found.p <= 1
    mentions = [PlaceMention(text=name, after=after), PlaceMention(text="Lyon", start=3, before=after)]
    told = places().resolve_all(mentions, PlaceContext(publisher=publisher, dateline=name))
    assert len(told) == 2
    assert told[1] is not None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=9))
def test_the_order_in_which_mentions_are_handed_over_changes_nothing(names: list[str]) -> None:
    mentions = [PlaceMention(text=n.replace("_", " "), start=40 * i) for i, n in enumerate(names)]
    order = sorted(range(len(names)), key=lambda i: (len(names[i]), -i))
    one = places().resolve_all(mentions, PlaceContext())
    other = places().resolve_all([mentions[i] for i in order], PlaceContext())
    assert [_told(one[i]) for i in order] == [_told(m) for m in other]


def _told(match: PlaceMatch | None) -> tuple[object, ...] | None:
    return None if match is None else (match.place_id, round(match.p, 3), match.use)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6))
def test_what_was_asked_before_changes_nothing(names: list[str]) -> None:
    mentions = [PlaceMention(text=n.replace("_", " "), start=40 * i) for i, n in enumerate(names)]
    fresh = Places.open().resolve_all(mentions, PlaceContext())
    assert [_told(m) for m in fresh] == [_told(m) for m in places().resolve_all(mentions, PlaceContext())]


_SCRIPT = f"""
from sayso.records import PlaceContext, PlaceMention
from sayso.resolve import Places
names = {NAMES!r}
places = Places.open()
mentions = [PlaceMention(text=n.replace("_", " "), start=40 * i) for i, n in enumerate(names)]
print(places.resolve_all(mentions, PlaceContext(publisher="dallasnews.com", countries=("USA", "GEO"))))
print([places.find(n.replace("_", " ")) for n in names])
"""


def test_the_seed_of_hashes_changes_nothing() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2024")
    }
    assert len(told) == 1
    assert b"PlaceMatch" in told.pop()
