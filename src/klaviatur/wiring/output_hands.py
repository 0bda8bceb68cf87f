"""Several processes that write a run of outputs together, each its own parts; this one reads and keeps the order."""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from klaviatur.chain.syndicating import Hands, Stretch, Written
from klaviatur.errors import WorkspaceError
from klaviatur.wiring import output_hand
from klaviatur.wiring.output_hand import Ordered, say

# Memory that is given back at once is asked for again at once: to keep it for some seconds saves a sixth of the time.
_MEMORY = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:2500,muzzy_decay_ms:2500"}
PIPE = 1 << 20  # bytes that wait between processes: what is ordered is told to one that is not up yet
MOST = 4  # processes that are started unless a setting says otherwise: each takes about 400 MB


def how_many(setting: int) -> int:
    """Return how many processes write: as many as a setting says, else as there are cores."""
    return setting or min(
        MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )


@dataclass(frozen=True, slots=True)
class Help:
    """How many processes may write, and the file whose lock all of them hold while they live."""

    processes: int
    lock: int
    always: bool = False  # whatever the number of products


def several(orders: Sequence[Ordered], helping: Help) -> Hands:
    """Return how several processes write stretches into parts of these outputs."""

    def write(said: Iterator[Stretch]) -> Generator[Written, None, None]:
        with ExitStack() as opened:
            pool = opened.enter_context(ThreadPoolExecutor(helping.processes))
            idle: SimpleQueue[Hand] = SimpleQueue()
            hands = [opened.enter_context(Hand(orders, part, helping.lock)) for part in range(helping.processes)]
            for hand in hands:
                idle.put(hand)
            waiting: deque[Any] = deque()
            for stretch in said:
                waiting.append(pool.submit(_written, idle, stretch))
                if len(waiting) > len(hands):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
            for hand in hands:
                hand.finish()

    return write


def _written(idle: "SimpleQueue[Hand]", stretch: Stretch) -> Written:
    hand = idle.get()
    try:
        return hand.ask(stretch)
    finally:
        idle.put(hand)


class Hand:
    """One process that writes; it ends with its block, at the latest."""

    def __init__(self, orders: Sequence[Ordered], part: int, lock: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-m", output_hand.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=PIPE,
            env={**_MEMORY, **os.environ, "POLARS_MAX_THREADS": "1"},  # the processes are what works side by side
            pass_fds=(lock,),
        )
        self._say((list(orders), part))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with suppress(BrokenPipeError):  # what was not sent yet, to a process that has ended
                    stream.close()

    def ask(self, stretch: Stretch) -> Written:
        """Have a stretch written; raises what went wrong."""
        self._say(stretch)
        written: Written = self._answer()
        return written

    def finish(self) -> None:
        """Have all brought to the disk that was written."""
        self._say(None)
        self._answer()

    def _say(self, what: object) -> None:
        with self._living():
            say(cast("BinaryIO", self.process.stdin), what)

    def _answer(self) -> Any:
        with self._living():
            said = pickle.load(cast("BinaryIO", self.process.stdout))  # noqa: S301 - of the process started here
        if isinstance(said, Exception):
            raise said
        return said

    @contextmanager
    def _living(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkspaceError(
                "A process that wrote outputs ended before it was ready. Run them again; where memory was short, "
                "set output_processes = 1 in klaviatur.toml."
            ) from error
