"""What a run may spend on a model."""

import threading
import time
from collections.abc import Callable

from klaviatur.errors import WriterBudgetSpent

_NEXT_STEP = "The embedded writer does the rest; raise the budget of the model if that is not what you want."


class Budget:
    """Counts requests, tokens and seconds of one run; safe to share between threads. None: no limit.

    Seconds count from the first request, waiting for retries included.
    """

    def __init__(
        self,
        *,
        requests: int | None = 200,
        tokens: int | None = 400_000,
        seconds: float | None = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = (requests, tokens, seconds)
        self._clock = clock
        self._lock = threading.Lock()
        self._started: float | None = None
        self.requests = 0
        self.tokens = 0

    def __repr__(self) -> str:
        requests, tokens, seconds = self._limits
        return f"Budget(requests={self.requests}/{requests}, tokens={self.tokens}/{tokens}, seconds={seconds})"

    @property
    def seconds(self) -> float:
        """Return the seconds since the first request, 0.0 before it."""
        return 0.0 if self._started is None else self._clock() - self._started

    @property
    def seconds_left(self) -> float | None:
        """Return what is left of the time, never below 0.0; None without a limit."""
        limit = self._limits[2]
        return None if limit is None else max(0.0, limit - self.seconds)

    def begin(self) -> None:
        """Count one request about to be sent; raise WriterBudgetSpent if there is nothing left for it."""
        with self._lock:
            if self._started is None:
                self._started = self._clock()
            self._check()
            self.requests += 1

    def spend(self, tokens: int) -> None:
        """Count the tokens of an answer; the next `begin` says so if they were too many."""
        with self._lock:
            self.tokens += max(0, tokens)

    def _check(self) -> None:
        requests, tokens, seconds = self._limits
        if requests is not None and self.requests >= requests:
            raise WriterBudgetSpent(f"The model was asked {requests} times, which is all this run allows. {_NEXT_STEP}")
        if tokens is not None and self.tokens >= tokens:
            raise WriterBudgetSpent(
                f"The model used {self.tokens} tokens of the {tokens} this run allows. {_NEXT_STEP}"
            )
        if seconds is not None and self.seconds >= seconds:
            raise WriterBudgetSpent(f"The model had {seconds:g} seconds in this run, and they are over. {_NEXT_STEP}")
