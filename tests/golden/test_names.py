"""Who a short name means, as the real parts see it; people who do not exist beside families that are known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]


SIGNED = """Turkish Foreign Minister Orhan Demirel signed the treaty in Izmir on Monday. Demirel met Latvian
fishermen for two hours."""
READY = """Saleh ready for talks, UN says

Yemeni President Rashid Saleh met a UN envoy in Aden on Friday. Saleh agreed to hold talks with rebels."""


@pytest.mark.parametrize(
    ("text", "name", "country"), [(SIGNED, "Orhan Demirel", "TUR"), (READY, "Rashid Saleh", "YEM")]
)
def test_a_family_name_is_of_whom_the_text_names_in_full(
    code: Coder, text: str, name: str, country: str
) -> None:
    _, claims = code(text, "2026-04-10")
    family = name.partition(" ")[2]
    named = {(a.name, a.country) for c in claims for a in c.actors if family in a.text}
    assert named == {(name, country)}
