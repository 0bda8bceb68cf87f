"""A Ray cluster: Daft spreads the same work over its machines. Needs the extra klaviatur[ray]."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import daft
import ray
from daft import DataType, Series

T = TypeVar("T")
R = TypeVar("R")

ROUND = 32  # chunks sent to the cluster at a time; bounds what this machine holds


class RayEngine:
    """Daft on Ray. `address` None starts a Ray of its own on this machine and ends it with `close`."""

    def __init__(self, address: str | None = None) -> None:
        self._own = not ray.is_initialized()
        if self._own:
            ray.init(address=address, include_dashboard=False, log_to_driver=False, configure_logging=False)
        daft.set_runner_ray(noop_if_initialized=True)

    def map(self, work: Callable[[T], R], chunks: Iterable[T]) -> Iterator[R]:
        """Yield work(chunk) for every chunk, in order; chunks and results travel pickled."""
        tasks = iter(chunks)
        while batch := [pickle.dumps((work, chunk)) for chunk in islice(tasks, ROUND)]:
            yield from self._round(batch)

    def close(self) -> None:
        """End the Ray this engine started; one that was running before goes on."""
        if self._own:
            ray.shutdown()

    def _round(self, batch: list[bytes]) -> Iterator[Any]:
        frame = daft.from_pydict({"number": list(range(len(batch))), "task": batch})
        frame = frame.into_partitions(len(batch))
        done = frame.select("number", _run(daft.col("task")).alias("result")).sort("number").to_pydict()
        for result in done["result"]:
            yield pickle.loads(result)  # noqa: S301 - written by our own code a moment ago


@daft.func.batch(return_dtype=DataType.binary())
def _run(tasks: Series) -> list[bytes]:
    """Do pickled (work, chunk) pairs on whatever machine this is."""
    return [pickle.dumps(work(chunk)) for work, chunk in map(pickle.loads, tasks.to_pylist())]
