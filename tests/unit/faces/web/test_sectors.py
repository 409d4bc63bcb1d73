"""Every code of a sector has words."""

from __future__ import annotations

from sayso.faces.web.sectors import SECTOR_WORDS, sector_words
from sayso.resolve.roles import SECTORS


def test_every_sector_has_words() -> None:
    assert set(SECTOR_WORDS) == SECTORS


def test_what_is_no_sector_stays_as_it_is() -> None:
    assert sector_words("QQQ") == "QQQ"
