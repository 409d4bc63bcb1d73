"""The event lexicon: which words name which acts, and under which conditions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sayso.classes import dataclass

__all__ = ["Entry", "Lexicon", "Plover", "lexicon", "plover"]

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One way of saying one kind of act; fields as explained in `data/lexicon.toml`."""

    words: frozenset[str]
    type: str
    mode: str | None
    roles: str
    needs: str
    support: bool
    own_complement: bool
    object: tuple[str, ...]
    exclude_object: tuple[str, ...]
    subject: tuple[str, ...]
    exclude_subject: tuple[str, ...]
    prep: frozenset[str]
    prep_object: tuple[str, ...]
    particle: frozenset[str]
    governed: frozenset[str]
    needs_any: frozenset[str]
    at: tuple[str, ...]
    with_: frozenset[str]
    of: str

    @property
    def looks(self) -> bool:
        """Whether the entry looks at who acts or what it is done to, and so tells more than its word."""
        return bool(self.object or self.subject or self.prep_object or self.needs_any)

    @property
    def narrow(self) -> bool:
        """Whether the entry asks for other words beside its own, so that it seldom fits by accident."""
        return self.looks or self.needs == "theme" or bool(self.with_ or self.governed)


#: Where the recipient stands when an entry does not say: what acts are usually done to.
_AT_VERB = ("against", "on", "at", "to", "toward", "towards", "upon", "with", "into")
_AT_NOUN = ("against", "on", "to", "with", "toward", "towards", "into", "at", "for")


def _entry(row: Mapping[str, object], at: tuple[str, ...]) -> Entry:
    def many(key: str) -> tuple[str, ...]:
        found = row.get(key, [])
        if not isinstance(found, list):
            raise TypeError(f"lexicon entry {row.get('words')}: {key} must be a list")
        return tuple(str(v) for v in found)

    return Entry(
        words=frozenset(many("words")),
        type=str(row.get("type", "")),
        mode=str(row["mode"]) if "mode" in row else None,
        roles=str(row.get("roles", "do")),
        needs=str(row.get("needs", "")),
        support=bool(row.get("support", False)),
        own_complement=row.get("complement") == "own",
        object=many("object"),
        exclude_object=many("exclude_object"),
        subject=many("subject"),
        exclude_subject=many("exclude_subject"),
        prep=frozenset(many("prep")),
        prep_object=many("prep_object"),
        particle=frozenset(many("particle")),
        governed=frozenset(many("governed")),
        needs_any=frozenset(many("needs_any")),
        at=many("at") if "at" in row else at,
        with_=frozenset(many("with")),
        of=str(row.get("of", "recipient")),
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by word, and the noun classes their conditions name."""

    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    classes: Mapping[str, frozenset[str]]
    fallbacks: Mapping[str, Entry]

    def in_class(self, lemma: str, name: str) -> bool:
        """Whether a noun belongs to a class; a name that is no class means the noun itself."""
        members = self.classes.get(name)
        return lemma in members if members is not None else lemma == name


def _index(rows: object, at: tuple[str, ...]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for row in rows if isinstance(rows, list) else []:
        entry = _entry(row, at)
        for word in entry.words:
            found.setdefault(word, []).append(entry)
    return MappingProxyType({word: tuple(entries) for word, entries in found.items()})


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    raw = tomllib.loads((_DATA / "lexicon.toml").read_text(encoding="utf-8"))
    return Lexicon(
        verbs=_index(raw["verbs"], _AT_VERB),
        nouns=_index(raw["nouns"], _AT_NOUN),
        classes=MappingProxyType({k: frozenset(v) for k, v in raw["classes"].items()}),
        fallbacks=MappingProxyType(
            {k: _entry({**v, "type": k.partition("/")[0]}, _AT_VERB) for k, v in raw["fallbacks"].items()}
        ),
    )


@dataclass(frozen=True, slots=True)
class Plover:
    """The ontology's own facts."""

    cameo: Mapping[str, str]
    planned: Mapping[str, str]
    threatened: Mapping[str, str]
    modes: Mapping[str, frozenset[str]]
    contexts: Mapping[str, frozenset[str]]


@cache
def plover() -> Plover:
    """PLOVER's types, modes, contexts and reductions as shipped."""
    raw = tomllib.loads((_DATA / "plover.toml").read_text(encoding="utf-8"))
    types = raw["types"]
    return Plover(
        cameo=MappingProxyType({k: v["cameo"] for k, v in types.items()}),
        planned=MappingProxyType({k: v["planned"] for k, v in types.items() if "planned" in v}),
        threatened=MappingProxyType({k: v["threatened"] for k, v in types.items() if "threatened" in v}),
        modes=MappingProxyType({k: frozenset(v) for k, v in raw["modes"].items()}),
        contexts=MappingProxyType({k: frozenset(v) for k, v in raw["contexts"].items()}),
    )
