"""A process whose children carry a workspace's work on: forks one on each line it reads, so that it starts in no time.

python -m tests.work.carrying FOLDER   lines: "run" forks a child and answers "child NUMBER", and the child "ready NUMBER"
once it is at work; "end" ends.
"""

import os
import sys
from pathlib import Path
from threading import Event

import klaviatur.wiring.workspace  # noqa: F401 - loaded once, for all children
from klaviatur.adapters.stores import journal
from klaviatur.doors.worker import Worker
from klaviatur.wiring.desk import open_desk

PART = 100  # rows of an import in one transaction: a file of the test needs several


def main() -> None:
    journal.PART = PART
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        if line.strip() == "end":
            return
        child = os.fork()
        if child == 0:
            _carry_on(folder)
            os._exit(0)
        _say("child", child)


def _carry_on(folder: Path) -> None:
    with open_desk(folder) as desk:
        worker = Worker(desk, look_s=0.3)
        while not worker.start():  # who was killed may still be dying
            Event().wait(0.02)
        worker.wait_ready(30)
        _say("ready", os.getpid())
        while worker.works.unfinished():
            Event().wait(0.05)
        worker.stop()


def _say(what: str, process: int) -> None:
    sys.stdout.write(f"{what} {process}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
