"""Learn how words are usually written (`sayso.lang.case`) from mixed-case news: counts only, no text.

    python -m train.case_words --data ../shared/data

Counted are words inside sentences, alone and beside another capitalised word, in lines that are no headings. A word must
have been written small twice to be listed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sayso.lang.case import Usual, derived

_TEXTS = (
    "attribution/polnear_train.jsonl", "coref/ecbplus_train_dev.jsonl", "time/timebank.jsonl", "time/aquaint.jsonl",
    "events/casie.jsonl", "events/glocon_sents.jsonl", "factuality/uw_factuality.jsonl",
    "time/wikiwars_timex2.jsonl", "events/geneva.jsonl", "events/wikievents_devtest.jsonl",
)  # fmt: skip
_TREES = ("treebanks/en_ewt-train.conllu", "treebanks/en_gum-train.conllu")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_GAP = re.compile(r"[ ,;)]+|, and |-")
#: A word must have been written so often to count; names written small by slip are rarer.
_LEAST = 3
#: A word is small unless alone it was written as a name this many times as often ("Highway 5", "the highway").
_SMALL_SHARE = 2
#: Longer words in capitals are headings and emphasis.
_ACRONYM = 5
_HEAD = (
    "# How words are usually written: small, small but a capital beside a name (+), a Name that looks made of a small word, "
    "CAPITALS. Made by train/case_words.py."
)
_OUT = Path(__file__).resolve().parents[1] / "src/sayso/lang/data/case.txt"


def lines(data: Path) -> Iterator[str]:
    """Lines of running text, each once."""
    seen: set[str] = set()
    for name in _TEXTS:
        with (data / name).open(encoding="utf8") as rows:
            for row in rows:
                for line in json.loads(row)["text"].split("\n"):
                    if line not in seen:
                        seen.add(line)
                        yield line
    for name in _TREES:
        with (data / name).open(encoding="utf8") as rows:
            yield from (row[9:] for row in rows if row.startswith("# text = "))


def counted(data: Path) -> dict[str, Counter[str]]:
    """How often each word was written "low", "name" or "upper" alone, "low+" and "name+" beside a capital."""
    out: dict[str, Counter[str]] = {c: Counter() for c in ("low", "name", "upper", "low+", "name+")}
    for line in lines(data):
        words = list(_WORD.finditer(line))
        if len(words) < 6 or sum(w.group()[0].isupper() for w in words) > 0.5 * len(words):
            continue
        for i in range(1, len(words)):
            if not _GAP.fullmatch(line, words[i - 1].end(), words[i].start()):
                continue
            word = words[i].group()
            beside = any(
                0 < j < len(words) and words[j].group()[0].isupper() and line[a:b] == " "
                for j, a, b in (
                    (i - 1, words[i - 1].end(), words[i].start()),
                    (i + 1, words[i].end(), words[i + 1].start() if i + 1 < len(words) else 0),
                )
            )
            how = "low" if word.islower() else "upper" if word.isupper() and len(word) > 1 else "name"
            out[f"{how}+" if beside and how != "upper" else how][word.lower()] += 1
    return out


def listed(seen: dict[str, Counter[str]]) -> dict[str, Usual]:
    """The usual case of each word; names only where the word looks made of another one."""
    out: dict[str, Usual] = {}
    names: list[str] = []
    for word in sorted(set().union(*seen.values())):
        alone, beside = seen["low"][word], seen["low+"][word]
        name, near = seen["name"][word], seen["name+"][word]
        low, upper = alone + beside, seen["upper"][word]
        if len(word) <= _ACRONYM and upper >= 5 and upper > 2 * (low + name + near):
            out[word] = "upper"
        elif low >= _LEAST and _SMALL_SHARE * alone >= name + upper:
            out[word] = "beside" if near > beside and near >= 2 else "low"
        elif name + near >= _LEAST:
            names.append(word)
    known = dict(out)
    out.update((word, "name") for word in names if derived(word, known))
    return out


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    write = {"low": str.lower, "beside": "{}+".format, "name": str.capitalize, "upper": str.upper}
    rows = [write[usual](word) for word, usual in listed(counted(parser.parse_args().data)).items()]
    _OUT.write_text("\n".join([_HEAD, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
