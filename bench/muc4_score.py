"""The scoring of MUC-4: which fills agree, which templates belong together, and the counts.

Source:
    Chinchor, MUC-4 Evaluation Metrics (M92-1002), and appendix C of the proceedings, Guidelines for Scoring
    Mismatches (M92-1044): content-based mapping, credit of a half for partial matches, cross-references. Judges
    could mark strings right that a program cannot; here a string is right where its head word agrees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.muc4_key import FILLED, SLOTS, Fill, Slot, Template

__all__ = ["Tally", "align", "count", "matched", "total"]

_MONTHS = {m: i for i, m in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), start=1)}
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{2})")
#: Slots of which one at least must agree in part before two templates are compared at all.
_CONTENT = ("perp-ind-id", "perp-org-id", "phys-tgt-id", "phys-tgt-type", "hum-tgt-name", "hum-tgt-desc", "hum-tgt-type")  # fmt: skip
#: Values that are kinds of another one, which then counts a half.
_KIND_OF = {
    "BOMBING": "ATTACK",
    "ARSON": "ATTACK",
    "SUSPECTED OR ACCUSED BY AUTHORITIES": "SUSPECTED OR ACCUSED",
    "MACHINE GUN": "GUN",
    "RIFLE": "GUN",
    "HANDGUN": "GUN",
    "VEHICLE BOMB": "BOMB",
    "DYNAMITE": "EXPLOSIVE",
    "BOMB": "EXPLOSIVE",
    "GRENADE": "EXPLOSIVE",
    "MINE": "EXPLOSIVE",
}
#: A phrase ends before these; its head is the word before.
_AFTER_HEAD = re.compile(
    r"\b(?:OF|IN|FROM|WHO|WHICH|THAT|AT|FOR|WITH|ON|WEARING|NEAR|BELONGING|,.*|\[.*|\(.*)\b.*|[,\[(].*"
)
_WORD = re.compile(r"[A-Z0-9Ñ]+(?:['’-][A-Z0-9Ñ]+)*")
_ARTICLES = frozenset({"THE", "A", "AN", "HIS", "HER", "THEIR", "ITS"})


@dataclass(slots=True)
class Tally:
    """Possible and actual fills of one slot, and how many are right, halves counted."""

    possible: float = 0
    actual: float = 0
    right: float = 0

    @property
    def recall(self) -> float:
        return 100 * self.right / max(1e-9, self.possible)

    @property
    def precision(self) -> float:
        return 100 * self.right / max(1e-9, self.actual)

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1e-9, self.possible + self.actual)


# ------------------------------------------------------------------ values


def _head(phrase: str) -> str:
    """The head word of a noun phrase in capitals: the last one before what describes it."""
    words = _WORD.findall(_AFTER_HEAD.sub("", phrase, count=1)) or _WORD.findall(phrase)
    return words[-1].removesuffix("'S") if words else ""


def _words(phrase: str) -> set[str]:
    return {w.removesuffix("'S") for w in _WORD.findall(phrase)} - _ARTICLES


def _string(ours: str, key: str) -> float:
    """1 where the key's head is ours or among our words and heads agree, a half where one holds the other's head."""
    mine, theirs = _head(ours), _head(key)
    if not mine or not theirs:
        return 0.0
    if mine == theirs or _words(ours) == _words(key):
        return 1.0
    if theirs in _words(_AFTER_HEAD.sub("", ours, count=1)) or mine in _words(key):
        return 0.5
    return 0.5 if mine.rstrip("S") == theirs.rstrip("S") else 0.0


def _days(text: str) -> tuple[str, str]:
    """The first and the last day of a date fill, as sortable text; an open end is empty."""
    found = [f"{y}{_MONTHS.get(m, 0):02d}{int(d):02d}" for d, m, y in _DAY.findall(text)]
    if not found:
        return "", ""
    if len(found) > 1:
        return found[0], found[-1]
    stripped = text.strip()
    return "" if stripped.startswith("-") else found[0], "" if stripped.endswith("-") else found[0]


def _date(ours: str, key: str) -> float:
    """1 for the same days; a half where one lies in the other, or a mere "not after" ends on the key's day."""
    mine, theirs = _days(ours), _days(key)
    if not any(mine) or not any(theirs):
        return 0.0
    if mine == theirs:
        return 1.0
    if mine[1] and mine[1] == theirs[1]:
        return 0.5
    for (a, b), (c, d) in ((mine, theirs), (theirs, mine)):
        if all((a, b, c, d)) and c <= a and b <= d:
            return 0.5
    return 0.0


def _path(place: str) -> list[tuple[str, ...]]:
    """A place fill from the country down; the two ends of a stretch ("A - B") stand together."""
    out = []
    for part in place.split(":"):
        ends = [re.sub(r"\s*\([^)]*\)", "", end).strip() for end in re.split(r"\s+-\s+", part)]
        out.append(tuple(e for e in ends if e))
    return [p for p in out if p]


def _place(ours: str, key: str) -> float:
    """1 for the same country and finest place; a half where one is less fine than the other; else nothing."""
    mine, theirs = _path(ours), _path(key)
    if not mine or not theirs or not set(mine[0]) & set(theirs[0]):
        return 0.0
    finest, wanted = mine[-1], theirs[-1]
    if len(mine) > 1 and len(theirs) > 1 and set(finest) & set(wanted):
        return 1.0
    if len(mine) == 1 or len(theirs) == 1:
        return 1.0 if len(mine) == len(theirs) else 0.5
    within = any(set(finest) & set(p) for p in theirs[1:]) or any(set(wanted) & set(p) for p in mine[1:])
    return 0.5 if within else 0.0


def _number(ours: str, key: str) -> float:
    """1 for the same number, a half for "PLURAL" in place of one."""
    bare = key.strip("~ -")
    if ours.strip("~ -") == bare:
        return 1.0
    return 0.5 if ours == "PLURAL" and bare.isdigit() and int(bare) > 1 else 0.0


def _set(ours: str, key: str) -> float:
    if ours == key:
        return 1.0
    return 0.5 if _KIND_OF.get(ours) == key or _KIND_OF.get(key) == ours else 0.0


_AGREE = {"set": _set, "string": _string, "number": _number, "date": _date, "place": _place}


def agree(slot: Slot, ours: Fill, key: Fill) -> float:
    """Credit of one fill against one of the key: 1, a half or nothing."""
    compare = _AGREE[slot.how]
    value = max((compare(o, k) for o in ours.values for k in key.values), default=0.0)
    if slot.crossed and value == 1.0 and key.refs:
        # a wrong target takes half of a right value
        same = any(_string(o, k) > 0 for o in ours.refs for k in key.refs)
        return 1.0 if same else 0.5
    return value


def matched(slot: Slot, ours: Sequence[Fill], key: Sequence[Fill]) -> list[tuple[float, int, int]]:
    """The best one-to-one pairing of a slot's fills: (credit, ours, key)."""
    scored = sorted(
        ((-agree(slot, o, k), i, j) for i, o in enumerate(ours) for j, k in enumerate(key)), key=lambda r: r
    )
    out: list[tuple[float, int, int]] = []
    for minus, i, j in scored:
        if minus < 0 and all(i != a and j != b for _, a, b in out):
            out.append((-minus, i, j))
    return out


# ------------------------------------------------------------------ templates


def align(ours: Sequence[Template], key: Sequence[Template]) -> list[tuple[int, int]]:
    """Pairs of our and key templates, best first: the type agrees at least in part, and some content does."""
    by_name = {s.name: s for s in SLOTS}
    scored = []
    for i, one in enumerate(ours):
        for j, other in enumerate(key):
            credit = {
                n: sum(c for c, _, _ in matched(by_name[n], one.fills[n], other.fills[n])) for n in FILLED
            }
            if credit["inc-type"] and any(credit[n] for n in _CONTENT):
                scored.append((-sum(credit.values()), i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def count(
    tallies: Mapping[str, Tally],
    ours: Sequence[Template],
    key: Sequence[Template],
    pairs: Sequence[tuple[int, int]],
) -> None:
    """Add one text. What is optional in the key is possible only where it was met."""
    met = {j for _, j in pairs}
    ids = tallies["template-id"]
    ids.possible += sum(j in met or not k.optional for j, k in enumerate(key))
    ids.actual += len(ours)
    ids.right += len(pairs)
    partner = {j: i for i, j in pairs}
    for slot in SLOTS:
        tally = tallies[slot.name]
        tally.actual += sum(len(o.fills[slot.name]) for o in ours)
        for j, template in enumerate(key):
            wanted = template.fills[slot.name]
            found = matched(slot, ours[partner[j]].fills[slot.name], wanted) if j in met else []
            hit = {b for _, _, b in found}
            tally.right += sum(credit for credit, _, _ in found)
            if j in met or not template.optional:
                tally.possible += sum(not f.optional or b in hit for b, f in enumerate(wanted))


def total(tallies: Mapping[str, Tally]) -> Tally:
    """All templates, all slots together, as the official row: template-id is not counted."""
    parts = [t for name, t in tallies.items() if name != "template-id"]
    return Tally(
        possible=sum(t.possible for t in parts),
        actual=sum(t.actual for t in parts),
        right=sum(t.right for t in parts),
    )
