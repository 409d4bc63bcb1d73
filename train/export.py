"""Export a checkpoint to the shipped form: one ONNX graph in int8, small pair weights beside it.

Where the checkpoint holds the mean of the last steps' weights, that is what is shipped.

    python -m train.export --work train/work --checkpoint last.pt
"""

from __future__ import annotations

import argparse
import collections
import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from sayso.read.model import MODEL_DIR
from train import corpora as C
from train.fit import build
from train.model import Reader
from train.seal import seal
from train.teacher import pretrained_folder
from train.warm import HEADS, layers_of

OUTPUTS = (
    "upos", "feats", "arcs", "rel_d", "rel_h", "ner4", "nerx", "kinds", "pred", "srl_p", "srl_a",
    "attribution", "links", "uw", "uds", "types", "acts", "statuses", "realis", "incident", "parties", "pair_key", "meaning", "vectors",
)
#: See `role_transitions`.
ROLE_SHARE = 0.25


class SmallEmbedding(nn.Module):
    """An embedding table in int8 with one scale per row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.table[ids].to(torch.float32) * self.scale[ids]


class Graph(nn.Module):
    """What the session runs: inputs of `read/windows.py` to the outputs above."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        reader.encoder.words = SmallEmbedding(reader.encoder.words.weight.data)  # type: ignore[assignment]

    def forward(self, ids: Tensor, shapes: Tensor, places: Tensor, piece_sent: Tensor, first: Tensor, word_sent: Tensor):
        r = self.reader
        states = r.encoder(ids, shapes, places)
        out = r.heads(states, first)
        out["arcs"] = r.arcs(out, word_sent)
        out["links"] = r.links(out["link"])
        out["parties"] = r.parties(out["sides"])
        for k in ("acts", "statuses", "realis"):
            out[k] = torch.softmax(out[k], -1)
        out["vectors"] = r.sentence_vectors(states, piece_sent, piece_sent.max() + 1)
        out["uw"], out["uds"] = r.graded(out["uw_grades"]), r.graded(out["uds_grades"])
        out["pred"] = torch.sigmoid(out["pred"])
        for k in ("upos", "feats", "kinds"):
            out[k] = out[k].argmax(-1)
        return tuple(out[k] for k in OUTPUTS)


def lemma_table(data: Path) -> dict[str, dict[str, str]]:
    """The commonest lemma of each form and tag in the training treebanks, where no rule gives it."""
    from sayso.read.lemma import rule_lemma

    counts: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for name in ("en_ewt", "en_gum"):
        for _, rows in C.read_conllu(data / f"treebanks/{name}-train.conllu"):
            for r in rows:
                counts[r[3], r[1].lower()][r[2].lower()] += 1
    table: dict[str, dict[str, str]] = {}
    for (upos, form), lemmas in sorted(counts.items()):
        lemma = lemmas.most_common(1)[0][0]
        if upos not in ("PROPN", "PUNCT", "X", "SYM", "NUM") and lemma != rule_lemma(form, upos) and lemma != "_":
            table.setdefault(upos, {})[form] = lemma
    for verb in sorted(news_verbs()):
        for form in inflections(verb):
            known = table.get("VERB", {})
            if form not in known and rule_lemma(form, "VERB") != verb and (("VERB", form) not in counts):
                table.setdefault("VERB", {})[form] = verb
    return table


def role_transitions(data: Path, roles: list[str]) -> np.ndarray:
    """How much likelier each tag is behind each other than anywhere (last row: at the start), in logs, scaled down.

    The scorer tags every word on its own; this is what it does not know. The share was chosen on PropBank's
    development part: argument F1 75.2 without, 75.8 with a quarter, 75.6 with a half.
    """
    index = {name: i for i, name in enumerate(roles)}
    pairs, alone = np.full((len(roles) + 1, len(roles)), 0.5), np.ones(len(roles))
    for row in map(json.loads, (data / "srl/propbank_ewt-train.jsonl").open(encoding="utf8")):
        for predicate in row["predicates"]:
            tags = [0] * len(row["tokens"])
            for a, b, role in predicate["args"]:
                if f"B-{role}" in index:
                    tags[a:b] = [index[f"B-{role}"], *[index[f"I-{role}"]] * (b - a - 1)]
            for before, tag in zip([len(roles), *tags], tags, strict=False):
                pairs[before, tag] += 1
                alone[tag] += 1
    likelier = np.log(pairs / pairs.sum(1, keepdims=True)) - np.log(alone / alone.sum())
    return (ROLE_SHARE * likelier).astype(np.float32)


def news_verbs() -> set[str]:
    """Verbs that the event lexicon and the word lists speak of."""
    folder = MODEL_DIR.parents[2] / "extract" / "data"
    lexicon = tomllib.loads((folder / "lexicon.toml").read_text(encoding="utf8"))
    lists = tomllib.loads((folder / "words.toml").read_text(encoding="utf8"))
    found = {w for entry in lexicon["verbs"] for w in entry["words"]}
    found |= {w for name in ("attribution", "status", "figures") for words in lists.get(name, {}).values() for w in words}
    return {w for w in found if w.isalpha() and len(w) > 2}


def inflections(verb: str) -> list[str]:
    """Regular forms of a verb, with a dropped e or a doubled consonant where spelling asks for it."""
    vowels = "aeiou"
    if verb.endswith("e"):
        return [verb + "s", verb + "d", (verb if verb.endswith(("ee", "ye", "oe")) else verb[:-1]) + "ing"]
    if verb.endswith("y") and verb[-2] not in vowels:
        return [verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    es = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    forms = [es, verb + "ed", verb + "ing"]
    if len(verb) > 2 and verb[-1] not in vowels + "wxy" and verb[-2] in vowels and verb[-3] not in vowels:
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return forms


def export(work: Path, checkpoint: str, data: Path, target: Path) -> None:
    """Write the model folder."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    labels = C.Labels(json.loads((work / "labels.json").read_text()))
    folder = pretrained_folder()
    state = torch.load(work / checkpoint, map_location="cpu", weights_only=True)
    read = state.get("mean", state["model"])
    model = build(labels, layers_of(read))
    model.load_state_dict(read)
    model.eval()
    target.mkdir(parents=True, exist_ok=True)
    weights = model.state_dict()
    np.savez(
        target / "heads.npz",
        crf_roles=role_transitions(data, labels.sets["roles"]),
        **{k: weights[name].numpy() for k, name in HEADS.items()},
    )
    (target / "labels.json").write_text(json.dumps(labels.sets, indent=0) + "\n")
    shutil.copy(folder / "vocab.txt", target / "vocab.txt")
    table = lemma_table(data)
    (target / "lemmas.json").write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf8")
    graph = Graph(model)
    ids = torch.randint(999, 2000, (2, 12))
    args = (ids, torch.ones_like(ids), torch.ones_like(ids), torch.zeros_like(ids),
            torch.arange(8).repeat(2, 1), torch.zeros(2, 8, dtype=torch.long))
    names = ("ids", "shapes", "places", "piece_sent", "first", "word_sent")
    axes = {n: {0: "windows", 1: "words" if n in ("first", "word_sent") else "pieces"} for n in names}
    full = work / "reader.fp32.onnx"
    with torch.no_grad():
        torch.onnx.export(graph, args, str(full), input_names=list(names), output_names=list(OUTPUTS),
                          dynamic_axes={**axes, **{o: {0: "windows"} for o in OUTPUTS}}, opset_version=17, dynamo=False)
    quantize_dynamic(str(full), str(target / "reader.onnx"), op_types_to_quantize=["MatMul"], per_channel=True,
                     reduce_range=True, weight_type=QuantType.QInt8)
    seal(target)
    size = sum(f.stat().st_size for f in target.iterdir())
    print(f"step {state['step']}, {size / 1e6:.1f} MB in {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("train/work"))
    parser.add_argument("--checkpoint", default="last.pt")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--target", type=Path, default=MODEL_DIR)
    args = parser.parse_args()
    export(args.work, args.checkpoint, args.data, args.target)


if __name__ == "__main__":
    main()
