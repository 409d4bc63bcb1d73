"""Train the reader: one command, resumable, seeded, on CPU or GPU.

    python -m train.train --data ../shared/data --work train/work --steps 16000 --cooldown 7000

The learning rate warms up, stays, and cools down over the last ``--cooldown`` steps; a run may be
stopped and resumed from ``last.pt`` with a longer or shorter plan. ``--start FOLDER`` begins with the
weights of a released model instead of the pretrained ones.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from sayso.lang.sentences import split_sentences
from sayso.lang.words import split_words
from sayso.read.paths import tree_paths
from sayso.read.pieces import N_PLACES, N_SHAPES, WordPieces
from train import corpora as C
from train import event_corpora as E
from train.model import Drop, Linear, Reader, Sizes
from train.teacher import N_VOCABULARY, load_teacher, pretrained_folder, teacher_vectors
from train.warm import fill, released_weights

TASKS = {
    "upos": 0.5, "feats": 0.5, "arc": 1.3, "rel": 0.7, "ner4": 2.0, "nerx": 0.4, "kinds": 0.3, "pred": 1.0,
    "srl": 3.0, "attribution": 2.0, "link": 0.5, "uw": 0.6, "uds": 0.12, "type": 0.4, "pair": 0.7, "vector": 1.5,
    "act": 4.0, "status": 0.4, "side": 1.0, "realis": 0.6, "incident": 1.0,
}
SHARES = {
    "pred": 2.0, "heads": 1.2, "ner4": 0.5, "attribution": 1.3, "uw": 2.5, "type": 0.25, "realis": 1.5, "incident": 0.6,
}
"""How often a window is read per pass, by the first of these labels that it has; others and typed pairs once.

Attribution has 40 % of all word pieces, the trees 22 %, and the trees and roles gain most from more passes.
"""
NOVELS = 0.4
"""The same for quotations of novels: read as often as news, they take the cues and contents of news a point down."""
UNKNOWN = 99.0
"""What stands for no certainty in an encoded window."""
OWN = Path(__file__).with_name("own")
"""Training texts written for this project."""
OWN_TREES = 0.5
"""Share of windows whose roles are learned along the reader's own trees, mistakes included, and not the treebank's."""
HIDDEN = 0.05
"""Share of word pieces that training hides, so that a word is also read from its surroundings."""
MASK = 103


def load_corpora(data: Path, part: str) -> list[C.Sent]:
    """Everything one part (train or dev) has."""
    ewt = C.treebank(data / f"treebanks/en_ewt-{part}.conllu")
    C.add_propbank(ewt, data / f"srl/propbank_ewt-{part}.jsonl")
    missed = C.add_uds(ewt, data / "factuality/uds_ih2_factuality.jsonl", part)
    print(f"{part}: UDS sentences not found in EWT: {missed}", flush=True)
    sents = ewt + C.treebank(data / f"treebanks/en_gum-{part}.conllu")
    conll = {"train": "train", "dev": "val"}[part]
    named = C.names(data / f"ner/conll03-{conll}.tsv", wide=False)
    sents += named
    sents += C.factbank(data / "factuality/uw_factuality.jsonl", part)
    sents += C.polnear(data / f"attribution/polnear_{part}.jsonl", split_words, split_sentences)
    muc, casie = data / "events/muc4.jsonl", data / "events/casie.jsonl"
    sents += E.novels(data / "attribution/riqua_cofenet.jsonl", part, split_words, split_sentences)
    print(f"{part}: sentences with words that name no act: {E.mark_quiet(sents)}", flush=True)
    sents += E.own_passages(OWN / "passages", part, split_words) * (2 if part == "train" else 1)
    sents += E.own_groups(OWN / "typed", part, split_words, 20)
    sents += E.cyber(casie, part, split_words)
    sents += E.incidents(muc, part, split_words, split_sentences)
    print(part, *(f"{n} {what}" for what, n in E.counted(sents)), flush=True)
    if part == "train":
        sents += C.names(data / "ner/wikigold.tsv", wide=False)
        sents += C.split_names(named, split_words) * 2
        sents += C.names(data / "ner/re3d-train.tsv", wide=True) * 3
        pairs = C.typed_pairs(data / "events/zsp_plv.jsonl", "train", split_words)
        held = set(range(9, len(pairs), 10))
        sents += [p for i, p in enumerate(pairs) if i not in held] * 2
        sents += C.own_typed(OWN / "typed", "train", split_words)
        sents += C.negatives(data / "events/cameo_no_event_negatives.jsonl", split_words)
        sents += C.geneva(data / "events/geneva.jsonl")
    else:
        pairs = C.typed_pairs(data / "events/zsp_plv.jsonl", "train", split_words)
        sents += [p for i, p in enumerate(pairs) if i % 10 == 9]
        sents += C.own_typed(OWN / "typed", "dev", split_words)
    return sents


def lay_vectors(windows: list[dict], limit: int, seed: int) -> None:
    """Give a sample of the sentences the pretrained encoder's own sentence vector."""
    rows, places = [], []
    for window in windows:
        window["vectors"] = [None] * window["n_sents"]
        for s in range(window["n_sents"]):
            own = [p for p, k in zip(window["ids"], window["piece_sent"], strict=True) if k == s]
            if 4 <= len(own) <= 90:
                rows.append(own)
                places.append((window, s))
    chosen = random.Random(seed).sample(range(len(rows)), min(limit, len(rows)))
    vectors = teacher_vectors(load_teacher(), [rows[i] for i in chosen]).half().numpy()
    for i, vector in zip(chosen, vectors, strict=True):
        window, s = places[i]
        window["vectors"][s] = vector


def prepare(data: Path, work: Path, seed: int) -> None:
    """Encode the corpora once into ``work``."""
    pieces = WordPieces.load(pretrained_folder() / "vocab.txt")
    train = load_corpora(data, "train")
    labels = C.Labels.collect(train)
    dev = load_corpora(data, "dev")
    for name, sents, taught in (("train", train, 20000), ("dev", dev, 800)):
        windows = [C.encode(w, labels, pieces) for w in C.pack(sents, pieces, random.Random(seed))]
        windows = [w for w in windows if len(w["ids"]) <= 400]
        lay_vectors(windows, taught, seed)
        print(name, len(windows), "windows", sum(len(w["ids"]) for w in windows), "pieces", flush=True)
        with (work / f"{name}.pkl").open("wb") as out:
            pickle.dump(windows, out)
    (work / "labels.json").write_text(json.dumps(labels.sets))


def one_pass(windows: list[dict], rng: random.Random) -> list[dict]:
    """The windows of one pass over the corpora, each as often as ``SHARES`` says (a fraction by chance)."""
    out: list[dict] = []
    for window in windows:
        has = (s for k, s in SHARES.items() if any(v not in (C.NONE, UNKNOWN) for v in window[k]))
        share = 1.0 if "pair" in window else NOVELS if window["doc"].startswith("riqua") else next(has, 1.0)
        out += [window] * (int(share) + (rng.random() < share % 1))
    return out


def batches(windows: list[dict], size: int, rng: random.Random) -> list[list[dict]]:
    """Windows of like length together, at most ``size`` pieces with padding, in random order."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]["ids"]) + rng.random() * 12)
    out: list[list[dict]] = []
    for i in order:
        n = len(windows[i]["ids"])
        if not out or (len(out[-1]) + 1) * n > size:
            out.append([])
        out[-1].append(windows[i])
    rng.shuffle(out)
    return out


def collate(batch: list[dict], rng: random.Random, augment: bool, device: str) -> dict:
    """Pad a batch; in training some windows lose their letter case (all capitals or all lower)."""
    n = max(len(w["ids"]) for w in batch)
    m = max(len(w["first"]) for w in batch)

    def pad(key: str, width: int, fill: float, dtype: type = np.int64) -> torch.Tensor:
        out = np.full((len(batch), width), fill, dtype)
        for i, w in enumerate(batch):
            out[i, : len(w[key])] = w[key]
        return torch.from_numpy(out).to(device)

    x: dict = {"ids": pad("ids", n, 0), "shapes": pad("shapes", n, 0), "places": pad("places", n, 0),
         "piece_sent": pad("piece_sent", n, -1), "first": pad("first", m, 0), "word_sent": pad("word_sent", m, -1)}
    if augment:
        hide = np.random.default_rng(rng.getrandbits(32)).random(x["ids"].shape) < HIDDEN
        hide &= (x["ids"].cpu().numpy() > MASK)
        x["ids"][torch.from_numpy(hide).to(device)] = MASK
        for i in range(len(batch)):
            draw = rng.random()
            if draw < 0.06:
                row = x["shapes"][i]
                base = row % 9
                new = 3 if draw < 0.03 else 1
                change = (base >= 1) & (base <= 5)
                x["shapes"][i] = torch.where(change, row - base + new, row)
    for k in ("upos", "feats", "heads", "rels", "ner4", "nerx", "kinds", "attribution", "pred", "type", "act", "status",
              "realis", "incident"):
        x[k] = pad(k, m, C.NONE)
    for k in ("uw", "uds"):
        x[k] = pad(k, m, UNKNOWN, np.float32)
    x["windows"], x["draw"] = batch, rng.getrandbits(20)
    return x


def masked_ce(scores: torch.Tensor, gold: torch.Tensor) -> torch.Tensor | None:
    """Cross entropy over labelled words, None where there are none."""
    if not bool((gold != C.NONE).any()):
        return None
    return F.cross_entropy(scores.float().flatten(0, -2), gold.flatten(), ignore_index=C.NONE)


def losses(model: Reader, x: dict) -> dict[str, torch.Tensor]:
    """The loss of each task that this batch has labels for."""
    states = model.encoder(x["ids"], x["shapes"], x["places"])
    out = model.heads(states, x["first"])
    found: dict[str, torch.Tensor | None] = {k: masked_ce(out[k], x[k]) for k in ("upos", "feats", "kinds")}
    found["type"] = masked_ce(out["types"], x["type"])
    found["act"], found["status"] = masked_ce(out["acts"], x["act"]), masked_ce(out["statuses"], x["status"])
    found["realis"] = masked_ce(out["realis"], x["realis"])
    found["side"] = side_loss(model, out, x)
    if bool((x["heads"] != C.NONE).any()):
        arcs = model.arcs(out, x["word_sent"])
        found["arc"] = masked_ce(arcs, x["heads"])
        b, w = (x["heads"] >= 0).nonzero(as_tuple=True)
        rel = model.relations(out["rel_d"][b, w], out["rel_h"][b, x["heads"][b, w]])
        found["rel"] = F.cross_entropy(rel.float(), x["rels"][b, w], ignore_index=C.NONE)
    for name, crf in (("ner4", model.crf4), ("nerx", model.crfx), ("attribution", model.crfa),
                      ("incident", model.crfi)):
        rows = (x[name] != C.NONE).any(1)
        if bool(rows.any()):
            gold = x[name][rows]
            found[name] = crf.loss(out[name][rows], gold, (gold != C.NONE).float())
    known = x["pred"] != C.NONE
    if bool(known.any()):
        found["pred"] = F.binary_cross_entropy_with_logits(out["pred"][known].float(), x["pred"][known].float())
        # whatever has roles has a tree
        found["srl"] = srl_loss(model, out, x, own_trees(model, out, arcs, x["word_sent"]))
    found["link"] = link_loss(model, out, x)
    for k in ("uw", "uds"):
        has = x[k] < UNKNOWN
        if bool(has.any()):
            found[k] = grade_loss(model, out[k + "_grades"][has], x[k][has])
    found["pair"] = pair_loss(model, out, x)
    found["vector"] = vector_loss(model, states, x)
    return {k: v for k, v in found.items() if v is not None}


@torch.no_grad()
def own_trees(model: Reader, out: dict, arcs: torch.Tensor, word_sent: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Likeliest head (0 the root) and relation of every word (B, W), each chosen on its own."""
    heads = arcs.argmax(-1)
    b, w = (word_sent >= 0).nonzero(as_tuple=True)
    rels = torch.zeros_like(heads)
    rels[b, w] = model.relations(out["rel_d"][b, w], out["rel_h"][b, heads[b, w]]).argmax(-1)
    return heads.cpu().numpy(), rels.cpu().numpy()


def grade_loss(model: Reader, grades: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """A value between two grades counts for both, the nearer one more; their mean should be near it, too."""
    at = (gold.clamp(-3, 3) + 3) * (model.sizes.grades - 1) / 6
    low = at.floor().long().clamp(max=model.sizes.grades - 2)
    share = (at - low)[:, None]
    logs = torch.log_softmax(grades.float(), -1)
    near = logs.gather(1, low[:, None]) * (1 - share) + logs.gather(1, low[:, None] + 1) * share
    return -near.mean() + F.l1_loss(model.graded(grades), gold)


def srl_loss(model: Reader, out: dict, x: dict, trees: tuple[np.ndarray, np.ndarray]) -> torch.Tensor | None:
    """Role tags of every gold predicate over the words of its sentence, along gold trees or the reader's own."""
    bs, ps, ws, gold, ways = [], [], [], [], []
    for i, w in enumerate(x["windows"]):
        heads, rels = (np.asarray(w[k], np.int64) for k in ("heads", "rels"))
        if w["srl"] and np.random.default_rng(w["srl"][0][0] + len(heads) + x["draw"]).random() < OWN_TREES:
            heads, rels = (t[i, : len(heads)] for t in trees)
        for p, base, tags in w["srl"]:
            n = len(tags)
            ways.append(ways_of(heads[base : base + n], rels[base : base + n], p, base, model.sizes.n_rels))
            bs += [i] * n
            ps += [p] * n
            ws += range(base, base + n)
            gold += tags
    if not gold:
        return None
    device = x["ids"].device
    b, p, w = (torch.tensor(v, device=device) for v in (bs, ps, ws))
    paths = torch.from_numpy(np.concatenate(ways)).to(device)
    words = out["srl_a"]
    scores = model.roles_of(
        out["srl_p"][b, p], words[b, w], words[b, paths[:, 3]], words[b, paths[:, 4]], w - p, paths[:, :3]
    )
    return F.cross_entropy(scores.float(), torch.tensor(gold, device=device), ignore_index=C.NONE)


def ways_of(heads: np.ndarray, rels: np.ndarray, p: int, base: int, n_rels: int) -> np.ndarray:
    """Tree paths (n, 5) from predicate ``p`` to the words of its sentence, the last two as words of the window."""
    inside = np.where(heads > 0, heads - 1 - base, -1)
    paths = tree_paths(inside, np.where(rels >= 0, rels, n_rels), n_rels, [p - base])[0]
    paths[:, 3:] += base
    return paths


def link_loss(model: Reader, out: dict, x: dict) -> torch.Tensor | None:
    """Which source and content belongs to which cue: first words against first words."""
    rows = [i for i, w in enumerate(x["windows"]) if w["links"]]
    if not rows:
        return None
    scores = model.links(out["link"][rows])
    terms = []
    begins = {0: (3, 1), 1: (3, 5), 2: (5, 1)}  # tag ids of B-cue, B-source, B-content
    for at, i in enumerate(rows):
        tags = x["attribution"][i]
        links = x["windows"][i]["links"]
        for kind, (a, b) in begins.items():
            left, right = (tags == a).nonzero()[:, 0], (tags == b).nonzero()[:, 0]
            if len(left) and len(right):
                gold = torch.zeros(len(tags), len(tags), device=tags.device)
                for k, p, q in links:
                    if k == kind:
                        gold[p, q] = 1
                terms.append((scores[at, kind][left][:, right].flatten(), gold[left][:, right].flatten()))
    if not terms:
        return None
    return F.binary_cross_entropy_with_logits(torch.cat([t[0] for t in terms]), torch.cat([t[1] for t in terms]))


def side_loss(model: Reader, out: dict, x: dict) -> torch.Tensor | None:
    """Which words of its sentence are an act's source, and which its target."""
    rows = [i for i, w in enumerate(x["windows"]) if w["sides"]]
    if not rows:
        return None
    scores = model.parties(out["sides"][rows])
    terms, gold = [], []
    for at, i in enumerate(rows):
        for trigger, base, n, *sides in x["windows"][i]["sides"]:
            for k, words in enumerate(sides):
                terms.append(scores[at, k, trigger, base : base + n])
                right = torch.zeros(n)
                right[[w - base for w in words]] = 1
                gold.append(right)
    return F.binary_cross_entropy_with_logits(torch.cat(terms), torch.cat(gold).to(scores.device))


def pair_loss(model: Reader, out: dict, x: dict) -> torch.Tensor | None:
    """Type between given source and target."""
    rows = [i for i, w in enumerate(x["windows"]) if "pair" in w]
    if not rows:
        return None
    scores = pair_scores(model, out, x, rows)
    gold = torch.tensor([x["windows"][i]["pair"][2] for i in rows], device=scores.device)
    return F.cross_entropy(scores, gold)


def pair_scores(model: Reader, out: dict, x: dict, rows: list[int]) -> torch.Tensor:
    """Type scores of the windows that carry a pair."""
    m = x["first"].shape[1]
    sides = torch.zeros(2, len(rows), m)
    for at, i in enumerate(rows):
        for side in (0, 1):
            sides[side, at, x["windows"][i]["pair"][side]] = 1
    sides = sides.to(out["meaning"].device, out["meaning"].dtype)
    part = {k: out[k][rows] for k in ("meaning", "pair_key", "types")}
    return model.pair_types(part, sides[0], sides[1], (x["word_sent"][rows] >= 0).float())


def vector_pairs(model: Reader, states: list[torch.Tensor], x: dict) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Our vectors and the pretrained ones, for sentences that have one."""
    at = [(i, s, v) for i, w in enumerate(x["windows"]) for s, v in enumerate(w["vectors"]) if v is not None]
    if len(at) < 2:
        return None
    n = max(w["n_sents"] for w in x["windows"])
    ours = model.sentence_vectors(states, x["piece_sent"], n).float()
    b, s = torch.tensor([a[0] for a in at]), torch.tensor([a[1] for a in at])
    theirs = torch.from_numpy(np.stack([a[2] for a in at])).float().to(ours.device)
    return ours[b, s], theirs


def vector_loss(model: Reader, states: list[torch.Tensor], x: dict) -> torch.Tensor | None:
    """Stay near the pretrained vector, and keep its cosines."""
    pair = vector_pairs(model, states, x)
    if pair is None:
        return None
    ours, theirs = pair
    return (1 - (ours * theirs).sum(-1)).mean() + 4 * F.mse_loss(ours @ ours.T, theirs @ theirs.T)


def optimiser(model: Reader, rate: float) -> torch.optim.AdamW:
    """Encoder at ``rate``, heads five times that; word vectors stay as pretrained."""
    model.encoder.words.weight.requires_grad_(False)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    fresh = [*model.encoder.shapes.parameters(), *model.encoder.places.parameters()]
    ids = {id(p) for p in encoder}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in ids]
    known = {id(p) for p in fresh}
    return torch.optim.AdamW([
        {"params": [p for p in encoder if id(p) not in known], "lr": rate, "base": rate, "weight_decay": 0.01},
        {"params": heads + fresh, "lr": 5 * rate, "base": 5 * rate, "weight_decay": 0.01},
    ], betas=(0.9, 0.98))


def carried_over(opt: torch.optim.Optimizer, model: Reader, old: dict, fresh: set[str]) -> dict:
    """An optimiser's saved state, renumbered for a model that has gained the ``fresh`` parameters since."""
    names = {id(p): name for name, p in model.named_parameters()}
    own = opt.state_dict()
    order = [names[id(p)] for group in opt.param_groups for p in group["params"]]
    kept = [i for i, name in enumerate(order) if name not in fresh]
    return {"state": {i: old["state"][k] for k, i in enumerate(kept)}, "param_groups": own["param_groups"]}


def rate_at(step: int, steps: int, cooldown: int, warmup: int = 150) -> float:
    """Share of the full rate at a step: warm-up, plateau, linear cool-down."""
    return min(1.0, (step + 1) / warmup, max(0.0, (steps - step) / max(1, cooldown)))


def build(labels: C.Labels) -> Reader:
    """A fresh reader for these label sets."""
    s = {k: len(v) for k, v in labels.sets.items()}
    sizes = Sizes(n_upos=s["upos"], n_feats=s["feats"], n_rels=s["rels"], n_ner4=s["ner4"], n_nerx=s["nerx"],
                  n_kinds=s["kinds"], n_roles=s["roles"], n_attribution=s["attribution"], n_types=s["types"],
                  n_acts=s["acts"], n_statuses=s["statuses"], n_realis=s["realis"], n_incident=s["incident"])
    return Reader(sizes, N_VOCABULARY, N_SHAPES, N_PLACES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("train/work"))
    parser.add_argument("--start", type=Path, help="folder of a released model to begin with")
    parser.add_argument("--steps", type=int, default=16000)
    parser.add_argument("--cooldown", type=int, default=7000)
    parser.add_argument("--rounded", type=int, default=2000, help="last steps, with weights rounded as shipped")
    parser.add_argument("--pieces", type=int, default=2048, help="pieces per batch, padding included")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--save-as", default="last.pt")
    parser.add_argument("--prepare-only", action="store_true")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if not (args.work / "train.pkl").exists():
        prepare(args.data, args.work, args.seed)
    if not args.prepare_only:
        fit(args)


def fit(args: argparse.Namespace) -> None:
    """The training loop."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    labels = C.Labels(json.loads((args.work / "labels.json").read_text()))
    model = build(labels)
    model.encoder.load_pretrained(pretrained_folder())
    if args.start is not None:
        with torch.no_grad():
            print("fresh:", *fill(model, released_weights(args.start)), flush=True)
    model.to(device)
    opt = optimiser(model, args.rate)
    step, last = 0, args.work / "last.pt"
    if last.exists():
        state = torch.load(last, map_location=device, weights_only=True)
        fresh = model.load_state_dict(state["model"], strict=False).missing_keys
        opt.load_state_dict(carried_over(opt, model, state["opt"], set(fresh)))
        step = state["step"]
        print("resumed at step", step, "fresh:", *fresh, flush=True)
    with (args.work / "train.pkl").open("rb") as f:
        windows = pickle.load(f)
    began, seen, shown = time.time(), 0, {}
    while step < args.steps:
        rng = random.Random(args.seed * 1000 + step)
        torch.manual_seed(args.seed * 1000 + step)
        Drop.generator = np.random.Generator(np.random.SFC64(args.seed * 1000 + step))
        for batch in batches(one_pass(windows, rng), args.pieces, rng):
            for group in opt.param_groups:
                group["lr"] = group["base"] * rate_at(step, args.steps, args.cooldown)
            Linear.rounded = step >= args.steps - args.rounded
            x = collate(batch, rng, True, device)
            model.train()
            with torch.autocast(device, dtype=torch.bfloat16):
                parts = losses(model, x)
            loss = sum(TASKS[k] * v for k, v in parts.items())
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            step += 1
            seen += int((x["ids"] != 0).sum())
            for k, v in parts.items():
                v = float(v.detach())
                shown[k] = 0.98 * shown[k] + 0.02 * v if k in shown else v
            if step % 25 == 0:
                speed = seen / (time.time() - began)
                print(step, f"{speed:.0f}/s", " ".join(f"{k} {v:.3f}" for k, v in shown.items()), flush=True)
            if step % args.save_every == 0 or step >= args.steps:
                tmp = args.work / (args.save_as + ".tmp")
                torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "step": step}, tmp)
                tmp.replace(args.work / args.save_as)
            if step >= args.steps:
                break


if __name__ == "__main__":
    main()
