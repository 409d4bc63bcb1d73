"""Ten thousand hostile inputs through the whole way: no fault of ours, no hang, memory bounded.

    sayso bench hostile
    python -m bench.hostile [N]

Inputs made by hand, each for one way of going wrong, those that are slowest once more at 8 MB, and random mixtures of
sense and nonsense, the same every time. Each is read alone, so that its time and memory are its own. A hang is told by
processor time: on a machine that others use, time on the wall says little (pages are parsed in a process of their own,
whose time is in that on the wall alone). Memory is what a document takes beyond the
process that has its model loaded and has read one report; the kernel's high-water mark is set back before each (Linux).
`tests/fault` runs a thousand of them.
"""

from __future__ import annotations

import contextlib
import random
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.harness import Score
from sayso.engine.catalog import Given, build_parts, build_pipeline
from sayso.engine.config import load_settings
from sayso.engine.pipeline import Tally
from sayso.errors import REFUSAL_CODES
from sayso.records import Item

__all__ = ["PLAIN", "large", "made", "measure", "nasty"]

N = 10_000
#: Seconds that no input may take.
MOST_S = 10.0
#: A sentence that is read.
PLAIN = "Soldiers attacked a village near the border on Monday, killing four people, the governor said. "


def nasty() -> list[str | bytes]:
    """Inputs made by hand, each for one way of going wrong."""
    zalgo = "".join(c + "\u0301\u0316\u035c\u0489" * 9 for c in PLAIN)
    return [
        "", " \n\t ", "\x00" * 100, "\ufeff", "🙂🔥" * 500, "1234567890 " * 50, "!?…" * 300, PLAIN * 1000,
        "a" * 100_000, PLAIN[:-2].replace(" ", "_") * 1000, (PLAIN * 1100)[:100_000], "word " * 20_000,
        "\u202e" + PLAIN + "\u202d", "\u200f" * 1000 + PLAIN, zalgo, "\ud800" + PLAIN + "\udfff",
        "\n".join(["One"] * 5000), "\n".join([PLAIN] * 300), '"' * 3000 + PLAIN, "(" * 5000, ")" * 5000,
        "“" + PLAIN, PLAIN + "”" * 50, "." * 20_000, ". " * 10_000, "Mr. " * 5000, "U.S. " * 5000, "-" * 50_000,
        "He said " * 3000, "that Kim said " * 2000, "and " * 9000, "not " * 4000, ("Russia, " * 5000) + "met.",
        "<html>" * 500 + PLAIN, "<div>" * 3000 + PLAIN + "</div>" * 3000, "<p>" * 5000, "<html><body></body></html>",
        "<html><body><script>" + "x" * 10_000 + "</script></body></html>", "<!doctype html><p>" + PLAIN,
        "<html><body><article><p>" + PLAIN * 20 + "</p></article></body></html>", "<" * 20_000, "<a " * 9000,
        "&amp;" * 5000, "<html><body><p>" + "&#x1F600;" * 3000 + "</p></body></html>",
        "Президент России заявил в среду, что переговоры прошли успешно. " * 40,
        "La réunion entre les deux présidents a eu lieu mercredi à Paris, selon le ministère. " * 40,
        "平壌で会談が行われた。" * 300, PLAIN * 10 + "Переговоры прошли успешно. " * 10, "مفاوضات في القاهرة " * 200,
        b"\x00\x01\x02\x03" * 5000, b"%PDF-1.7\n" + bytes(range(256)) * 50, b"PK\x03\x04" + b"\x00" * 5000,
        b"\xff\xfe" + PLAIN.encode("utf-16-le"), b"\xfe\xff" + PLAIN.encode("utf-16-be"), b"\xff\xfe\x00",
        b"\xef\xbb\xbf" + PLAIN.encode(), "Café tables in Zürich".encode("cp1252") * 50, b"\xff" * 3000,
        b"\x80\x81\x82" * 400, PLAIN.encode() + b"\x00" * 3, PLAIN.encode("utf-32"), b"\x1b[31m" + PLAIN.encode(),
        "2023-02-31 " * 500 + PLAIN, "on 31 February 2023 " * 200 + PLAIN, "0000-00-00 " * 300 + PLAIN,
        "99999999999999999999999 people " * 200, "a million billion trillion " * 500, "$" * 5000, "1,2,3,4," * 3000,
        "twenty-" * 3000 + "five", "up to " * 3000 + "5", "\t".join(["x"] * 9000), "\r" * 3000 + PLAIN, "\x0b\x0c\x85" * 400,
        "http://" + "a" * 50_000, "@" * 9000, "#" * 9000, "Kim " * 8000, "KIM JONG UN " * 3000, "kim jong un " * 3000,
    ]  # fmt: skip


def made(n: int) -> list[str | bytes]:
    """Random mixtures of sense and nonsense; the same every time."""
    rng = random.Random(20230914)  # noqa: S311  seeded, no secret
    bits = [*PLAIN.split(), "\n", "\n\n", "“", "”", '"', "<b>", "</p>", "&nbsp;", "\x00", "\u202e", "é", "🙂", "Kim", "$5", "10%",
            "said", "not", "if", "will", "U.S.", "—", "...", "'s", "12,000", "Sept. 13", "中", "й", "\u0301", "\ud83d", "(", ")"]  # fmt: skip
    out: list[str | bytes] = []
    for number in range(n):
        kind = number % 5
        length = rng.choice((0, 1, 2, 3, 10, 40, 200))
        if kind == 0:
            out.append(bytes(rng.randrange(256) for _ in range(length)))
        elif kind == 1:
            out.append(
                "".join(
                    chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x2FFF)))) for _ in range(length)
                )
            )
        elif kind == 2:
            out.append(" ".join(rng.choice(bits) for _ in range(length)))
        elif kind == 3:
            words = PLAIN.split()
            rng.shuffle(words)
            out.append(" ".join(words))
        else:
            text = list(PLAIN)
            for _ in range(length // 4 + 1):
                text[rng.randrange(len(text))] = rng.choice(bits)
            out.append("<html><body><p>" * (number % 2) + "".join(text))
    return out


def large(size: int = 8_000_000) -> list[str]:
    """The kinds that take longest, each as large as a report may be."""
    rng = random.Random(8)  # noqa: S311  seeded, no secret
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    junk = " ".join("".join(rng.choice(letters) for _ in range(rng.randrange(4, 8))) for _ in range(20_000))
    shuffled = " ".join(rng.choice(PLAIN.split()) for _ in range(20_000))
    units = [
        PLAIN, "He said ", "that Kim said ", "Russia, ", "U.S. ", "word ", '"', "a.", "111,", ". ", "One\n", "x\n\n",
        "2023-02-31 ", "on 31 February 2023 ", "99999999999999999999 people ", "twenty-", "up to ", "KIM JONG UN ",
        "\u201cNo,\u201d Kim said. ", "a line of words that is long enough to be a wrapped one,\n", "\u00c3\u00a9 the\n",
        "Kim of Iran, Park of Syria and Lee of Cuba met. ", "He told her that they said it. ", f"{junk} the of and. ",
        f"{shuffled} ", "killed 5 and hurt 7 people, ", "the minister said the president said ", "\U0001f642 the of ",
    ]  # fmt: skip
    return [
        (unit * (size // len(unit.encode()) + 1)).encode()[:size].decode("utf-8", "ignore") for unit in units
    ]


def _high_water_mb() -> float:
    """Most memory that this process had since the mark was set back, MB."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _set_back() -> None:
    """Set the high-water mark to what is held now, where the system can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _cpu_s() -> float:
    """Processor time of this process and of its children that ended, s."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def measure(_data: Path | None = None, n: int = N) -> Iterable[Score]:
    """Read every input by itself."""
    settings = load_settings({})
    pipeline = build_pipeline(settings, build_parts(settings, Given()))
    by_hand = [*nasty(), *large()]
    bodies = [*by_hand, *made(n - len(by_hand))]
    first = Item(name="first", body=PLAIN * 10, published="2023-09-14")
    if not list(pipeline.run_items([first, replace(first, body=f"<html><body><p>{PLAIN * 10}", html=True)])):
        raise RuntimeError("nothing was read")
    _set_back()
    loaded, tally, took = _high_water_mb(), Tally(), []
    for number, body in enumerate(bodies):
        item = Item(name=f"input-{number}", body=body, html=number % 7 == 0, published="2023-09-14")
        _set_back()
        wall, cpu = time.monotonic(), _cpu_s()
        for result in pipeline.run_items([item]):
            tally.add(result)
        took.append((_cpu_s() - cpu, time.monotonic() - wall, _high_water_mb() - loaded, number))
    yield from _scores(tally, took, len(bodies))
    cpu, wall, _, number = max(took)
    print(
        f"slowest: input {number} {str(bodies[number])[:30]!r}, {cpu:.1f} s of processor, {wall:.1f} s",
        file=sys.stderr,
    )


def _scores(tally: Tally, took: Sequence[tuple[float, float, float, int]], n: int) -> Iterable[Score]:
    unknown = sum(count for code, count in tally.refused.items() if code not in REFUSAL_CODES)
    yield Score(name="inputs", value=float(n))
    yield Score(name="coded", value=float(tally.coded))
    yield Score(name="refused", value=float(sum(tally.refused.values())))
    yield Score(name="read in part", value=float(tally.cut))
    for name, value, unit in (
        ("inputs without an outcome", n - tally.n_inputs, ""),
        ("faults of ours", tally.refused["internal"] + unknown, ""),
        ("inputs that took over 10 s of processor time", sum(t[0] > MOST_S for t in took), ""),
        ("inputs that took over 10 s", sum(t[1] > MOST_S for t in took), ""),
        ("longest, processor time", max(t[0] for t in took), "s"),
        ("longest", max(t[1] for t in took), "s"),
        ("memory of one document beyond the loaded model", max(t[2] for t in took), "MB"),
    ):
        yield Score(name=name, value=float(value), unit=unit, better="lower")


if __name__ == "__main__":
    for score in measure(n=int(sys.argv[1]) if len(sys.argv) > 1 else N):
        print(f"{score.value:10.1f} {score.unit:3} {score.name}")
