"""What comes of the same inputs in every process: `python -m fuzz.repeat` prints a digest for each target.

Run with two values of PYTHONHASHSEED, it shows results that hang on the order in which a set is walked.
"""

from __future__ import annotations

import hashlib
import random

from fuzz.mutate import Mutator
from fuzz.target import Target
from fuzz.targets import TARGETS

__all__ = ["digest_of"]

_N_INPUTS = 40


def digest_of(target: Target, n: int = _N_INPUTS) -> str:
    """SHA-256 over what comes of the seeds and of ``n`` inputs made from them, as hexadecimal digits."""
    rng = random.Random(target.name)
    mutator = Mutator(rng, target.words, target.max_bytes)
    made = (mutator.made(rng.choice(target.seeds), rng.choice(target.seeds)) for _ in range(n))
    whole = hashlib.sha256()
    for data in (*target.seeds, *made):
        whole.update(repr(target.run(data)).encode("utf-8", "backslashreplace"))
    return whole.hexdigest()


if __name__ == "__main__":
    for name, target in TARGETS.items():
        print(name, digest_of(target), flush=True)
