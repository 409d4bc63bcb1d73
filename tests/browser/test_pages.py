"""Every page over the ledgers of these tests: nothing breaks, is cut, or fails a rule of WCAG 2.2 AA."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ("/", "/map", "/timeline", "/actors", "/figures", "/sources", "/runs", "/searches", "/help")


@pytest.mark.parametrize("path", PAGES)
def test_entries_of_the_navigation(open_page: Any, desk: str, looks: Any, path: str) -> None:
    page = open_page()
    page.goto(desk + path)
    looks(page, f"desk-{path.strip('/') or 'ledger'}")
