"""A process that carries work on: forks a child on each line it reads, so that a child starts in no time.

python -m tests.work.worker KIND PLACE...   lines: "run" starts a child and answers with its number; "end" ends.
"""

import os
import sqlite3
import sys
from pathlib import Path
from threading import Event

from klaviatur.adapters.work import Runner

WORKS, ITEMS = ("first", "second"), 40


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
    ended = Event()

    def look(connection: sqlite3.Connection) -> None:
        (kept,) = connection.execute("SELECT count(*) FROM items").fetchone()
        if kept == ITEMS * len(WORKS):
            ended.set()

    def advance(work: str) -> bool:
        with sqlite3.connect(place, timeout=30) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (done,) = connection.execute("SELECT count(*) FROM items WHERE work = ?", (work,)).fetchone()
            if done < ITEMS:
                connection.execute("INSERT INTO items VALUES (?, ?)", (work, done))
            look(connection)
        return done < ITEMS - 1

    runner = Runner(place, advance)
    with sqlite3.connect(place, timeout=30) as connection:
        look(connection)
    runner.start()
    for work in WORKS:
        runner.add(work)
    ended.wait(60)
    runner.stop(wait_s=5)


if __name__ == "__main__":
    main()
