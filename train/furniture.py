"""Train the model of lines that are no news (`sayso.link.furniture`) and measure it.

    OMP_NUM_THREADS=1 python -m train.furniture --data ../shared/data

Furniture: lines of our own in train/own/furniture, one file a family of outlets, and patterns of wordings;
`held_*` and `test_*` are only measured.
News: paragraphs of the corpora's training parts and lines of our own that speak about newsletters, cookies and such.
A first model finds lines of the corpora that look like furniture: those listed in corpora.tsv there
were read and are furniture, so they are left out; corpora_held.tsv lists those found in the held-out parts.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from sayso.link import furniture as F
from sayso.records import Article, Item
from sayso.text import make_article

OWN = Path(__file__).with_name("own") / "furniture"
OUT = Path(F.__file__).with_name("data") / "furniture.txt"
STEP = 1 / 16
#: A telling word stands in fewer of the longer lines of news than this: one is enough, two are needed.
SURE, RARE = 0.0003, 0.005
#: How many wordings are drawn from one pattern, and what each weighs beside a line written out.
EXPANDED, PATTERN_WEIGHT = 40, 0.2
#: Share of the corpora's lines, out of fold, that the threshold lets pass; half of those are furniture not yet read.
SHARE = 0.0015
#: What fills the slots of our lines, in training and in what is only measured.
FILL = {
    "train": {
        "person": "Anna Berger|Jide Oluwole|Ravi Menon|Carla Ruiz|Tom Whitby|Mei-Ling Zhao|Omar Haddad|Petra Novak|Sam O'Dell|Lindiwe Maseko|JAMES COLE|Ines da Silva",
        "outlet": "The Daily Ledger|Harbour Post|Northern Herald|Capital Times|NewsBridge|Channel Nine|The Observer of Gorny|Vista24|Punchline|WKTN|The Standard Tribune",
        "city": "Lagos|Gorny|Mumbai|London|Puerto Alva|Nairobi|Ankara|Des Moines|Kyiv|Manila|Quito|Leeds",
        "country": "India|Ghana|Ukraine|Peru|Israel|Kenya|Marland|Japan",
        "agency": "AFP|AP|Reuters|PTI|Xinhua|TASS|EFE|ANSA|dpa|Bernama|IANS|Anadolu|Bloomberg",
        "topic": "climate|elections|Fuel prices|police|Crime|education|Oil|housing|Defence|football",
        "handle": "@tomwhitby|@harbourpost|@Ravi_Menon|@gornynews|@carlaruiz22",
        "mail": "tips@harbourpost.example|news@ledger.example|r.menon@capitaltimes.example|letters@herald.example",
        "url": "https://harbourpost.example/a1|www.ledger.example|http://vista24.example/x|https://t.example/abc",
        "phone": "555-0142|+234 800 555 019|020 7946 0100|(555) 555-0190|08005550123",
        "date": "March 3, 2026|3 March 2026|Mar 3, 2026|Tue 3 Mar 2026|2026-03-03|03/03/2026|Tuesday, March 3, 2026|March 3|Sept. 13",
        "time": "10:15 AM|4:05 p.m.|16:20|09:41|7:30 am|11.20am",
        "headline": "Minister quits after audit|Rebels advance on northern town|Why the price of bread is rising|Floods kill nine in Alva|Court frees opposition leader|What we know about the ferry fire|Police hunt for gunman|Teachers to strike on Monday",
    },
    "held": {
        "person": "Kirsty Munro|Luis Batista|Tevita Fonua|Siobhan Daly|Hans Krol|Yasmin Aziz",
        "outlet": "The Prairie Sun|Lochside Courier|Sea Power Review|Kiribay Times|Fides Sur|Matchpoint",
        "city": "Regina|Galway|Suva|Lusena|Oruro|Perth", "country": "Canada|Fiji|Bolivia|Ireland|Norway",
        "agency": "The Canadian Press|PA|Agencia Sur|Kyodo", "topic": "Fisheries|drones|hockey|Health|transit",
        "handle": "@kmunro|@prairiesun", "mail": "desk@prairiesun.example|editor@lochside.example",
        "url": "https://prairiesun.example/9|www.lochside.example", "phone": "1-800-555-0177|091 555 012",
        "date": "Oct 21, 2025|21 October 2025|October 21, 2025|21.10.2025", "time": "6:48 PM|18:48|06:48",
        "headline": "Ferry workers vote to walk out|Storm shuts island airport|Who pays for the new frigates?|Bishops call for calm",
    },
}


@dataclass(frozen=True)
class Line:
    """One line with its place in its report, whether it is furniture, and where it is from."""

    text: str
    top: int
    bottom: int
    furniture: bool
    family: str
    weight: float = 1.0


def filled(template: str, fill: dict[str, str], rng: random.Random) -> str:
    def one(found: re.Match[str]) -> str:
        name = found[1].rstrip("23")
        if name == "n":
            return str(rng.choice((rng.randint(1, 12), rng.randint(10, 99), rng.randint(100, 999))))
        if name == "sep":
            return rng.choice(">»›/|")
        return str(rng.randint(2012, 2026)) if name == "year" else rng.choice(fill[name].split("|"))

    return re.sub(r"\{(\w+)\}", one, template)


def expanded(pattern: str, rng: random.Random) -> str:
    """One choice of each "<a|b>" of a pattern; "\\|" is a bar."""
    while (found := re.search(r"<([^<>]*\|[^<>]*(?:>\|[^<>]*)?)>", pattern)) is not None:
        pattern = pattern[: found.start()] + rng.choice(re.split(r"(?<!\\)\|", found[1])) + pattern[found.end() :]
    return " ".join(pattern.replace("\\|", "|").split())


def templates(prefix: str) -> Iterator[tuple[str, str, str]]:
    """Family, place (^ head, $ tail, * anywhere) and words of our furniture lines."""
    for path in sorted(OWN.glob(f"{prefix}_*.txt")):
        for row in path.read_text(encoding="utf8").splitlines():
            yield path.stem, row[0], row[2:]
    if prefix == "train":
        rng = random.Random(1)
        for path in sorted(OWN.glob("patterns_*.txt")):
            for n, row in enumerate(path.read_text(encoding="utf8").splitlines()):
                for words in sorted({expanded(row[2:], rng) for _ in range(EXPANDED)}):
                    yield f"{path.stem}{n}", row[0], words


def placed(place: str, rng: random.Random) -> tuple[int, int]:
    n = rng.randint(8, 40)
    at = {"^": rng.choice((0, 1, 1, 2, 2, 3, 4)), "$": n - rng.choice((0, 0, 1, 1, 2, 3, 4, 5)), "*": rng.randint(1, n)}[place]
    if rng.random() < 0.3:
        at = rng.randint(0, n)
    return at, n - at


def own_lines(part: str, copies: int, rng: random.Random) -> list[Line]:
    out = []
    for family, place, words in templates(part):
        pattern = family.startswith("patterns")
        for _ in range(1 if pattern else copies):
            text = filled(words, FILL[part], rng)
            out.append(Line(text, *placed(place, rng), True, family, PATTERN_WEIGHT if pattern else 1 / copies))
    return out


def own_news(part: str, copies: int, rng: random.Random) -> list[Line]:
    rows = (OWN / f"news_{part}.txt").read_text(encoding="utf8").splitlines()
    return [
        Line(t, *placed("*" if rng.random() < 0.7 else rng.choice("^$"), rng), False, "own news", 1 / copies)
        for t in rows
        for _ in range(copies)
    ]


def rows_of(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


def conll(path: Path) -> Iterator[str]:
    """Documents of CoNLL-2003, a line a sentence; a new one begins with a line in capitals before a dateline."""
    sentences = [" ".join(w.split("\t")[1] for w in block.splitlines()) for block in path.read_text(encoding="utf8").split("\n\n") if block.strip()]
    sentences = [re.sub(r" ([.,;:!?%)'])", r"\1", re.sub(r"([($]) ", r"\1", s)) for s in sentences]
    doc: list[str] = []
    for i, s in enumerate(sentences):
        following = sentences[i + 1] if i + 1 < len(sentences) else ""
        if doc and re.search(r"\d{4}-\d\d-\d\d$", following):
            yield "\n".join(doc)
            doc = []
        doc.append(s)
    yield "\n".join(doc)


def corpora(data: Path, part: str) -> Iterator[tuple[str, str, str | None]]:
    """Name, text and title of the documents of a part; LGL and GWN are never trained on."""
    train = part == "train"
    for row in rows_of(data / "attribution" / f"polnear_{'train' if train else 'dev'}.jsonl"):
        yield f"polnear/{row['id']}", row["text"], row["title"]
    for row in rows_of(data / "coref" / "ecbplus_train_dev.jsonl"):
        if (row["split"] == "train") == train:
            yield f"ecb/{row['doc_id']}", row["text"], None
    for i, text in enumerate(conll(data / "ner" / f"conll03-{'train' if train else 'val'}.tsv")):
        yield f"conll/{part}{i}", text, None
    if train:
        for name in ("timebank", "aquaint"):
            for row in rows_of(data / "time" / f"{name}.jsonl"):
                yield f"{name}/{row['id']}", row["text"], None
        return
    for row in rows_of(data / "time" / "meantime_airbus_apple.jsonl"):
        yield f"meantime/{row['id']}", row["text"], None
    for name in ("lgl", "gwn_open"):
        for row in rows_of(data / "geo" / f"{name}.jsonl"):
            # these keep no paragraphs: each sentence is taken for one
            made = make_article(Item(name="x", body=row["text"]))
            if isinstance(made, Article):
                yield f"{name}/{row['id']}", "\n".join(s.span.of(made.text) for s in made.sentences), None


def articles(data: Path, part: str) -> list[tuple[str, Article]]:
    out = []
    for name, text, title in corpora(data, part):
        made = make_article(Item(name=name, body=text, title=title))
        if isinstance(made, Article):
            out.append((name, made))
    return out


def key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_as_furniture(name: str) -> set[str]:
    """Digests of lines of the corpora that were read and found to be furniture."""
    return set((OWN / name).read_text(encoding="utf8").split())


def news_lines(found: Iterable[tuple[str, Article]], known: set[str]) -> list[Line]:
    out = []
    for name, article in found:
        last = len(article.paragraphs) - 1
        for at, span in enumerate(article.paragraphs):
            if key(span.of(article.text)) not in known:
                out.append(Line(span.of(article.text), at, last - at, False, name))
        if name.startswith("polnear"):
            ends = [s for i, s in enumerate(article.sentences) if i + 1 == len(article.sentences) or article.sentences[i + 1].paragraph != s.paragraph]
            for s in ends[:: 3]:
                if key(s.span.of(article.text)) in known:
                    continue
                out.append(Line(s.span.of(article.text), s.paragraph, last - s.paragraph, False, name, 0.5))
    return out


def vocabulary(news: list[Line]) -> frozenset[str]:
    """Words, beginnings of words and pairs that may weigh: from our own lines, and the most frequent of news."""
    everything = frozenset(
        w.lower().replace("’", "'") for _, _, t in templates("train") for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.sub(r"\{\w+\}", " ", t))
    )
    counts: collections.Counter[str] = collections.Counter()
    marks: collections.Counter[str] = collections.Counter()
    begun: dict[str, set[str]] = collections.defaultdict(set)
    for _, _, t in templates("train"):
        said = {w.lower().replace("’", "'") for w in F._TOKEN.findall(re.sub(r"\{\w+\}", " ", t))}
        for w in said:
            if w[0].isalpha() and "@" not in w:
                counts[w] += 1
                if len(w) > 5:
                    begun[w[:5] + "*"].add(t)
            elif len(w) == 1 and not w.isalnum():
                marks[w] += 1
    kept = {w for w, n in counts.items() if n >= 2} | {w for w, n in marks.items() if n >= 2}
    kept |= {b for b, n in begun.items() if len(n) >= 2}
    frequent: collections.Counter[str] = collections.Counter()
    for line in news:
        frequent.update(set(re.findall(r"\b[a-z]+(?:'[a-z]+)?\b", line.text.replace("’", "'"))))
    kept |= {w for w, _ in frequent.most_common(1200)}
    kept |= {w.lower() for r in (OWN / "news_train.txt").read_text().splitlines() for w in re.findall(r"[A-Za-z]+", r) if w.lower() in everything}
    return frozenset(kept | {"<Name>"})


def matrix(lines: list[Line], known: frozenset[str], index: dict[str, int], *, grow: int = 0) -> csr_matrix:
    looked = [F.features(line.text, line.top, line.bottom, known) for line in lines]
    if grow:
        seen: dict[str, set[str]] = collections.defaultdict(set)
        n_own: collections.Counter[str] = collections.Counter()
        for line, (flat, lexical, _) in zip(lines, looked, strict=True):
            for f in flat:
                index.setdefault(f, len(index))
            own = line.furniture or line.family == "own news"
            for f in lexical:
                if own:
                    n_own[f] += 1
                    if len(seen[f]) < grow:
                        seen[f].add(line.family if line.furniture else line.text)
        for f, where in seen.items():
            if " " not in f or len(where) >= grow or n_own[f] > 8:
                index.setdefault(f, len(index))
        for f in sorted(known):
            index.setdefault(f, len(index))
    rows, cols, vals = [], [], []
    for i, (flat, lexical, n) in enumerate(looked):
        size = F.scale(n)
        cell: dict[int, float] = collections.defaultdict(float)
        for f in flat:
            if f in index:
                cell[index[f]] += 1.0
        for f in lexical:
            if f in index:
                cell[index[f]] += size
        rows += [i] * len(cell)
        cols += cell.keys()
        vals += cell.values()
    return csr_matrix((vals, (rows, cols)), shape=(len(lines), len(index)))


def fitted(lines: list[Line], x: csr_matrix, c: float) -> LogisticRegression:
    y = np.array([line.furniture for line in lines])
    w = np.array([line.weight for line in lines])
    return LogisticRegression(C=c, max_iter=400, fit_intercept=False, solver="liblinear", random_state=0).fit(x, y, sample_weight=w)


def telling(coef: dict[str, float], lines: list[Line]) -> tuple[list[str], list[str]]:
    """Words of which a longer line must hold one (those all but unknown to news) or two (rare ones) to be weighed."""
    rate: collections.Counter[str] = collections.Counter()
    news = [line.text for line in lines if not line.furniture and len(line.text.split()) > F._SHORT]
    for text in news:
        rate.update(set(re.findall(r"[a-z'-]+", text.lower())))
    said = {w for line in lines if line.furniture for w in re.findall(r"[a-z'-]+", line.text.lower())}
    said -= {w for fill in FILL["train"].values() for w in re.findall(r"[a-z'-]+", fill.lower())}
    good = {w for w in said if coef.get(w, coef.get(w[:5] + "*", 0.0)) > 0.1}
    one = {w for w in good if rate[w] < SURE * len(news)}
    two = {w for w in good - one if rate[w] < RARE * len(news)}

    def passes(text: str) -> bool:
        words = set(re.findall(r"[a-z'-]+", text.lower()))
        return bool(words & one) or len(words & two) > 1

    own = {line.text for line in lines if line.furniture and len(line.text.split()) > F._SHORT}
    lost = [t for t in own if not passes(t) and not any(m in t for m in F._MARKS)]
    print(f"telling words: {len(one)} and {len(two)}; longer furniture without: {len(lost)} of {len(own)}")
    print(f"news lines longer than {F._SHORT} words to be weighed: {100 * sum(map(passes, news)) / len(news):.1f} %")
    return sorted(one), sorted(two)


def write(coef: dict[str, float], told: tuple[list[str], list[str]], known: frozenset[str], floors: tuple[float, float, float]) -> None:
    rows = [" ".join(str(round(f / STEP)) for f in floors), " ".join(told[0]), " ".join(told[1])]
    for name, w in sorted(coef.items()):
        q = max(-127, min(127, round(w / STEP)))
        if q or name in known:
            rows.append(f"{q}\t{name}")
    OUT.write_text("\n".join(rows) + "\n", encoding="utf8")
    print(f"{OUT.name}: {len(rows) - 3} features, {OUT.stat().st_size} bytes")


def folds(lines: list[Line], known: frozenset[str], c: float, grow: int, seed: int) -> np.ndarray:
    """Scores of every line by a model that has seen neither its family of outlets nor its document."""
    rng = random.Random(seed)
    fold = {}
    for line in lines:
        k = line.family if line.family != "own news" else line.text
        fold.setdefault(k, rng.randrange(5))
    which = np.array([fold[line.family if line.family != "own news" else line.text] for line in lines])
    out = np.zeros(len(lines))
    for k in range(5):
        index: dict[str, int] = {}
        tr = [line for line, f in zip(lines, which, strict=True) if f != k]
        te = [line for line, f in zip(lines, which, strict=True) if f == k]
        x = matrix(tr, known, index, grow=grow)
        model = fitted(tr, x, c)
        out[which == k] = model.decision_function(matrix(te, known, index))
    return out


def with_line(article: Article, line: str, top: int, title: str | None) -> tuple[Article, str]:
    """The article with one line put in at a place, and that line as its text has it."""
    parts = article.text.split("\n")
    made = make_article(Item(name="x", body="\n".join([*parts[:top], line, *parts[top:]]), title=title))
    if not isinstance(made, Article):
        raise TypeError(made.reason)
    return made, line


def measure(data: Path, seed: int, *, verbose: bool) -> None:
    """False hits on the corpora held out, and which of our held-out lines are found where they are put into a report."""
    from sayso.link.furniture import furniture_in

    known = read_as_furniture("corpora_held.tsv")
    held = articles(data, "held")
    by: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name, article in held:
        row = by[name.split("/")[0]]
        row[0] += len(article.paragraphs)
        for span in furniture_in(article):
            words = span.of(article.text)
            whole = span in article.paragraphs
            true = key(words) in known
            row[1 if true else 2 if whole else 3] += 1
            if not true:
                print(f"hit\t{name}\t{key(words)}\t{'' if whole else 'part'}\t{words[:160]}")
    print("corpus\tlines\tfurniture found\tfalse lines\tfalse parts\tfalse per 10,000")
    for name, (n, true, false, parts) in {**by, "all": [sum(v) for v in zip(*by.values(), strict=True)]}.items():
        print(f"{name}\t{n}\t{true}\t{false}\t{parts}\t{1e4 * (false + parts) / n:.1f}")
    seen = {key(s.of(a.text)) for _, a in held for s in a.paragraphs} & known
    missed = {key(s.of(a.text)) for _, a in held for s in a.paragraphs if s not in furniture_in(a)} & known
    print(f"real furniture read in them: {len(seen)} different lines, {len(seen - missed)} found wherever they stand")
    rng = random.Random(seed)
    hosts = [a for n, a in held if n.startswith("polnear") and 8 <= len(a.paragraphs) <= 40]
    for part in ("held", "test", "train"):
        found: dict[str, list[int]] = collections.defaultdict(list)
        lost = []
        for family, place, words in templates(part):
            host = rng.choice(hosts)
            n = len(host.paragraphs)
            top = {"^": rng.randint(1, 3), "$": n - rng.randint(0, 3), "*": rng.randint(2, n - 2)}[place]
            line = " ".join(filled(words, FILL["train" if part == "train" else "held"], rng).split())
            made, line = with_line(host, line, top, host.title)
            ok = any(s.of(made.text) == line for s in furniture_in(made))
            found[family].append(ok)
            lost += [] if ok else [line]
        if part != "train":
            for family, oks in found.items():
                print(f"{family}\t{len(oks)}\t{100 * sum(oks) / len(oks):.0f} %")
            print(*lost, sep="\n  ") if verbose else None
        oks = [ok for v in found.values() for ok in v]
        print(f"{part}: {sum(oks)} of {len(oks)} lines found ({100 * sum(oks) / len(oks):.1f} %)")
        if part == "test":
            continue
        rows = (OWN / f"news_{part}.txt").read_text(encoding="utf8").splitlines()
        wrong = []
        for words in rows:
            host = rng.choice(hosts)
            made, line = with_line(host, words, rng.randint(1, len(host.paragraphs)), host.title)
            wrong += [words] if any(s.of(made.text) == line for s in furniture_in(made)) else []
        print(f"{part}: {len(wrong)} of {len(rows)} own news lines taken for furniture", *wrong[:20], sep="\n  ")
    cost(held)


def cost(held: list[tuple[str, Article]]) -> None:
    import time

    from sayso.link.furniture import furniture_in

    some = [a for n, a in held if n.startswith("polnear")]
    words = sum(len(a.text.split()) for a in some)
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        for a in some:
            furniture_in(a)
        best = min(best, time.process_time() - start)
    print(f"{1e3 * best / words * 600:.3f} ms CPU per 600 words ({len(some)} reports)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--c", type=float, default=3.0)
    parser.add_argument("--grow", type=int, default=2)
    parser.add_argument("--look", action="store_true", help="print the news lines that look most like furniture")
    parser.add_argument("--measure", action="store_true", help="measure the shipped model; train nothing")
    args = parser.parse_args()
    if args.measure:
        measure(args.data, args.seed, verbose=args.look)
        return
    rng = random.Random(args.seed)
    news = news_lines(articles(args.data, "train"), read_as_furniture("corpora.tsv"))
    lines = own_lines("train", 4, rng) + own_news("train", 2, rng) + news
    known = vocabulary(news)
    print(f"{sum(line.furniture for line in lines)} furniture lines, {len(news)} of news, {len(known)} words known")
    scores = folds(lines, known, args.c, args.grow, args.seed)
    y = np.array([line.furniture for line in lines])
    order = np.argsort(-scores)
    if args.look:
        for i in [i for i in order if not y[i]][:400]:
            print(f"{scores[i]:.2f}\t{key(lines[i].text)}\t{lines[i].family[:20]}\t{lines[i].top},{lines[i].bottom}\t{lines[i].text[:150]}")
        sys.exit()
    corpus = np.array([not line.furniture and line.family != "own news" for line in lines])
    for share in (0.003, 0.001, 0.0005, 0.0003):
        floor = float(np.quantile(scores[corpus], 1 - share))
        own = ~y & ~corpus
        print(f"news {100 * share:.2f} %: floor {floor:.2f}, furniture found {100 * (scores[y] >= floor).mean():.1f} %, own news {100 * (scores[own] >= floor).mean():.1f} %")
    floor = float(np.quantile(scores[corpus], 1 - SHARE))
    index: dict[str, int] = {}
    x = matrix(lines, known, index, grow=args.grow)
    model = fitted(lines, x, args.c)
    coef = dict(zip(index, model.coef_[0].tolist(), strict=True))
    write(coef, telling(coef, lines), known, (floor, floor + 1.5, floor + 0.75))


if __name__ == "__main__":
    main()
