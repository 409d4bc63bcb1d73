"""Does the tasks of a bulk load on Ray: on a cluster, or on this machine as if it were one.

Ray Data hands each task to one of its actors, a worker of ours that is built once. Nothing passes through Ray
but tasks and how they ended: what comes of them lies in the folder, which every node sees under one path.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sayso.engine.config import set_unless_set
from sayso.engine.segments.work import Job, Task, Worker, answer_of, task_from_json, task_to_json
from sayso.errors import MissingExtraError, SaysoError, SegmentError

__all__ = ["RayPool"]


class _Actor:
    """A worker as Ray Data calls it: a row in, a row out."""

    def __init__(self, job: Job, cwd: str) -> None:
        os.chdir(cwd)  # names of files are as the caller gave them
        self._worker = Worker(job)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:  # `Any`: cells of a row
        error = answer_of(self._worker, task_from_json(json.loads(row["task"])))
        return {"error": json.dumps(error.body() if error is not None else None)}


class RayPool:
    """Actors of Ray Data, one for each core of the cluster. An actor that ends is replaced by Ray.

    Args:
        address: of the cluster; empty asks Ray: that is ``RAY_ADDRESS``, or else this machine.
        cpus: cores to use where it starts on this machine; all of them if left out.
    """

    def __init__(self, address: str = "", cpus: int | None = None) -> None:
        self._address = address
        self._cpus = cpus

    def each(self, job: Job, tasks: Sequence[Task]) -> Iterator[SaysoError | None]:
        """Do the tasks; how each ended, in the order in which they do.

        Raises:
            MissingExtraError: Ray is not installed.
            SegmentError: the cluster cannot be reached, or gives up.
        """
        if not tasks:
            return
        ray = _ray()
        started = not ray.is_initialized()
        try:
            if started:
                where: dict[str, Any] = {"address": self._address} if self._address else {}
                if self._cpus is not None and not self._address:
                    where["num_cpus"] = self._cpus
                ray.init(**where, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            yield from _done(ray, job, tasks)
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise SegmentError(
                f"Ray gave up: {str(error).strip().splitlines()[-1]}",
                hint="what was coded is kept; running the load again goes on",
            ) from error
        finally:
            if started:
                ray.shutdown()


# `Any`: Ray's modules, which are optional and whose types are not known where it is not installed.
def _ray() -> Any:
    # Ray tells its makers of its use unless it is told not to; nothing of a load leaves
    set_unless_set("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray  # noqa: PLC0415  optional
        import ray.data  # noqa: PLC0415  as above
    except ImportError as error:
        raise MissingExtraError(
            "--engine ray needs Ray", hint="pip install 'sayso[ray]', or use --engine local"
        ) from error
    return ray


def _done(ray: Any, job: Job, tasks: Sequence[Task]) -> Iterator[SaysoError | None]:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    size = max(1, min(len(tasks), int(ray.cluster_resources().get("CPU", 1))))
    rows = ray.data.from_items(
        [{"task": json.dumps(task_to_json(task))} for task in tasks], override_num_blocks=len(tasks)
    )
    ended = rows.map(
        _Actor,
        fn_constructor_args=(job, str(Path.cwd())),
        compute=ray.data.ActorPoolStrategy(min_size=size, max_size=max(size, len(tasks))),
        num_cpus=1,
    )
    for row in ended.iter_rows():
        said = json.loads(row["error"])
        yield _error(said) if said is not None else None


def _error(said: dict[str, Any]) -> SaysoError:
    kinds = {kind.code: kind for kind in SaysoError.__subclasses__()}
    kind = kinds.get(said["code"], SegmentError)
    return kind(said["message"], item=said["item"], hint=said["hint"])
