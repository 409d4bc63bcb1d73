"""Every page in every state of `pagestates`: nothing breaks, stands out, is cut, or fails a rule of WCAG 2.2 AA."""

from __future__ import annotations

from typing import Any

import pytest

from chromium import READY
from pagestates import STATES, State, place_of

#: Rules whose outcome the scheme may change; the others were asked of the same page in light colours.
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS = [(width, scheme) for width in (1280, 380) for scheme in ("light", "dark")]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_looks(
    request: pytest.FixtureRequest,
    look_page: Any,
    looks: Any,
    watched: Any,
    state: State,
    look: tuple[int, str],
) -> None:
    page = look_page(*look)
    answer = page.goto(place_of(request.getfixturevalue(state.ledger), state.path))
    for label, words in state.fill:
        page.get_by_label(label).fill(words)
    for button in state.press:
        with page.expect_navigation() as done:
            page.locator("main").get_by_role("button", name=button, exact=True).click()
        answer = done.value
    assert answer.status == state.status
    if state.status >= 400:
        _expect(watched, state.status)
    assert state.says in page.locator("main").inner_text()
    request.getfixturevalue("until")(page, READY)
    looks(page, f"{state.name}-{look[0]}-{look[1]}", only=COLOURS if look[1] == "dark" else ())


def _expect(watched: Any, status: int) -> None:
    """Take out what the browser notes of an answer that is to be an error, and nothing else."""
    noted = [f for f in watched.faults if f.startswith(f"{status}: ") or f"status of {status} " in f]
    assert len(noted) == 2, watched.faults
    for fault in noted:
        watched.faults.remove(fault)
