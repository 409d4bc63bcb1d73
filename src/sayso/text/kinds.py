"""What kind of page a report stands on: live blog, round-up, teaser, gallery, opinion, release, correction.

Told by structured data, markup and wording, each kind with its evidence. A page that holds nothing but a
notice (pay, consent, a check for robots) is none of these and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.text.head import PageHead
from sayso.text.page_signs import LABEL_WORDS, LINE_WORDS, NOTICES, TITLE_WORDS, TYPES

__all__ = ["kinds_of", "notice_in"]

#: An update of a live blog: a line that begins with a time of day.
_TIME_LINE = re.compile(
    r"(?:\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?(?:\s(?:[A-Z]{2,4}))?\b|\d{1,2}\s?[ap]\.?m\.?\b)", re.IGNORECASE
)
#: So many updates, photographs and subheads make a kind of page, against what any report may have.
_UPDATES, _FIGURES, _WORDS_A_FIGURE = 3, 6, 40
#: Lines looked at, and characters of a line.
_MOST_LINES, _LINE_CHARS = 2_000, 200

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
#: Words beyond the notice from which a page is a page: a lead of one sentence is worth reading.
_REST_WORDS = 12
#: A notice is short; no text longer than this is one, whatever it asks for.
_NOTICE_WORDS = 260
_BLOCKED_WORDS = 30


def kinds_of(head: PageHead, title: str | None, text: str) -> list[dict[str, object]]:
    """The kinds of a page, each with its evidence: ``[{"kind": "opinion", "evidence": ["label Opinion"]}]``.

    Empty for an ordinary report. Kinds: live_blog, digest, paywall, gallery, opinion, press_release,
    correction, and by type or label alone analysis, review, satire, advertisement.

    Cost:
        Linear; patterns are matched at the beginnings of lines.
    """
    found: dict[str, list[str]] = {}
    for kind, evidence in (*_by_head(head), *_by_title(title), *_by_text(head, text)):
        of = found.setdefault(kind, [])
        if evidence not in of and len(of) < 6:
            of.append(evidence)
    return [{"kind": kind, "evidence": evidence} for kind, evidence in sorted(found.items())]


def _by_head(head: PageHead) -> Iterator[tuple[str, str]]:
    for name in head.types:
        if name in TYPES and name != "Report":
            yield TYPES[name], f"type {name}"
    for kind in ("live_blog", "opinion", "press_release"):
        if head.signs.get(kind):
            yield kind, f"markup ({head.signs[kind]})"
    if head.signs.get("correction"):
        yield "correction", f"markup ({head.signs['correction']})"
    if head.free is False:
        yield "paywall", "isAccessibleForFree false"
    for label in (*head.labels, *head.sections):
        for kind, pattern in LABEL_WORDS:
            if pattern.fullmatch(label.strip()):
                yield kind, f"label {label.strip()[:60]!r}"


def _by_title(title: str | None) -> Iterator[tuple[str, str]]:
    for kind, pattern in TITLE_WORDS:
        found = pattern.search((title or "")[:300])
        if found is not None:
            yield kind, f"title {found[0].strip()!r}"


def _by_text(head: PageHead, text: str) -> Iterator[tuple[str, str]]:
    lines = [line[:_LINE_CHARS] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    words = len(text.split())
    for line in lines:
        for kind, pattern in LINE_WORDS:
            found = pattern.match(line)
            if found is not None:
                yield kind, f"line {found[0][:80]!r}"
    n_times = sum(bool(_TIME_LINE.match(line)) for line in lines)
    if n_times >= _UPDATES and n_times >= 0.15 * len(lines):
        yield "live_blog", f"{n_times} lines begin with a time"
    if head.signs.get("updates", 0) >= _UPDATES:
        yield "live_blog", f"{head.signs['updates']} updates in the structured data"
    figures = max(head.signs.get("figures", 0), head.signs.get("gallery", 0))
    if figures >= _FIGURES and words < _WORDS_A_FIGURE * figures:
        yield "gallery", f"{figures} pictures, {words} words"
    if head.signs.get("paywall") and 0 < words < 150:
        yield "paywall", f"markup ({head.signs['paywall']}), {words} words"
    yield from _many_stories(lines)


def _many_stories(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A page of several stories: lines that open with places of their own, as agencies' round-ups do."""
    places = {m[0] for line in lines if (m := re.match(r"[A-Z][A-Z .'’-]{3,30}(?=,| \(|\s[-–—]|:\s)", line))}
    if len(places) >= 4:
        yield "digest", f"{len(places)} datelines"


def notice_in(shown: str) -> str | None:
    """The refusal code (`errors.REFUSAL_CODES`) of a page whose words are nothing but a notice, else None.

    Args:
        shown: the text that was found, without the title; or, where none was found, the page's visible words.
    """
    words = shown[:20_000].split()
    if not words or len(words) > _NOTICE_WORDS:
        return None
    n_of = dict.fromkeys((code for code, _ in NOTICES), 0)
    rest = hits = 0
    for sentence in _SENTENCE.findall(shown[:20_000]):
        code = next((c for c, pattern in NOTICES if pattern.search(sentence)), None)
        if code is not None:
            n_of[code] += len(sentence.split())
            hits += len(dict(NOTICES)[code].findall(sentence))
        elif len(sentence.split()) > 4:
            # a few words alone are a button or a heading
            rest += len(sentence.split())
    said = max(n_of, key=lambda c: n_of[c])
    # one such word may stand in any sentence; a check for robots has often only one
    plain = hits >= 2 or (said == "html.blocked" and len(words) < _BLOCKED_WORDS)
    return said if n_of[said] and plain and rest < _REST_WORDS else None
