"""Train the reader: one command, resumable, seeded, on CPU or GPU.

    python -m train.train --data ../shared/data --work train/work --steps 16000

The learning rate warms up, stays, and cools down over the last ``--cooldown`` of the run; a run may be
stopped and resumed from ``last.pt`` with a longer or shorter plan. ``--start FOLDER`` begins with the
weights of a released model instead of the pretrained ones, ``--kept 0 2 4 5`` with those of some of its layers,
and the released model teaches.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from pathlib import Path

import numpy as np
import torch

from sayso.lang.sentences import split_sentences
from sayso.lang.words import split_words
from sayso.read.pieces import WordPieces
from train import corpora as C
from train import event_corpora as E
from train.fit import Plan, Taught, Training, build, judged, shares_of, started
from train.shelf import Shelf
from train.teacher import load_teacher, pretrained_folder

OWN = Path(__file__).with_name("own")
"""Training texts written for this project."""
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


def prepare(data: Path, work: Path, seed: int) -> None:
    """Encode the corpora once into ``work``."""
    pieces = WordPieces.load(pretrained_folder() / "vocab.txt")
    train = load_corpora(data, "train")
    labels = C.Labels.collect(train)
    dev = load_corpora(data, "dev")
    for name, sents in (("train", train), ("dev", dev)):
        windows = [C.encode(w, labels, pieces) for w in C.pack(sents, pieces, random.Random(seed))]
        windows = [w for w in windows if len(w["ids"]) <= 400]
        print(name, len(windows), "windows", sum(len(w["ids"]) for w in windows), "pieces", flush=True)
        with (work / f"{name}.pkl").open("wb") as out:
            pickle.dump(windows, out)
    (work / "labels.json").write_text(json.dumps(labels.sets))


def shelved(work: Path, part: str, labels: C.Labels, device: str) -> tuple[Shelf, np.ndarray]:
    """The encoded windows of a part on a shelf, and how often each is read per pass."""
    with (work / f"{part}.pkl").open("rb") as f:
        windows = pickle.load(f)
    shelf = Shelf(windows, len(labels.sets["rels"]), device)
    return shelf, shares_of(shelf, np.array([w["doc"].startswith("riqua") for w in windows]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("train/work"))
    parser.add_argument("--start", type=Path, help="folder of a released model to begin with")
    parser.add_argument("--kept", type=int, nargs="+", help="layers of it that a smaller reader keeps, taught by it")
    parser.add_argument("--teacher", type=Path, help="checkpoint of a reader in training that teaches instead")
    parser.add_argument("--steps", type=int, default=16000)
    parser.add_argument("--minutes", type=float, default=0.0, help="train by the clock instead of by steps")
    parser.add_argument("--cooldown", type=float, default=0.45, help="last share, over which the rate falls")
    parser.add_argument("--rounded", type=float, default=0.125, help="last share, with weights rounded as shipped")
    parser.add_argument("--pieces", type=int, default=2048, help="pieces per batch, padding included")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--sentences", type=int, default=16, help="sentences of a batch that get their vector told")
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--save-as", default="last.pt")
    parser.add_argument("--prepare-only", action="store_true")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if not (args.work / "train.pkl").exists():
        prepare(args.data, args.work, args.seed)
    if not args.prepare_only:
        train(args)


def train(args: argparse.Namespace) -> None:
    """Train a reader, or a smaller one from a released one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    labels = C.Labels(json.loads((args.work / "labels.json").read_text()))
    kept = tuple(args.kept) if args.kept else None
    if args.start is not None:
        model = started(labels, args.start, kept)
    else:
        model = build(labels)
        model.encoder.load_pretrained(pretrained_folder())
    teacher = Taught(started(labels, args.start).to(device).eval(), kept, args.teacher) if kept else None
    plan = Plan(
        work=args.work, steps=0 if args.minutes else args.steps, minutes=args.minutes, cooldown=args.cooldown,
        rounded=args.rounded, pieces=args.pieces, rate=args.rate, seed=args.seed, save_every=args.save_every,
        save_as=args.save_as, sentences=args.sentences, labels=0.5 if teacher else 1.0,
    )
    shelf, shares = shelved(args.work, "train", labels, device)
    run = Training(plan, model.to(device), shelf, shares, load_teacher().to(device), teacher)
    if (args.work / args.save_as).exists():
        run.resume(args.work / args.save_as)
    run.run()
    dev, _ = shelved(args.work, "dev", labels, device)
    for name, reader in (("last", run.model), ("mean", run.mean.model)):
        print(name, *(f"{k} {v:.4f}" for k, v in judged(reader, dev, args.pieces).items()), flush=True)


if __name__ == "__main__":
    main()
