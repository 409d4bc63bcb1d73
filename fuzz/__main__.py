"""`python -m fuzz`: fuzz every parser that is ours, or some, and say what was found."""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzz.findings import Allowed, attempt, write_finding
from fuzz.loop import Bounds, explore
from fuzz.reached import reached_by, table_of
from fuzz.target import Target
from fuzz.targets import TARGETS
from fuzz.with_atheris import installed, run_atheris

_FOLDER = Path("build/fuzz")
#: An input that asks for more fails with MemoryError, which is a finding, and spares the machine.
_MOST_MEMORY = 8 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    engine: str
    seconds: float | None
    runs: int | None
    seed: int
    corpus: Path
    findings: Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if nothing was found, 1 if something was."""
    told = _parser().parse_args(arguments)
    if told.list:
        print("\n".join(TARGETS))
        return 0
    targets = [TARGETS[name] for name in told.target or TARGETS]
    if told.replay:
        return _replay(targets, told.replay)
    if told.reached:
        _print_reached(targets, told.corpus)
        return 0
    seconds = None if told.runs else told.seconds / len(targets)
    plan = _Plan(engine=told.engine, seconds=seconds, runs=told.runs, seed=told.seed, corpus=told.corpus, findings=told.findings)  # fmt: skip
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, most))
    n_found = sum(_fuzz(target, plan) for target in targets)
    print(
        f"{len(targets)} targets, {n_found} findings" + (f", written into {plan.findings}" if n_found else "")
    )
    return 1 if n_found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for all targets together (600)")
    parser.add_argument(
        "--runs", type=int, help="so many inputs for each target instead; only the built-in loop"
    )
    parser.add_argument(
        "--target", action="append", choices=TARGETS, metavar="NAME", help="only this one; may be repeated"
    )
    parser.add_argument("--seed", type=int, default=0, help="where chance begins (0)")
    best = "atheris" if installed() else "loop"
    parser.add_argument("--engine", choices=("atheris", "loop"), default=best, help=f"what mutates ({best})")
    parser.add_argument("--corpus", type=Path, default=_FOLDER / "corpus", help="inputs kept from run to run")
    parser.add_argument(
        "--findings", type=Path, default=_FOLDER / "findings", help="where findings are written"
    )
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE", help="read these inputs and stop")
    parser.add_argument(
        "--reached", action="store_true", help="show how much of the code the corpus reaches, and stop"
    )
    parser.add_argument("--list", action="store_true", help="name the targets and stop")
    return parser


def _fuzz(target: Target, plan: _Plan) -> int:
    """Fuzz one target; how much was found."""
    if plan.engine == "atheris" and plan.seconds is not None:
        return _with_atheris(target, plan, max(1, round(plan.seconds)))
    bounds = Bounds(seconds=plan.seconds, runs=plan.runs, seed=plan.seed)
    outcome = explore(target, bounds, time.monotonic, _kept(target, plan.corpus))
    folder = plan.corpus / target.name
    folder.mkdir(parents=True, exist_ok=True)
    for data in outcome.kept:
        (folder / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    print(f"{target.name}: {outcome.runs:,} inputs, {outcome.edges:,} steps from line to line, {len(outcome.kept)} kept, slowest {outcome.slowest_s:.2f} s", flush=True)  # fmt: skip
    for finding in outcome.findings:
        print(f"  {finding.key}: {write_finding(finding, plan.findings)}", flush=True)
    return len(outcome.findings)


def _with_atheris(target: Target, plan: _Plan, seconds: int) -> int:
    before = set(plan.findings.glob("*"))
    done = run_atheris(target, seconds, plan.seed, plan.corpus / target.name, plan.findings)
    found = sorted(p for p in set(plan.findings.glob("*")) - before if p.suffix not in (".txt", ".words"))
    print(f"{target.name}: {done.runs:,} inputs, {done.branches:,} branches", flush=True)
    for path in found:
        print(f"  {path}", flush=True)
    if done.code and not found:
        print(f"  atheris ended with {done.code}:\n{done.told}", flush=True)
    return len(found) or int(done.code != 0)


def _kept(target: Target, corpus: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((corpus / target.name).glob("*"))]


def _replay(targets: Sequence[Target], paths: Sequence[Path]) -> int:
    """Read inputs with the targets named, or else with the one that their file's name begins with."""
    n_found = 0
    for path in paths:
        own = [t for t in targets if path.name.startswith(t.name)] or targets
        for target in own:
            finding = attempt(target.name, target.run, path.read_bytes(), Allowed())
            if finding is not None:
                n_found += 1
                print(f"{path}: {target.name}: {finding.key}\n{finding.told}")
    return 1 if n_found else 0


def _print_reached(targets: Sequence[Target], corpus: Path) -> None:
    table = table_of(reached_by((t, data) for t in targets for data in (*t.seeds, *_kept(t, corpus))))
    for file, (seen, whole) in table.items():
        print(f"{seen:5} of {whole:5} lines  {seen / whole:5.0%}  {file}")
    seen, whole = (sum(counts) for counts in zip(*table.values(), strict=True))
    print(f"{seen:5} of {whole:5} lines  {seen / whole:5.0%}  in {len(table)} files")


if __name__ == "__main__":
    sys.exit(main())
