"""Kinds of links, on reports made up for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import copied
from sayso.link.compare import compare
from sayso.link.kinds import SAME, kind_of, one_text
from sayso.link.tokens import words_of
from sayso.records.links import LinkKind


def kind(one: str, other: str) -> LinkKind | None:
    found = kind_of(compare(words_of(one), words_of(other)))
    return found.kind if found else None


FIXED = copied.REPORT.replace("late on Tuesday", "on Tuesday night").replace(
    "Nobody was seriously hurt. ", ""
)
EDITED = (
    FIXED.replace(
        "worked through the night to bring everybody ashore", "needed hours to empty the ship"
    ).replace(
        copied.REPORT.split("\n\n")[3],
        'Passengers spoke of a "terrible" noise. Many had been asleep in the lounge on the lower deck.',
    )
    + "\nThe line is the only link to the outer islands between October and March, when the airfield is closed at night."
)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (copied.REPORT, LinkKind.VERBATIM),
        (FIXED, LinkKind.VERBATIM),
        (copied.ABRIDGED, LinkKind.ABRIDGED),
        (EDITED, LinkKind.EDITED),
        (copied.SPUN, LinkKind.SPUN),
        (copied.WITH_PASSAGE, LinkKind.PARTIAL),
        (copied.QUOTING, LinkKind.SHARED_QUOTE),
        (copied.INDEPENDENT, None),
        (copied.OTHER_NEWS, None),
        ("", None),
        ("Ferry", None),
    ],
)
def test_kinds(other: str, expected: LinkKind | None) -> None:
    assert kind(copied.REPORT, other) == expected
    assert kind(other, copied.REPORT) == expected


def test_legal_formulas_are_no_copies() -> None:
    one = (
        "Aron Vitt pleaded not guilty to two counts of first degree murder in the death of his landlord on Monday. Judge Ines "
        "Roda set the trial for May. He faces life in prison without the possibility of parole if convicted."
    )
    other = (
        "A jury in Sella must decide whether Tomas Kehr, 41, killed a shopkeeper over a debt. Charged with first degree murder "
        "in the death of Paul Onn, he could get life in prison without the possibility of parole. His lawyer blames another man."
    )
    assert kind(one, other) is None


def test_an_office_with_its_holder_is_no_passage() -> None:
    office = "Deputy Foreign Minister Anton Varga, chairman of the Permanent Joint Council of the Northern Straits Convention, "
    one = f"Fishing quotas will be cut by a tenth next year. {office}announced it in Vell. Crews protested at the gates."
    other = f"Two patrol boats collided in fog off Tarvik. {office}has asked both navies for their charts of the bay."
    assert compare(words_of(one), words_of(other)).longest >= 11
    assert kind(one, other) is None


TAIL = (
    "\nCopyright 2026 Harbour Media. All rights reserved. This material may not be published, broadcast, rewritten or "
    "redistributed without the written permission of the house and its lawyers in Tarvik.\n"
)


def test_what_a_site_prints_with_every_report_is_no_passage() -> None:
    assert kind(copied.REPORT + TAIL, copied.OTHER_NEWS + TAIL) is None
    assert kind(copied.REPORT + TAIL, copied.REPORT) is LinkKind.VERBATIM
    briefs = [text.strip().split(". ")[0] + "." + TAIL * 2 for text in (copied.REPORT, copied.OTHER_NEWS)]
    assert kind(*briefs) is None


def test_a_spun_paragraph_in_a_report_of_its_own_is_a_passage() -> None:
    paragraphs = copied.WITH_PASSAGE.strip().split("\n\n")
    mixed = "\n\n".join([paragraphs[0], SPUN_LIGHTLY, paragraphs[2], copied.OTHER_NEWS])
    assert kind(copied.REPORT, mixed) is LinkKind.PARTIAL


SPUN_LIGHTLY = """\
The Santa Irena had departed Port Elling at 6.40 p.m. with 31 automobiles on board when its guidance failed about two \
miles from the shore, according to Captain Mirko Halas. Gusts of up to 70 kilometres an hour pressed the ship onto the \
shoal before a tug could attain it."""


def test_few_swaps_are_spun_only_if_the_words_say_so() -> None:
    c = compare(words_of(copied.REPORT), words_of(copied.SPUN))
    few = replace(c, swapped=0.05, replaced=0.06, share_left=0.94, share_right=0.94)
    found, told = kind_of(few), kind_of(few, spun=0.9)
    assert found is not None
    assert told is not None
    assert (found.kind, told.kind) == (LinkKind.VERBATIM, LinkKind.SPUN)


def test_the_chance_to_be_one_text_is_high_for_copies_and_low_for_others() -> None:
    def chance(other: str) -> float:
        return one_text(compare(words_of(copied.REPORT), words_of(other)))

    copies = [copied.REPORT, copied.ABRIDGED, copied.SPUN, copied.TURNED, EDITED]
    others = [copied.INDEPENDENT, copied.QUOTING, copied.OTHER_NEWS, copied.WITH_PASSAGE, ""]
    assert min(map(chance, copies)) >= SAME > max(map(chance, others))
    assert chance(copied.REPORT) > 0.99
