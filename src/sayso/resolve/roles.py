"""Head words of descriptions ("troops", "defence minister") and the PLOVER sectors they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sayso.classes import dataclass, replace
from sayso.errors import GazetteerError, cut
from sayso.records import ActorKind
from sayso.resolve.lexicon import Lexicon, Word, read_table
from sayso.resolve.names import key

__all__ = ["SECTORS", "Role", "Roles", "sectors_of"]

#: PLOVER's sectors, JRN for the media and MED for health among them.
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)

_COLUMNS = ("words", "sectors", "kind", "weak", "office")
_INSTITUTION = "institution"
_IRREGULAR = {
    "man": "men", "woman": "women", "person": "people", "child": "children", "chief": "chiefs",
    "attorney general": "attorneys general", "secretary general": "secretaries general",
    "prisoner of war": "prisoners of war", "member of parliament": "members of parliament",
    "member of congress": "members of congress", "head of state": "heads of state",
    "head of government": "heads of government", "chief of staff": "chiefs of staff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """What a head word says.

    ``weak`` heads ("leader", "officials", "unit") take the sectors of what stands before them;
    ``institution`` marks bodies of which a country has one.
    """

    name: str
    sectors: tuple[str, ...]
    kind: ActorKind
    weak: bool
    office: str | None
    institution: bool
    plural: bool


@cache
def sectors_of(cell: str, item: str) -> tuple[str, ...]:
    """The sectors in a cell.

    Raises:
        GazetteerError: one of them is not PLOVER's.
    """
    found = tuple(cell.split())
    for sector in found:
        if sector not in SECTORS:
            raise GazetteerError(
                f"an actor table has the sector {cut(sector)}, which PLOVER has not",
                item=item,
                hint="reinstall sayso",
            )
    return found


def _plural(words: str) -> str:
    """The plural of a head.

    >>> _plural("police officer"), _plural("deputy"), _plural("policeman"), _plural("boss")
    ('police officers', 'deputies', 'policemen', 'bosses')
    """
    for one, many in _IRREGULAR.items():
        if words == one or (" " not in one and words.endswith(one) and one not in ("chief", "person")):
            return words[: len(words) - len(one)] + many
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    if words.endswith(("s", "x", "ch", "sh")):
        return words + "es"
    return words + "s"


def _is_plural(words: str) -> bool:
    return (words.endswith("s") and not words.endswith(("ss", "us", "is"))) or words.endswith(
        ("men", "people", "children")
    )


class Roles:
    """Looks heads up in phrases."""

    def __init__(self, folder: Path | None = None) -> None:
        self._heads: Lexicon[Role] = Lexicon()
        for words, sectors, kind, weak, office in read_table("roles.tsv", _COLUMNS, folder):
            names = words.split("|")
            institution = kind == _INSTITUTION
            base = Role(
                name=names[0],
                sectors=sectors_of(sectors, "roles.tsv"),
                kind=ActorKind.ORGANISATION if institution else ActorKind(kind),
                weak=bool(weak),
                office=office or None,
                institution=institution,
                plural=False,
            )
            person = base.kind is ActorKind.PERSON
            of_many = ActorKind.GROUP if person or base.kind is ActorKind.ORGANISATION else base.kind
            group = replace(base, kind=ActorKind.GROUP, plural=True)
            many = replace(base, kind=of_many, plural=True, institution=False)
            for name in names:
                if _is_plural(name):
                    self._add(name, group if person else base)
                else:
                    self._add(name, base)
                    self._add(_plural(name), many)

    def _add(self, name: str, role: Role) -> None:
        folded = key(name)
        # The first row that has a word keeps it; generated plurals must not shadow a later row's own word.
        if not self._heads.get(folded):
            self._heads.add(folded, role)

    def ending(self, words: Sequence[Word], end: int) -> tuple[Role | None, int]:
        """The longest head that ends before ``end``, and where it begins."""
        found, start = self._heads.ending(words, end)
        return (found[0], start) if found else (None, end)

    def at(self, words: Sequence[Word], start: int) -> tuple[Role | None, int]:
        """The longest head that begins at ``start``, and where it ends."""
        found, end = self._heads.at(words, start)
        return (found[0], end) if found else (None, start)
