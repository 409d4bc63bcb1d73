"""Patterns over words: a small pattern language compiled to expressions over one character a word.

Every word of a sentence is written as one character that stands for the classes the word is in, so that a
pattern over words is an ordinary regular expression over a short string and its matches count words.

A pattern is read word by word::

    the|this? <month> (d: <day>) ,? (y: <year>)?

``word`` is that word in any case, ``a|b`` one of several pieces, ``<name>`` a word of a class. ``( … )``
groups, ``( … | … )`` with blanks around the bar is one of several rows of words. ``(d: … )`` keeps the
words under a name; ``?``, ``*`` and ``+`` repeat; ``(! … )`` and ``(= … )`` look ahead, ``(<! … )`` and
``(<= … )`` look one word back; ``$NAME`` is another pattern, ``.`` any word, ``^`` and ``$`` the ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from sayso.classes import dataclass

__all__ = ["Alphabet", "Grammar", "Match", "Rule", "read_rules"]

#: First character of the alphabet: a private area of Unicode, which no pattern's syntax uses.
_FIRST = 0xE000
_PIECE = re.compile(
    r"\s*(?P<open>\((?:<!|<=|!|=|\w+:)?)|\s*(?P<close>\))|\s*(?P<ref>\$[A-Z_]+)|\s*(?P<edge>[\^$](?!\w))"
    r"|(?P<quant>[?*+])|(?P<bar>\|)|\s*(?P<cls><[\w-]+>)|\s*(?P<any>\.)(?=[\s)?*+]|$)|\s*(?P<word>[^\s()|?*+<>]+)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern by the name of what it means."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Match:
    """Words [start, end) that a rule matches; ``parts`` are the words kept under names."""

    rule: str
    start: int
    end: int
    parts: Mapping[str, tuple[int, int]]


class Alphabet:
    """Which character stands for a word: one for every set of classes that occurs.

    ``words`` lists the words (lower case) of each class. Classes named in ``capital`` hold their words only
    where they begin with a capital. ``shape`` names the class of a word that no list holds, such as a row of
    digits; it must answer with one of ``shapes`` or "".
    """

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        *,
        literals: Iterable[str],
        capital: frozenset[str],
        shapes: Sequence[str],
        shape: Callable[[str], str],
    ) -> None:
        member: dict[str, set[str]] = {}
        for name, listed in words.items():
            for word in listed:
                member.setdefault(word, set()).add(name)
        for word in literals:
            member.setdefault(word, set()).add(_literal(word))
        self._shape = shape
        self._low: dict[str, str] = {}
        self._high: dict[str, str] = {}
        self.classes: dict[str, set[str]] = {}
        letters: dict[frozenset[str], str] = {}
        for word, names in member.items():
            own = shape(word)
            whole = frozenset(names | ({own} if own else set()))
            self._high[word] = self._letter(letters, whole)
            self._low[word] = self._letter(letters, whole - capital)
        self._shaped = {s: self._letter(letters, frozenset({s})) for s in shapes}
        self._other = self._letter(letters, frozenset())
        self._other_capital = self._letter(letters, frozenset({"capital"}))
        self.all: str = "".join(letters.values())
        self._known: dict[str, str] = {}

    def _letter(self, letters: dict[frozenset[str], str], names: frozenset[str]) -> str:
        """The character of a set of classes, a new one for a new set."""
        if names not in letters:
            letters[names] = chr(_FIRST + len(letters))
            for name in names:
                self.classes.setdefault(name, set()).add(letters[names])
        return letters[names]

    def spell(self, words: Iterable[str]) -> str:
        """One character for each word."""
        known = self._known
        out = []
        for word in words:
            letter = known.get(word)
            if letter is None:
                letter = self._find(word)
                if len(known) < 100_000:
                    known[word] = letter
            out.append(letter)
        return "".join(out)

    def _find(self, word: str) -> str:
        """The character of a word not met before."""
        low = word.lower().replace("’", "'")
        listed = (self._high if word[:1].isupper() else self._low).get(low)
        if listed is not None:
            return listed
        shape = self._shape(low)
        if shape:
            return self._shaped[shape]
        return self._other_capital if word[:1].isupper() else self._other

    def letters(self, name: str) -> str:
        """The characters of a class.

        Raises:
            KeyError: no word is in such a class; a fault of a pattern.
        """
        return "".join(sorted(self.classes[name]))


#: Words that a rule may match at most: three times the longest of 161,000 matches in 18,000 lines of news.
#: Rules repeat what repeats; a sentence of a thousand words that may each begin or go on would take seconds.
_LONGEST = 24


def _literal(word: str) -> str:
    """The class that holds a word of the patterns by itself."""
    return f"={word}"


class Grammar:
    """Rules over words, the longest match at each place first, then the rule listed first."""

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        macros: Mapping[str, str],
        words: Mapping[str, Iterable[str]],
        capital: frozenset[str] = frozenset(),
        shapes: Sequence[str] = (),
        shape: Callable[[str], str] = lambda _w: "",
    ) -> None:
        read: dict[str, tuple[_Node, frozenset[str]]] = {}
        parsed = [(r, _Parser(r.pattern, macros, read)) for r in rules]
        literals = {w for _r, p in parsed for w in p.literals}
        self.alphabet: Alphabet = Alphabet(
            words, literals=literals, capital=capital, shapes=shapes, shape=shape
        )
        self._rules: list[_Compiled] = []
        self._starts: dict[str, list[int]] = {c: [] for c in self.alphabet.all}
        for number, (rule, parser) in enumerate(parsed):
            self._rules.append(_Compiled(rule.name, parser, self.alphabet))
            for letter in parser.first(self.alphabet):
                self._starts[letter].append(number)
        busy = "".join(c for c, numbers in self._starts.items() if numbers)
        self._busy = re.compile(f"[{busy}]") if busy else re.compile(r"(?!)")

    def spell(self, words: Iterable[str]) -> str:
        """A sentence's words as one string of the alphabet."""
        return self.alphabet.spell(words)

    def any(self, spelled: str) -> bool:
        """Whether a rule may match anywhere at all."""
        return self._busy.search(spelled) is not None

    def matches(self, spelled: str) -> list[Match]:
        """Every rule's match at every place: at one place the longest first, then in the rules' order."""
        out: list[Match] = []
        starts, rules = self._starts, self._rules
        there = frozenset(spelled)
        hopeless: dict[int, bool] = {}
        for place in self._busy.finditer(spelled):
            at = place.start()
            here: list[tuple[int, int, re.Match[str]]] = []
            for number in starts[spelled[at]]:
                rule = rules[number]
                vain = hopeless.get(number)
                if vain is None:
                    vain = hopeless[number] = any(there.isdisjoint(letters) for letters in rule.needs)
                if vain:
                    continue
                found = rule.match(spelled, at, at + _LONGEST)
                if found is not None and found.end() > at:
                    here.append((-found.end(), number, found))
            here.sort(key=lambda row: row[:2])
            for minus_end, number, found in here:
                rule = rules[number]
                names = rule.names
                parts: dict[str, tuple[int, int]] = {}
                for group, (a, b) in ((g, found.span(g)) for g in names):
                    if a >= 0:
                        parts.setdefault(names[group], (a, b))
                out.append(Match(rule.name, at, -minus_end, parts))
        return out


class _Compiled:
    """A rule's expression, compiled for the first sentence that has what it needs: most never are.

    Attributes:
        needs: sets of characters; each match holds one of each set.
    """

    def __init__(self, name: str, parser: _Parser, alphabet: Alphabet) -> None:
        self.name = name
        self.needs: tuple[frozenset[str], ...] = parser.needs(alphabet)
        self._parser = parser
        self._alphabet = alphabet

    @cached_property
    def match(self) -> Callable[[str, int, int], re.Match[str] | None]:
        """Matches at a place of a spelled sentence, up to another."""
        return re.compile(self._parser.expression(self._alphabet)).match

    @property
    def names(self) -> Mapping[str, str]:
        """Groups of the expression, once there is one, and the names they were given."""
        return self._parser.names


# ------------------------------------------------------------------ the pattern language


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of a pattern: ``kind`` is word, class, any, edge, alt, seq or look."""

    kind: str
    text: str = ""
    parts: tuple[_Node, ...] = ()
    quant: str = ""
    name: str = ""


class _Parser:
    """Reads one pattern; ``names`` maps the groups of its expression to the names they were given.

    ``read`` holds the shared patterns that were read for a rule before, with their words.
    """

    def __init__(
        self, pattern: str, macros: Mapping[str, str], read: dict[str, tuple[_Node, frozenset[str]]]
    ) -> None:
        self._macros = macros
        self._read = read
        self.names: dict[str, str] = {}
        self.literals: set[str] = set()
        self._pattern = pattern
        self._tree = self._parse(pattern)

    def _parse(self, pattern: str) -> _Node:
        """The tree of a pattern."""
        pieces = list(_pieces(pattern))
        node, at = self._alternatives(pieces, 0)
        if at != len(pieces):
            raise ValueError(f"unbalanced pattern: {pattern!r}")
        return node

    def _shared(self, name: str) -> _Node:
        """The tree of a shared pattern."""
        if name not in self._read:
            outside, self.literals = self.literals, set()
            tree = self._parse(self._macros[name])
            self._read[name] = tree, frozenset(self.literals)
            self.literals = outside
        tree, literals = self._read[name]
        self.literals |= literals
        return tree

    def _alternatives(self, pieces: list[tuple[str, str]], at: int) -> tuple[_Node, int]:
        """Sequences between " | " bars; a bar without spaces binds two single words."""
        options: list[_Node] = []
        current: list[_Node] = []
        while at < len(pieces) and pieces[at][0] != "close":
            kind, text = pieces[at]
            if kind == "or":
                options.append(_Node("seq", parts=tuple(current)))
                current = []
                at += 1
                continue
            node, at = self._atom(kind, text, pieces, at)
            choices = [node]
            while at < len(pieces) and pieces[at][0] == "bar":
                other, at = self._atom(*pieces[at + 1], pieces, at + 1)
                choices.append(other)
            if len(choices) > 1:
                node = _Node("alt", parts=tuple(choices))
            if at < len(pieces) and pieces[at][0] == "quant":
                node = _Node("seq", parts=(node,), quant=pieces[at][1])
                at += 1
            current.append(node)
        options.append(_Node("seq", parts=tuple(current)))
        return (options[0] if len(options) == 1 else _Node("alt", parts=tuple(options))), at

    def _atom(self, kind: str, text: str, pieces: list[tuple[str, str]], at: int) -> tuple[_Node, int]:
        """One piece: a word, a class, a group, another pattern."""
        if kind == "open":
            inner, end = self._alternatives(pieces, at + 1)
            if end >= len(pieces):
                raise ValueError(f"unbalanced pattern: {self._pattern!r}")
            head = text[1:]
            if head in ("!", "=", "<!", "<="):
                return _Node("look", text=head, parts=(inner,)), end + 1
            return _Node("seq", parts=(inner,), name=head.rstrip(":")), end + 1
        if kind == "ref":
            return self._shared(text[1:]), at + 1
        if kind == "cls":
            return _Node("class", text=text[1:-1]), at + 1
        if kind in ("any", "edge"):
            return _Node(kind, text=text), at + 1
        if kind != "word":
            raise ValueError(f"{text!r} out of place in {self._pattern!r}")
        low = text.lower()
        self.literals.add(low)
        return _Node("word", text=low), at + 1

    # -------------------------------------------------------------- what it compiles to

    def expression(self, alphabet: Alphabet) -> str:
        """The regular expression over the alphabet."""
        self.names.clear()
        return self._written(self._tree, alphabet)

    def _written(self, node: _Node, alphabet: Alphabet) -> str:
        """The regular expression of a piece."""
        if node.kind == "word":
            return f"[{alphabet.letters(_literal(node.text))}]"
        if node.kind == "class":
            return f"[{alphabet.letters(node.text)}]"
        if node.kind in ("any", "edge"):
            return node.text
        inner = [self._written(p, alphabet) for p in node.parts]
        if node.kind == "alt":
            return f"(?:{'|'.join(inner)})"
        if node.kind == "look":
            return f"(?{node.text}{inner[0]})"
        body = "".join(inner)
        if node.name:
            group = f"{node.name}_{len(self.names)}"
            self.names[group] = node.name
            # the group's number is taken before the groups inside it, which does not matter: names are unique
            return f"(?P<{group}>{body})"
        return f"(?:{body}){node.quant}" if node.quant else body

    def first(self, alphabet: Alphabet) -> frozenset[str]:
        """Characters that a match may begin with."""
        letters, empty = _first(self._tree, alphabet)
        if empty:
            raise ValueError(f"pattern matches no word at all: {self._pattern!r}")
        return letters

    def needs(self, alphabet: Alphabet) -> tuple[frozenset[str], ...]:
        """Sets of characters of which every match holds one each, the rarest first."""
        return tuple(sorted(set(_needs(self._tree, alphabet)), key=lambda letters: (len(letters), *letters)))


def _needs(node: _Node, alphabet: Alphabet) -> list[frozenset[str]]:
    """Sets of characters of which every match of a piece holds one each."""
    if node.quant in ("?", "*") or node.kind in ("any", "edge", "look"):
        return []
    if node.kind == "word":
        return [frozenset(alphabet.letters(_literal(node.text)))]
    if node.kind == "class":
        return [frozenset(alphabet.letters(node.text))]
    inside = [_needs(part, alphabet) for part in node.parts]
    if node.kind == "alt":
        return [frozenset().union(*(min(each, key=len) for each in inside))] if all(inside) else []
    return [letters for each in inside for letters in each]


def _first(node: _Node, alphabet: Alphabet) -> tuple[frozenset[str], bool]:
    """First characters of a piece, and whether it may be empty."""
    if node.kind == "word":
        return frozenset(alphabet.letters(_literal(node.text))), False
    if node.kind == "class":
        return frozenset(alphabet.letters(node.text)), False
    if node.kind == "any":
        return frozenset(alphabet.all), False
    if node.kind in ("edge", "look"):
        return frozenset(), True
    if node.kind == "alt":
        found = [_first(p, alphabet) for p in node.parts]
        return frozenset().union(*(f for f, _e in found)), any(e for _f, e in found)
    letters: frozenset[str] = frozenset()
    for part in node.parts:
        more, empty = _first(part, alphabet)
        letters |= more
        if not empty:
            return letters, node.quant in ("?", "*")
    return letters, True


def _pieces(pattern: str) -> Iterable[tuple[str, str]]:
    """A pattern's pieces: kind and text of each."""
    at = 0
    while at < len(pattern):
        if pattern[at].isspace():
            if pattern[at:].startswith(" | "):
                yield "or", "|"
                at += 3
                continue
            at += 1
            continue
        found = _PIECE.match(pattern, at)
        if found is None or found.lastgroup is None:
            raise ValueError(f"cannot read {pattern[at:]!r} of the pattern {pattern!r}")
        yield found.lastgroup, found.group().strip()
        at = found.end()


# ------------------------------------------------------------------ rules as text

_LINE = re.compile(r"(?P<macro>\$)?(?P<name>(?(macro)[A-Z_]+|[a-z_0-9]+))\s+(?P<pattern>\S.*)")


def read_rules(text: str) -> tuple[tuple[Rule, ...], dict[str, str]]:
    """Rules and macros from their text: ``rule  pattern`` and ``$NAME  pattern``, one a line.

    An indented line goes on with the pattern above it; a line that begins with ``#`` is a comment. A rule's
    name may come again with another pattern, a macro's may not.

    Returns:
        The rules in the order of the text, and the macros by name, without their ``$``.
    Raises:
        ValueError: a line that is no rule, or a macro defined again; the message has the line's number.
    """
    listed: list[tuple[bool, str, list[str]]] = []
    macros: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            if not listed:
                raise ValueError(f"line {number} goes on with no pattern: {line!r}")
            listed[-1][2].append(line.strip())
            continue
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            raise ValueError(f"line {number} is neither `rule  pattern` nor `$NAME  pattern`: {line!r}")
        if found["macro"] and found["name"] in macros:
            raise ValueError(f"line {number} defines ${found['name']} again")
        if found["macro"]:
            macros.add(found["name"])
        listed.append((bool(found["macro"]), found["name"], [found["pattern"]]))
    rules = tuple(Rule(name, " ".join(parts)) for macro, name, parts in listed if not macro)
    return rules, {name: " ".join(parts) for macro, name, parts in listed if macro}
