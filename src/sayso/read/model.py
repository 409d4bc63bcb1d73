"""The shipped model: weights, label sets and the session that runs them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from sayso.classes import dataclass
from sayso.errors import ModelError
from sayso.read.decode import bio_mask
from sayso.read.pieces import WordPieces
from sayso.read.windows import Batch

__all__ = ["FILES", "MODEL_DIR", "SEAL", "Model", "model_digest"]

MODEL_DIR = Path(__file__).parent / "models" / "reader"
#: Files a model folder must hold; the model's digest is over all of them, in this order.
FILES = ("reader.onnx", "heads.npz", "labels.json", "vocab.txt", "lemmas.json")
#: Holds that digest as it was when the model was made. A file that was cut or changed since would otherwise
#: be noticed by nothing but worse claims.
SEAL = "SHA256"

Float = npt.NDArray[np.float32]


def model_digest(folder: Path = MODEL_DIR) -> str:
    """Digest of a model folder, without opening the model.

    Raises:
        ModelError: a file is missing.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"the model folder lacks {', '.join(missing)}", item=str(folder), hint="reinstall sayso"
        )
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _sealed(seal: Path) -> str | None:
    try:
        return seal.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


@dataclass(frozen=True)
class Model:
    """One loaded reader.

    Attributes:
        labels: label names by output (`upos`, `feats`, `rels`, `ner4`, `nerx`, `kinds`, `roles`,
            `attribution`, `types`, `acts`, `statuses`, `realis`, `incident`), in the order of the scores.
        heads: small weights that are applied outside the graph, because they pair words.
    """

    session: ort.InferenceSession
    labels: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, Float]
    pieces: WordPieces
    lemmas: Mapping[str, Mapping[str, str]]
    sha256: str

    @classmethod
    def load(cls, folder: Path = MODEL_DIR, *, threads: int = 1) -> Model:
        """Open a model folder.

        Raises:
            ModelError: a file is missing, is not the one that the model was made with, or cannot be read as
                what it should be.
        """
        digest = model_digest(folder)
        seal = folder / SEAL
        if (folder == MODEL_DIR or seal.exists()) and _sealed(seal) != digest:
            raise ModelError(
                "a file of the model was changed or cut since it was made",
                item=str(folder),
                hint="reinstall sayso",
            )
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = ort.InferenceSession(
                str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
            )
            labels = json.loads((folder / "labels.json").read_text(encoding="utf8"))
            lemmas = json.loads((folder / "lemmas.json").read_text(encoding="utf8"))
            with np.load(folder / "heads.npz") as packed:
                heads = {name: packed[name].astype(np.float32) for name in packed.files}
            pieces = WordPieces.load(folder / "vocab.txt")
        except Exception as error:  # the runtime and the readers raise their own, unrelated classes
            raise ModelError(
                f"the model cannot be opened: {error}", item=str(folder), hint="reinstall sayso"
            ) from error
        return cls(
            session=session,
            labels={k: tuple(v) for k, v in labels.items()},
            heads=heads,
            pieces=pieces,
            lemmas=lemmas,
            sha256=digest,
        )

    def run(self, batch: Batch, outputs: Sequence[str]) -> dict[str, npt.NDArray[np.generic]]:
        """Score a batch; the arrays of the named outputs."""
        return dict(zip(outputs, self.session.run(list(outputs), batch.feeds), strict=True))

    def transitions(self, name: str) -> Float:
        """Learned transitions of a tagger with the BIO grammar laid over them (labels + 1, labels)."""
        return self._transitions[name]

    @cached_property
    def _transitions(self) -> dict[str, Float]:
        out: dict[str, Float] = {}
        for name in ("ner4", "nerx", "attribution", "roles", "incident"):
            mask = bio_mask(self.labels[name])
            learned = self.heads.get(f"crf_{name}")
            if learned is not None:
                mask = mask.copy()
                mask[: learned.shape[0]] += learned
            out[name] = mask
        return out

    def relation_scores(self, dependents: Float, heads: Float) -> Float:
        """Relation scores of paired vectors: (n, rel) and (n, rel) to (n, relations)."""
        hidden = np.maximum(dependents + heads, 0)
        return np.asarray(hidden @ self.heads["rel_w"].T + self.heads["rel_b"], np.float32)

    def role_scores(
        self, predicates: Float, words: Float, at: Sequence[int], paths: npt.NDArray[np.int64]
    ) -> Float:
        """Role scores (predicates, words, roles) from (predicates, 2k) and (words, 5k).

        ``at`` says which words the predicates are; how far a word stands from one is part of the score, and
        so are the way between them in the tree, ``paths`` of `tree_paths`, and the words on that way.
        """
        k = predicates.shape[-1] // 2
        far = self.heads["role_far"]
        reach = len(far) // 2
        away = np.arange(len(words))[None, :] - np.asarray(at)[:, None]
        added = predicates[:, None, :k] + words[None, :, :k] + far[np.clip(away, -reach, reach) + reach]
        for k_path, name in enumerate(("role_top", "role_own", "role_deep")):
            added = added + self.heads[name][paths[..., k_path]]
        tops, meets = words[paths[..., 3], 2 * k : 4 * k], words[paths[..., 4], 4 * k :]
        added = np.maximum(added + tops[..., k:] + meets, 0)
        times = predicates[:, None, k:]
        parts = (added, times * words[None, :, k : 2 * k], times * tops[..., :k])
        weights = self.heads["role_w"]
        # as one product of two matrices each: many small ones cost more, most of all on several threads
        scores = self.heads["role_b"] + sum(
            part.reshape(-1, k) @ weights[:, n * k : (n + 1) * k].T for n, part in enumerate(parts)
        )
        return np.asarray(scores, np.float32).reshape(*times.shape[:1], len(words), -1)
