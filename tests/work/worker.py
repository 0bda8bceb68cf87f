"""A process that carries work on: forks a child on each line it reads, so that a child starts in no time.

python -m tests.work.worker KIND PLACE...   lines: "run" starts a child and answers with its number; "end" ends.
"""

import os
import sqlite3
import sys
import time
from pathlib import Path

from klaviatur.adapters.work import Runner


def main() -> None:
    place = Path(sys.argv[1])
    for line in sys.stdin:
        if line.strip() == "end":
            return
        child = os.fork()
        if child == 0:
            _carry_on(place)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _carry_on(place: Path) -> None:
    def advance(work: str) -> bool:
        with sqlite3.connect(place, timeout=30) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (done,) = connection.execute("SELECT count(*) FROM items WHERE work = ?", (work,)).fetchone()
            if done < 40:
                connection.execute("INSERT INTO items VALUES (?, ?)", (work, done))
        time.sleep(0.01)
        return done < 39

    runner = Runner(place, advance)
    runner.start()
    runner.add("first")
    runner.add("second")
    while True:
        with sqlite3.connect(place, timeout=30) as connection:
            if connection.execute("SELECT count(*) FROM items").fetchone() == (80,):
                break
        time.sleep(0.02)
    runner.stop(wait_s=5)


if __name__ == "__main__":
    main()
