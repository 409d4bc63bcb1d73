"""MUC-4 templates as fills: the official slots, and the answer keys read into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["FILLED", "SLOTS", "Fill", "Slot", "Template", "key_template"]

#: How the values of a slot agree.
How = Literal["set", "string", "number", "date", "place"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: its official name, its name in the keys, how its values agree and whether they name a target."""

    name: str
    label: str
    how: How
    crossed: bool = False


#: The 23 slots that the official "ALL TEMPLATES" row adds up (all but template-id), in its order.
SLOTS = (
    Slot("inc-date", "INCIDENT: DATE", "date"),
    Slot("inc-loc", "INCIDENT: LOCATION", "place"),
    Slot("inc-type", "INCIDENT: TYPE", "set"),
    Slot("inc-stage", "INCIDENT: STAGE OF EXECUTION", "set"),
    Slot("inc-instr-id", "INCIDENT: INSTRUMENT ID", "string"),
    Slot("inc-instr-type", "INCIDENT: INSTRUMENT TYPE", "set", crossed=True),
    Slot("perp-inc-cat", "PERP: INCIDENT CATEGORY", "set"),
    Slot("perp-ind-id", "PERP: INDIVIDUAL ID", "string"),
    Slot("perp-org-id", "PERP: ORGANIZATION ID", "string"),
    Slot("perp-org-conf", "PERP: ORGANIZATION CONFIDENCE", "set", crossed=True),
    Slot("phys-tgt-id", "PHYS TGT: ID", "string"),
    Slot("phys-tgt-type", "PHYS TGT: TYPE", "set", crossed=True),
    Slot("phys-tgt-num", "PHYS TGT: NUMBER", "number", crossed=True),
    Slot("phys-tgt-nation", "PHYS TGT: FOREIGN NATION", "set", crossed=True),
    Slot("phys-tgt-effect", "PHYS TGT: EFFECT OF INCIDENT", "set", crossed=True),
    Slot("phys-tgt-total-num", "PHYS TGT: TOTAL NUMBER", "number"),
    Slot("hum-tgt-name", "HUM TGT: NAME", "string"),
    Slot("hum-tgt-desc", "HUM TGT: DESCRIPTION", "string", crossed=True),
    Slot("hum-tgt-type", "HUM TGT: TYPE", "set", crossed=True),
    Slot("hum-tgt-num", "HUM TGT: NUMBER", "number", crossed=True),
    Slot("hum-tgt-nation", "HUM TGT: FOREIGN NATION", "set", crossed=True),
    Slot("hum-tgt-effect", "HUM TGT: EFFECT OF INCIDENT", "set", crossed=True),
    Slot("hum-tgt-total-num", "HUM TGT: TOTAL NUMBER", "number"),
)
#: Slots no claim is read for; what the keys say there is missed.
_UNFILLED = frozenset({"phys-tgt-nation", "phys-tgt-total-num", "hum-tgt-total-num"})
FILLED = tuple(s.name for s in SLOTS if s.name not in _UNFILLED)


@dataclass(frozen=True, slots=True)
class Fill:
    """One fill: values that are each right, the targets it speaks of, and whether it may be left out."""

    values: tuple[str, ...]
    refs: tuple[str, ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        said = " / ".join(self.values)
        return f"{said}: {' / '.join(self.refs)}" if self.refs else said


@dataclass(slots=True)
class Template:
    """One incident as slots of fills, in capitals."""

    fills: dict[str, list[Fill]] = field(default_factory=lambda: defaultdict(list))
    optional: bool = False

    def add(self, slot: str, value: str, refs: Sequence[str] = ()) -> None:
        """Add a fill, unless there is one that says the same."""
        made = Fill((value,), tuple(refs))
        if value and made not in self.fills[slot]:
            self.fills[slot].append(made)


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CROSS = re.compile(r'(?<!\\):\s*(?="|-\s*$)')


def key_template(template: Mapping[str, object]) -> Template:
    """A template of the answer key."""
    slots = template["slots"]
    if not isinstance(slots, dict):
        raise TypeError("a template's slots are a table")
    made = Template(optional="OPTIONAL" in str(template["optional"]))
    for slot in SLOTS:
        made.fills[slot.name] = list(_fills(slot, [str(v) for v in slots.get(slot.label, [])]))
    return made


def _fills(slot: Slot, values: Sequence[str]) -> Iterator[Fill]:
    for value in values:
        optional = value.lstrip().startswith("?")
        text = value.lstrip(" ?")
        refs: tuple[str, ...] = ()
        if slot.crossed:
            parts = _CROSS.split(text, maxsplit=1)
            # a description in quotes may stand alone, what is no quotation names its target after the colon
            if len(parts) == 2:
                text, refs = parts[0], tuple(_strings(parts[1]))
        found = tuple(_strings(text) if slot.how == "string" else _options(slot, text))
        if found:
            yield Fill(found, refs, optional)


def _strings(text: str) -> Iterator[str]:
    for found in _QUOTED.findall(text):
        cleaned = found.replace('\\"', "").strip()
        if cleaned and cleaned != "-":
            yield cleaned


def _options(slot: Slot, text: str) -> Iterator[str]:
    pattern = r"\s*/\s*(?![^(]*\))" if slot.how == "place" else r"\s*/\s*"
    for option in re.split(pattern, text):
        cleaned = option.strip(" ?")
        if slot.how == "place" and cleaned.startswith("(") and cleaned.endswith("))"):
            cleaned = cleaned[1:-1]
        if cleaned and cleaned != "-":
            yield cleaned
