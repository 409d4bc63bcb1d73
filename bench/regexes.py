"""Every regular expression of our own on 100 kB of text made to keep it busy.

    sayso bench regexes
    python -m bench.regexes --all      # the time of each pattern

Patterns are those that `sayso` hands to `re`: caught while all its modules are imported and a few reports are coded,
and those that stand in its source. For each, texts are made from the pattern itself: what it begins with, then what it
repeats, as often as fits, then a character that ends no match; its own matches one after another; and some that are
hard on most (blanks, commas, stops, brackets, digits). What counts is the wall time of finding every match.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # no public name for the parsed form
from types import FrameType
from typing import Any

import regex

import sayso
from bench.harness import Score
from bench.made_news import reports
from sayso.engine.catalog import Given, build_parts, build_pipeline
from sayso.engine.config import load_settings
from sayso.records import Item

__all__ = ["measure"]

LENGTH, FIRST = 100_000, 10_000
MOST_MS = 50.0
#: Longest time for one text, after which the pattern counts with that.
PATIENCE_S = 2.0
GENERIC = (
    " ", "\n", "\t ", "a", "A", "1", "1,", "1.", "1 ", "U.S. ", "A. ", "Aa ", "a ", "a, ", "a and ", "of ", "the ",
    "(", ")", "[", '"', "\u201c", "\u2019", "'", "-", "\u2013", "--", ".", "..", "...", ",", ";", ":", "/", "//", "\\", "|",
    "<", "<a ", "<!--", "</", "&", "&amp;", "&#1", "@", "a@", "a.", "www.", "http://", "http://a", "%", "%41", "=", "$",
    "$1", "\u00e9", "\u4e00", "\u0301", "\u200b", "\ufeff", "x1", "1x", "19", "2020-", "1/", "1:", "+", "*", "_", "#", "{", "}",
)  # fmt: skip
#: Patterns that never see so much, by file or file and name: rules over words are asked of 24 words at a time, and
#: what reads their files reads nothing from outside; additional inputs and the word before a stop are looked for near the end.
SHORT = {"lang/grammar.py": 24, "link/credit_lines.py _INPUTS": 300, "sayso.lang.sentences._BEFORE": 40}
#: How patterns are asked that stand in a table and are taken from there.
KNOWN_USES = {("link/furniture.py", "_SHAPES"): {"fullmatch"}}
#: Rooms that see texts as `text` lays them out: one blank between words, one line end between paragraphs.
LAID_OUT = ("extract", "engine", "lang", "link", "read", "resolve")
_SAMPLES = "a1 A.,-'\"\n(\u00e9\u4e00_:/@<>&=;%$#!?|\\"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with where it is first used.

    ``third`` says that it is one of the library `regex`, ``anchored`` that it is only asked of one place of a
    text, with `match` or `fullmatch`.
    """

    source: str
    flags: int
    where: str
    third: bool = False
    anchored: bool = False

    def compiled(self) -> Any:
        """As `re`, or the library `regex`, compiles it."""
        return (regex if self.third else re).compile(self.source, self.flags)


# ------------------------------------------------------------------ the patterns


def _home() -> Path:
    return Path(sayso.__file__).parent


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages([str(_home())], "sayso."):
        if not found.name.endswith("__main__"):
            yield found.name


def _caught(work: Callable[[], object]) -> set[Pattern]:
    """The patterns that sayso's own modules hand to `re` while something is done."""
    home, found = str(_home()), set[Pattern]()
    original: Any = re._compile  # type: ignore[attr-defined]  # noqa: SLF001  all functions of `re` go through it

    def watched(pattern: Any, flags: Any) -> Any:  # `Any`: as `re` takes them
        frame = sys._getframe(2)  # noqa: SLF001  the caller of the function of `re`
        if frame.f_code.co_filename.startswith(home) and isinstance(pattern, str):
            where = f"{Path(frame.f_code.co_filename).relative_to(home)}:{frame.f_lineno}"
            found.add(Pattern(pattern, int(flags), where))
        return original(pattern, flags)

    re._compile = watched  # type: ignore[attr-defined]  # noqa: SLF001  as above
    try:
        work()
    finally:
        re._compile = original  # type: ignore[attr-defined]  # noqa: SLF001  as above
    return found


def _written() -> Iterator[Pattern]:
    """Patterns that stand in the source as they are."""
    for path in sorted(_home().rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield Pattern(node.args[0].value, 0, f"{path.relative_to(_home())}:{node.lineno}")


_AT_ONE_PLACE = {"match", "fullmatch"}
_ASKING = {*_AT_ONE_PLACE, "search", "sub", "subn", "split", "findall", "finditer"}


def _compiled_as(node: ast.Assign) -> str | None:
    """The name that is given to a compiled pattern; None if it is none."""
    value, target = node.value, node.targets[0]
    compiled = (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "compile"
    )
    return target.id if compiled and isinstance(target, ast.Name) else None


def _known_as(file: str, name: str) -> tuple[str, str]:
    """A name within the package; those that begin with a bar are a file's own."""
    return (file if name.startswith("_") else "", name)


def _uses() -> Callable[[str], tuple[bool, str]]:
    """Of a pattern made at a place, "file:line": whether it is only asked of one place of a text, and its name."""
    made: dict[str, list[tuple[int, int, str]]] = {}
    asked: dict[tuple[str, str], set[str]] = {}
    for path in sorted(_home().rglob("*.py")):
        file = str(path.relative_to(_home()))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                if (file, node.target.id) in KNOWN_USES:
                    asked[file, node.target.id] = KNOWN_USES[file, node.target.id]
                    made.setdefault(file, []).append((node.lineno, node.end_lineno or 0, node.target.id))
            elif isinstance(node, ast.Assign) and (name := _compiled_as(node)) is not None:
                made.setdefault(file, []).append((node.lineno, node.end_lineno or 0, name))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked.setdefault(_known_as(file, node.value.id), set()).add(node.attr)
                if node.value.id == "re" and node.attr in _ASKING:
                    made.setdefault(file, []).append((node.lineno, node.lineno, f"re.{node.attr}"))

    def at(where: str) -> tuple[bool, str]:
        file, _, line = where.partition(":")
        names = [name for first, last, name in made.get(file, ()) if first <= int(line or 0) <= last]
        uses = {name[3:] for name in names if name.startswith("re.")}
        for name in names:
            if not name.startswith("re."):
                uses |= asked.get(_known_as(file, name), {"unknown"})
        own = next((name for name in names if not name.startswith("re.")), "")
        return bool(uses) and uses <= _AT_ONE_PLACE, own

    return at


def _of_regex() -> Iterator[Pattern]:
    """Patterns of the library `regex` that sayso's modules hold."""
    for name in _modules():
        for key, value in vars(sys.modules[name]).items():
            if isinstance(value, regex.Pattern):
                yield Pattern(value.pattern, value.flags, f"{name}.{key}", third=True)


def patterns() -> list[Pattern]:
    """All patterns, each once."""

    def work() -> None:
        for name in _modules():
            importlib.import_module(name)
        settings = load_settings({})
        pipeline = build_pipeline(settings, build_parts(settings, Given()))
        items = (Item(name=row["id"], body=row["text"], published=row["published"]) for row in reports(3, 5))
        for _ in pipeline.run_items(items):
            pass

    every = {(p.source, p.flags): p for p in [*_written(), *_caught(work)]}
    known = {source for source, flags in every if flags}
    # one that is compiled with flags stands in the source without
    kept = [p for (source, flags), p in every.items() if flags or source not in known]
    kept += {p.source: p for p in _of_regex()}.values()
    of_place, named = _uses(), []
    for pattern in kept:
        anchored, name = of_place(pattern.where)
        named.append(replace(pattern, anchored=anchored, where=f"{pattern.where} {name}".strip()))
    return sorted(named, key=lambda p: (p.where, p.source))


# ------------------------------------------------------------------ texts from a pattern


def _member(items: Any) -> str:
    """A character of a set."""
    negated = items and items[0][0] is _constants.NEGATE
    for char in _SAMPLES + "".join(map(chr, range(32, 127))):
        if _within(char, items[1:] if negated else items) != bool(negated):
            return char
    first = items[0]
    if first[0] is _constants.LITERAL:
        return chr(first[1])
    return chr(first[1][0]) if first[0] is _constants.RANGE else "a"


def _within(char: str, items: Any) -> bool:
    for op, value in items:
        if op is _constants.LITERAL and ord(char) == value:
            return True
        if op is _constants.RANGE and value[0] <= ord(char) <= value[1]:
            return True
        if op is _constants.CATEGORY and _in_category(char, str(value)):
            return True
    return False


def _in_category(char: str, name: str) -> bool:
    kind = name.rsplit("_", 1)[-1]
    holds = {
        "DIGIT": char.isdigit(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }.get(kind, False)
    return holds != ("NOT" in name)


def _sample(tree: Any, branch: int = 0) -> str:
    """A text that the pattern matches, or nearly: look-arounds and references are left out."""
    return "".join(_one(op, value, branch) for op, value in tree)


def _one(op: Any, value: Any, branch: int) -> str:
    if op is _constants.LITERAL:
        return chr(value)
    if op is _constants.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if op is _constants.ANY:
        return "a"
    if op is _constants.IN:
        return _member(value)
    if op is _constants.BRANCH:
        return _sample(value[1][branch % len(value[1])], branch)
    if op is _constants.SUBPATTERN:
        return _sample(value[-1], branch)
    if op is _constants.ATOMIC_GROUP:
        return _sample(value, branch)
    if op in _REPEATS:
        low, _, inner = value
        return _sample(inner, branch) * max(1, min(low, 8))
    return ""


_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}


def _pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before each repetition of a pattern, and what it repeats."""
    for op, value in tree:
        if op in _REPEATS:
            low, high, inner = value
            if high is _constants.MAXREPEAT or high - low > 1:
                for branch in range(3):
                    yield before, _sample(inner, branch)
            yield from _pumps(inner, before)
        elif op is _constants.SUBPATTERN:
            yield from _pumps(value[-1], before)
        elif op is _constants.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif op is _constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif op in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _pumps(value[1], before)
        before += _one(op, value, 0)


def _parsed(pattern: Pattern) -> Any:
    """The parsed form; classes that `re` does not know stand for plain letters. `Any`: it has no public type."""
    if not pattern.third:
        return _parser.parse(pattern.source, pattern.flags)
    plain = pattern.source
    for name, chars in (("Lu", "A-Z"), ("Ll", "a-z"), ("L", "a-zA-Z"), ("M", "\u0300"), ("N", "0-9")):
        plain = plain.replace(rf"\p{{{name}}}", "\0" + chars + "\0")
    plain = re.sub(r"\\[pP]\{\w+\}", "\0a-z\0", plain)
    # within a set the letters stand as they are, elsewhere they are a set of their own
    out, inside = "", False
    for n, part in enumerate(plain.split("\0")):
        out += part if n % 2 == 0 or inside else f"[{part}]"
        inside = _opened(out)
    try:
        return _parser.parse(out, pattern.flags & (re.VERBOSE | re.IGNORECASE | re.MULTILINE | re.DOTALL))
    except (re.error, IndexError):
        return _parser.parse("a", 0)


def _opened(source: str) -> bool:
    """Whether a set is open at the end of a part of a pattern."""
    bare = re.sub(r"\\.", "", source)
    return bare.rfind("[") > bare.rfind("]")


def attacks(pattern: Pattern) -> list[tuple[str, str]]:
    """Texts to be made for one pattern: what comes first, and what is repeated behind it."""
    tree = _parsed(pattern)
    made = {("", whole) for branch in range(3) if (whole := _sample(tree, branch))}
    made |= {("", whole[:-1]) for _, whole in list(made) if len(whole) > 1}
    for before, pump in _pumps(tree):
        if pump:
            made |= {(before, pump), ("", before + pump), ("", pump)}
    return sorted(made | {("", text) for text in GENERIC})


# ------------------------------------------------------------------ the clock


class _TooLongError(Exception):
    pass


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def _took(compiled: Any, text: str, *, anchored: bool) -> float:
    """Seconds to find every match, or the patience if it does not come to an end. `Any`: of either library."""
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    begun = time.perf_counter()
    try:
        if anchored:
            compiled.match(text)
            compiled.fullmatch(text)
        else:
            for _ in compiled.finditer(text):
                pass
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - begun


def slowest(pattern: Pattern) -> tuple[float, str]:
    """Milliseconds for 100 kB of the text that is worst for a pattern, and how that text begins.

    A short text that takes long is not made longer: its time is taken as it is for a tenth of the length.
    """
    compiled = pattern.compiled()
    worst, how = 0.0, ""
    file, _, name = pattern.where.partition(":")
    most = SHORT.get(file) or SHORT.get(f"{file} {name.partition(' ')[2]}") or LENGTH
    for before, pump in attacks(pattern):
        for length in (FIRST, LENGTH) if most == LENGTH else (most,):
            text = before + pump * ((length - len(before)) // len(pump) + 1) + "\0"
            if pattern.where.split("/")[0].removeprefix("sayso.").split(".")[0] in LAID_OUT:
                text = re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", text))
                text = text.ljust(length, "\0")
            took = _took(compiled, text, anchored=pattern.anchored)
            if took > MOST_MS / 1000:
                took = min(took, *(_took(compiled, text, anchored=pattern.anchored) for _ in range(2)))
            took *= 1000 * (LENGTH / length if length == FIRST else 1)
            if took > worst and (length != FIRST or took > 4 * MOST_MS):
                worst, how = took, f"{before!r} + {pump!r}…"
            if took > 4 * MOST_MS:
                break
    return worst, how


def measure(_data: Path | None = None) -> Iterable[Score]:
    """The slowest patterns."""
    every = patterns()
    times = list(_timed(every))
    over = [one for one in times if one[0] > MOST_MS]
    yield Score(name="patterns", value=float(len(every)))
    yield Score(name="texts", value=float(sum(len(attacks(p)) for p in every)))
    yield Score(
        name="slowest, 100 kB", value=max(t for t, _, _ in times), unit="ms", better="lower", anchor=MOST_MS,
        anchor_of="target",
    )  # fmt: skip
    yield Score(
        name="patterns over 50 ms", value=float(len(over)), better="lower", anchor=0.0, anchor_of="target"
    )


def _timed(every: Iterable[Pattern]) -> Iterator[tuple[float, Pattern, str]]:
    before = signal.signal(signal.SIGALRM, _stop)
    try:
        for pattern in every:
            took, how = slowest(pattern)
            yield took, pattern, how
    finally:
        signal.signal(signal.SIGALRM, before)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="not only those over 50 ms")
    parser.add_argument("--only", default="", help="those whose place has this in it")
    given = parser.parse_args()
    every = [p for p in patterns() if given.only in p.where]
    print(len(every), "patterns", flush=True)
    for took, pattern, how in _timed(every):
        if given.all or took > MOST_MS:
            print(f"{took:9.1f} ms  {pattern.where:45s} {pattern.source[:70]!r}  {how[:80]}", flush=True)


if __name__ == "__main__":
    main()
