"""This machine: while one chunk is written, the next ones are prepared."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2  # chunks in work or waiting to be written; more costs memory and wins nothing


class LocalEngine:
    """Threads of this process; data frames and databases let go of the interpreter while they work."""

    def map(self, work: Callable[[T], R], chunks: Iterable[T]) -> Iterator[R]:
        """Yield work(chunk) for every chunk, in order, at most AHEAD chunks in advance."""
        waiting: deque[Future[R]] = deque()
        with ThreadPoolExecutor(AHEAD) as pool:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                while len(waiting) > AHEAD or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
