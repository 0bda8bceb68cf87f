"""Work that was handed over is carried on until it has ended, however often the process is killed."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from klaviatur.adapters.work import OneByFile

KILLS = 12


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "work.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE items (work TEXT, item INTEGER, UNIQUE (work, item))")
    return tmp_path / "work.db"


def test_killed_work_is_carried_on_and_no_item_is_done_twice_or_left_out(place: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - when to kill
    with subprocess.Popen(
        [sys.executable, "-m", "tests.work.worker", str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as workers:
        assert workers.stdin
        assert workers.stdout
        for _ in range(KILLS):
            child = _run(workers)
            Event().wait(chance.uniform(0.1, 0.9))
            os.kill(child, signal.SIGKILL)
        child = _run(workers)
        assert _ended(place)
        workers.stdin.write("end\n")
        workers.stdin.flush()
    with sqlite3.connect(place) as connection:
        kept = connection.execute("SELECT work, item FROM items ORDER BY work, item").fetchall()
    assert kept == [(work, item) for work in ("first", "second") for item in range(40)]


def test_a_folder_has_one_worker_at_a_time(tmp_path: Path) -> None:
    first, second = OneByFile(tmp_path), OneByFile(tmp_path)
    assert first.claim()
    assert not second.claim()
    first.leave()
    assert second.claim()
    second.leave()


def _run(workers: "subprocess.Popen[str]") -> int:
    assert workers.stdin
    assert workers.stdout
    workers.stdin.write("run\n")
    workers.stdin.flush()
    return int(workers.stdout.readline())


def _ended(place: Path) -> bool:
    for _ in range(3000):  # five minutes
        with sqlite3.connect(place, timeout=30) as connection:
            if connection.execute("SELECT count(*) FROM items").fetchone() == (80,):
                return True
        Event().wait(0.1)
    return False
