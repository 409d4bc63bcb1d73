"""What a report takes on this processor, and how little it could take: the encoder, its products of matrices, the rest.

    sayso bench limit

Reads and extracts reports of 600 words in one process with one thread. The runtime's own clocks say how long the
encoder's session takes and how long its products in whole numbers alone; everything else is Python's. If nothing but
those products were left, so many reports a second could be coded on one core: no faster code around the same model
gets past that.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import onnxruntime as ort

from bench.harness import Score
from bench.long_reports import fresh
from sayso.engine.catalog import Given, build_parts, open_names
from sayso.engine.config import load_settings
from sayso.read import Reader
from sayso.read.model import MODEL_DIR, Model
from sayso.records import Article, Item

__all__ = ["measure", "taken"]

REPORTS, SEED = 40, 8
#: Operators that multiply matrices of whole numbers, as the runtime names them once it has joined others to them.
_PRODUCTS = ("MatMulInteger", "DynamicQuantizeMatMul", "MatMulIntegerToFloat")


def taken(n: int = REPORTS) -> dict[str, float]:
    """Seconds a report: in all, in the encoder, in its products, and in attention."""
    settings = load_settings({})
    parts = build_parts(settings, Given())
    made = [
        parts.make_article(Item(name=row["id"], body=row["text"], published=row["published"]))
        for row in fresh(n, SEED)
    ]
    articles = [article for article in made if isinstance(article, Article)]
    with tempfile.TemporaryDirectory(prefix="limit") as folder:
        model = Model.load(MODEL_DIR)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_profiling, options.profile_file_prefix = True, str(Path(folder) / "times")
        session = ort.InferenceSession(
            str(MODEL_DIR / "reader.onnx"), options, providers=["CPUExecutionProvider"]
        )
        plain = Reader(model, places=open_names())
        parts.extract(articles[0], plain.read_one(articles[0]))
        begun = time.process_time()
        for article in articles:
            parts.extract(article, plain.read_one(article))
        whole = time.process_time() - begun
        watched = Reader(replace(model, session=session), places=open_names())
        for article in articles:
            watched.read_one(article)
        events = json.loads(Path(session.end_profiling()).read_text())
    spent: Counter[str] = Counter()
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("kernel_time"):
            spent[event["args"]["op_name"]] += event["dur"]
        elif event["name"] == "model_run":
            spent["session"] += event["dur"]
    in_all = {name: spent[name] / 1e6 / len(articles) for name in spent}
    return {
        "report": whole / len(articles),
        "encoder": in_all["session"],
        "products": sum(in_all.get(name, 0.0) for name in _PRODUCTS),
        "attention": sum(in_all.get(name, 0.0) for name in ("MatMul", "Softmax", "FusedMatMul", "Transpose")),
    }


def measure(_data: Path | None = None) -> Iterable[Score]:
    """Milliseconds a report, shares, and what the products alone would allow."""
    took = taken()
    yield Score(name="one report, text to claims", value=1000 * took["report"], unit="ms", better="lower")
    yield Score(name="the encoder's part", value=100 * took["encoder"] / took["report"], unit="%")
    for part in ("encoder", "products", "attention"):
        yield Score(name=f"{part}, a report", value=1000 * took[part], unit="ms", better="lower")
    yield Score(name="reports a second and core", value=1 / took["report"])
    yield Score(name="reports a second and core, were there products alone", value=1 / took["products"])
    yield Score(
        name="share of what the products alone allow", value=100 * took["products"] / took["report"], unit="%"
    )


if __name__ == "__main__":
    for score in measure():
        print(f"{score.name:55s} {score.value:8.1f} {score.unit}")
