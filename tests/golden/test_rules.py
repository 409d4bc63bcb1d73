"""Which rules a report touches, and how that reads; texts of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.extract.rules import READINGS
from sayso.records import Article, Claim

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

TOUCHED = [
    # who supplies, by the claim's own parties or by the words around them
    ("2024-06-11", "Rwanda is supplying M23 rebels in eastern Congo with missiles, U.N. experts said.",
     {"un-drc-armed-groups": "alleged breach"}),
    ("2024-01-10", "Seoul accused Pyongyang of supplying Moscow with ballistic missiles.",
     {"un-dprk-arms": "alleged breach"}),
    ("2026-01-20", "Iran will sell drones to Venezuela, a ministry spokesman said.",
     {"un-iran-arms": "would breach"}),
    ("2019-03-20", "Juba's envoy in Prague haggled for three months over forty armoured cars, a paper says.",
     {"un-south-sudan-arms": "would breach"}),
    ("2020-01-06", "Turkey has voted to send drones to the government in Tripoli, a lawmaker said.",
     {"un-libya-arms": "would breach"}),
    ("2015-10-01", "Iran shipped rifles to the Houthis, officials said.",
     {"un-iran-arms": "alleged breach", "un-yemen-houthi-arms": "alleged breach"}),
    # a dhow, a load, a beach
    ("2024-02-06", "The dhow was stopped off Oman with missile parts in its hold. The skipper was paid to land the load at Salif, on the coast held by the Houthis. Fourteen sailors are being held.",
     {"un-yemen-houthi-arms": "enforcement"}),
    ("2000-08-30", "Sofia will ship sixty tanks to Addis Ababa in November, an official said.",
     {"un-ethiopia-eritrea-arms": "would breach"}),
    # help, training, soldiers
    ("2024-10-24", "North Korea has sent 10,000 troops to Russia, NATO said.", {"un-dprk-arms": "alleged breach"}),
    ("2016-05-12", "Uganda's police are trained by North Korean instructors, its spokesman confirmed.",
     {"un-dprk-arms": "alleged breach"}),
    ("2006-10-03", "Belarusians have been repairing gunships at Yamoussoukro, rebels said.",
     {"un-cote-divoire-arms": "alleged breach"}),
    # other goods
    ("2018-11-20", "Traders sold North Korean coal to China, Seoul's customs service said.",
     {"un-dprk-exports": "alleged breach"}),
    # exceptions
    ("2022-11-10", "Armoured cars for U.N. peacekeepers were delivered to South Sudan on Thursday.",
     {"un-south-sudan-arms": "exempt?"}),
    ("2018-02-02", "Russia delivered rifles to the Central African army. The sanctions committee had been told of the shipment in December.", {"un-car-arms": "exempt?"}),
    # the rule itself
    ("2023-05-31", "The Security Council on Tuesday extended its arms embargo on South Sudan for a year.",
     {"un-south-sudan-arms": "regime change"}),
    ("2016-04-29", "The Security Council on Thursday ended its arms embargo on Ivory Coast.",
     {"un-cote-divoire-arms": "regime change"}),
    # those of others bind their own
    ("2018-02-01", "A German company exported machine tools to Russia, prosecutors said.",
     {"eu-russia-arms": "alleged breach"}),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "wanted"), TOUCHED, ids=[t[1][:40] for t in TOUCHED])
def test_touched(code: Coder, day: str, text: str, wanted: dict[str, str]) -> None:
    hits = {h.rule: h.reading for claim in code(text, day)[1] for h in claim.rules}
    assert hits == wanted
    assert set(hits.values()) <= set(READINGS)


LEFT_ALONE = [
    ("2023-03-21", "Washington will send Ukraine howitzers and rockets, the Pentagon said."),
    ("2015-06-10", "Congo's army received tanks from Ukraine to hunt rebels in North Kivu."),
    ("2016-12-14", "The United States handed missiles to the Lebanese army. Hezbollah did not report it."),
    ("2024-01-15", "North Korea fired a missile into the sea on Sunday, its first launch of the year."),
    ("2017-11-08", "South Korea will buy Patriot missiles from the United States to counter North Korea."),
    ("2023-05-04", "Kenya and Tanzania will buy patrol boats from Spain, they agreed at a summit in Juba."),
    ("2024-07-20", "A drone launched by Yemen's Houthis struck a block of flats in Tel Aviv."),
    ("2017-10-01", "Russia sent food aid to North Korea."),
    ("2019-03-12", "Eritrea took delivery of thirty armoured lorries from the Emirates."),
    ("2019-04-08", "Haftar's men moved tanks from Misrata to the front."),
    ("2024-11-02", "Moscow denied that it had received any missiles from Pyongyang."),
    ("2023-08-01", "South Sudan's president urged the Security Council to lift the arms embargo."),
    ("2022-08-01", "Serbia sold rockets to Myanmar, a rights group said."),
    ("2020-05-05", "The player threw his arms around the coach of the Libyan side, who came from Tunis."),
]


@pytest.mark.parametrize(("day", "text"), LEFT_ALONE, ids=[t[1][:40] for t in LEFT_ALONE])
def test_left_alone(code: Coder, day: str, text: str) -> None:
    assert [h for claim in code(text, day)[1] for h in claim.rules] == []


def test_who_says_so_is_part_of_the_reason(code: Coder) -> None:
    text = "North Korea shipped artillery shells to Russia, South Korea's spy agency said."
    hits = [h for claim in code(text, "2023-09-14")[1] for h in claim.rules]
    assert {h.rule for h in hits} == {"un-dprk-arms"}
    assert all(h.why.startswith("South Korea's spy agency says: ") and "1718 (2006)" in h.why for h in hits)


def test_without_a_day_nothing_is_flagged(code: Coder) -> None:
    text = "North Korea shipped artillery shells to Russia, South Korea's spy agency said."
    assert code(text, "2023-09-14")[1]
    from sayso.extract import extract, touched  # noqa: PLC0415  beside the fixture's own way of reading
    from sayso.read import Reader  # noqa: PLC0415
    from sayso.records import Item  # noqa: PLC0415
    from sayso.resolve import Actors, Places  # noqa: PLC0415
    from sayso.text import make_article  # noqa: PLC0415

    article = make_article(Item(name="case", body=text))
    assert isinstance(article, Article)
    places = Places.open()
    actors = Actors.open(places)
    reading = Reader.load().read([article])[0]
    assert [h for c in extract(article, reading, places=places, actors=actors) for h in c.rules] == []
    assert touched(article, reading, places=places, actors=actors) == ()
