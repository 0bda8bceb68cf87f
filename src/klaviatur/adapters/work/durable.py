"""Runs pieces of work on DBOS, whose tables lie in the workspace's own database.

A piece of work is a workflow, each of its items a step: `advance(id)` does the next item and says whether there is
more. DBOS starts a workflow again that a dead process left behind; that an item is not done twice is the promise of
`advance`, which keeps the item and how far the work is in one transaction.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID

from klaviatur.errors import WorkspaceError

Advance = Callable[[str], bool]

QUEUE = "klaviatur"
VERSION = "1"  # of the workflow below: work that was begun is carried on by the next release of Klaviatur, too
POLLING_S = 0.25
_advances: dict[str, Advance] = {}  # what this process does with a piece of work; DBOS knows functions by name only


class Runner:
    """Carries work on in this process; there is one at a time in a process."""

    def __init__(self, place: str | Path, advance: Advance, *, executor: str = "here", parallel: int = 1) -> None:
        """`place` is the database's file or URL; `executor` names this process among several on PostgreSQL."""
        self._url = str(place) if "://" in str(place) else f"sqlite:///{place}"
        self._executor = executor
        self._parallel = parallel
        self._advance = advance
        self._running = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin to work, first on what an earlier process of this name left behind. Raises WorkspaceError."""
        with self._lock:
            if self._running:
                return
            if _advances:
                raise WorkspaceError("This process works for another workspace already. Start a process for each.")
            _advances["advance"] = self._advance
            logging.getLogger("dbos").setLevel(logging.ERROR)
            DBOS(config=self._config())
            DBOS.launch()
            DBOS.register_queue(QUEUE, worker_concurrency=self._parallel, polling_interval_sec=POLLING_S)
            self._running = True

    def add(self, work: str) -> None:
        """Hand over a piece of work; one that was handed over before is not begun again."""
        with SetWorkflowID(work):
            DBOS.enqueue_workflow(QUEUE, carry_on, work)

    def adopt(self, executors: list[str]) -> None:
        """Take over what processes that no longer live left behind."""
        if executors:
            DBOS._recover_pending_workflows(executors)  # noqa: SLF001 - what its own admin server calls

    def left_behind(self) -> list[str]:
        """Return the names of the processes that have work begun and not ended, this one's not among them."""
        begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return sorted({w.executor_id for w in begun if w.executor_id and w.executor_id != self._executor})

    def cancel(self, work: str) -> None:
        """End a piece of work after the item it is at."""
        DBOS.cancel_workflow(work)

    def stop(self, *, wait_s: int = 0) -> None:
        """Stop working; what is not done is carried on by the next start."""
        with self._lock:
            if self._running:
                DBOS.destroy(workflow_completion_timeout_sec=wait_s)
                _advances.clear()
                self._running = False

    def _config(self) -> DBOSConfig:
        return {
            "name": "klaviatur",
            "system_database_url": self._url,
            "application_version": VERSION,
            "executor_id": self._executor,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
        }


@DBOS.workflow(name="carry_on", max_recovery_attempts=None)
def carry_on(work: str) -> int:
    """Do the items of a piece of work one after the other; return how many there were."""
    items = 1
    while do_next(work):
        items += 1
    return items


@DBOS.step(name="do_next")
def do_next(work: str) -> bool:
    """Do one item; whether there is more."""
    return _advances["advance"](work)
