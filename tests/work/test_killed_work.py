"""kill -9 at random points while a batch is composed and files are imported: nothing is lost, nothing happens twice."""

import io
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.databases import away

from klaviatur.doors.worker import Worker
from klaviatur.errors import WorkspaceError
from klaviatur.records import Actor, MemberRole
from klaviatur.wiring.desk import Desk, open_desk
from klaviatur.wiring.work import PlayOrder, Works
from klaviatur.wiring.workspace import Workspace, open_workspace

ANNA = Actor("anna", frozenset({MemberRole.AUTHOR}))
CHANNELS = ("linkedin", "newsletter", "x_post", "press_release", "intranet")
TEXTS, FILES, ROWS = 6, 3, 400
ASKED = os.environ.get("KLAVIATUR_KILLS", "")  # by the benchmark, which kills more often
KILLS, FEWER_KILLS = int(ASKED or 25), int(ASKED or 8)  # of each kind, on SQLite and on PostgreSQL
TEXT = """# Bibliothek {number} öffnet am Sonntag

Kassel, 3. März 2027

Die Stadtteilbibliothek {number} öffnet ab dem 4. April 2027 auch sonntags von 13 bis 17 Uhr. Das hat die Stadt am
Mittwoch mitgeteilt. Im ersten Jahr kostet das {number}8.000 Euro.

„Viele Familien haben nur am Sonntag Zeit“, sagt die Leiterin Jana Vogt. Die Ausleihe übernehmen Automaten.
"""


@pytest.fixture
def desk(tmp_path: Path, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    place = new_database()
    monkeypatch.setenv("KLAVIATUR_DATABASE_URL", place if place.startswith("postgresql") else "")
    with open_desk(tmp_path / "workspace") as opened:
        yield opened


def test_a_batch_survives_being_killed_without_loss_or_double_effect(desk: Desk) -> None:
    works, ordered = Works(desk), Counter[str]()

    def order() -> None:
        first = TEXTS * len(ordered)
        keys = [
            desk.add_typed(TEXT.format(number=n), key=f"text-{n}.md", by=ANNA).key for n in range(first, first + TEXTS)
        ]
        ordered[works.order_play(PlayOrder(tuple(("text", k) for k in keys), channels=CHANNELS), by=ANNA).id] = TEXTS

    _carry_on_killed(desk, order, seed=4)

    texts = sum(ordered.values())
    assert {w.id: w.done for w in desk.works()} == ordered
    assert {(w.state, w.failed, w.total) for w in desk.works()} == {("done", 0, TEXTS)}
    variants = [v for row in desk.board(limit=1000).rows for v in row.variants]
    assert Counter(v.channel for v in variants) == dict.fromkeys(CHANNELS, texts)
    assert {len(desk.opened(v.id).revisions) for v in variants} == {1}
    lines = Counter(line.entry.what for line in desk.audit(limit=100_000))
    assert lines == {
        "text.added": texts,
        "source.played": texts,
        "variant.played": len(variants),
        "work.ordered": len(ordered),
    }
    assert desk.verify_audit().whole


def test_an_import_survives_being_killed_without_loss_or_double_effect(desk: Desk) -> None:
    works, ordered = Works(desk), Counter[str]()

    def order() -> None:
        for number in range(len(ordered), len(ordered) + FILES):
            ordered[works.order_collect(io.BytesIO(_table(number)), f"sortiment-{number}.csv", by=ANNA).title] = 1

    _carry_on_killed(desk, order, seed=9)

    assert {(w.state, w.done, w.failed) for w in desk.works()} == {("done", ROWS, 0)}
    reports = desk.products.store.imports()
    assert Counter(Path(r.origin).name for r in reports) == ordered
    assert {(r.rows, r.written, r.unchanged, r.rejected) for r in reports} == {(ROWS, ROWS, 0, 0)}
    assert len(desk.products.keys()) == len(ordered) * ROWS
    lines = Counter(line.entry.what for line in desk.audit(limit=100_000))
    assert lines == {"work.ordered": len(ordered), "products.collected": len(ordered)}
    assert list((desk.folder / "inbox").iterdir()) == []
    assert desk.verify_audit().whole


def test_what_a_dead_worker_left_behind_is_adopted_by_a_living_one(desk: Desk) -> None:
    if not desk.settings.database_url:
        return  # on SQLite one process works at a time
    works = Works(desk)
    keys = [desk.add_typed(TEXT.format(number=n), key=f"text-{n}.md", by=ANNA).key for n in range(12)]
    order = [works.order_play(PlayOrder((("text", key),), channels=CHANNELS), by=ANNA).id for key in keys]
    with _children(desk.folder) as run:
        first, _ = run(ready=True), run(ready=True)
        os.kill(first, signal.SIGKILL)
        _wait_for(desk)
    assert {w.id: (w.state, w.done) for w in desk.works()} == dict.fromkeys(order, ("done", 1))
    lines = Counter(line.entry.what for line in desk.audit(limit=1000))
    assert lines["source.played"] == len(keys)


def test_a_worker_whose_database_was_away_still_finds_what_was_ordered(desk: Desk) -> None:
    if not (url := desk.settings.database_url):
        return  # a file is never away
    text, worker = desk.add_typed(TEXT.format(number=1), key="text.md", by=ANNA), Worker(desk, look_s=0.1)
    assert worker.start()
    assert worker.wait_ready(60)
    with away(url):
        Event().wait(1)  # it looks meanwhile, and finds none
    Works(desk).order_play(PlayOrder((("text", text.key),), channels=CHANNELS), by=ANNA)
    _wait_for(desk)
    worker.stop()
    assert [(work.state, work.done) for work in desk.works()] == [("done", 1)]


def test_a_worker_that_cannot_open_the_products_at_once_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def opened(*given: Any, **named: Any) -> Workspace:
        tries.append("once")
        if len(tries) == 1:
            raise WorkspaceError("The database does not answer.")
        return open_workspace(*given, **named)

    monkeypatch.setattr("klaviatur.wiring.desk.open_workspace", opened)
    text, worker = desk.add_typed(TEXT.format(number=1), key="text.md", by=ANNA), Worker(desk, look_s=0.1)
    assert worker.start()
    assert worker.wait_ready(60)
    for _ in range(3000):
        if len(tries) > 1:
            break
        Event().wait(0.01)
    assert len(tries) > 1
    Works(desk).order_play(PlayOrder((("text", text.key),), channels=CHANNELS), by=ANNA)
    _wait_for(desk)
    worker.stop()
    assert [(work.state, work.done) for work in desk.works()] == [("done", 1)]


def test_what_one_item_lacks_ends_no_other(desk: Desk) -> None:
    first = desk.add_typed(TEXT.format(number=1), key="first.md", by=ANNA)
    works = Works(desk)
    order = PlayOrder((("product", "gone"), ("text", first.key)), channels=("linkedin",))
    with pytest.raises(Exception, match="gone"):
        works.order_play(order, by=ANNA)
    desk.products.collect([_written(desk.folder, "one.csv", _table(1))])
    order = PlayOrder((("product", "1-7"), ("text", first.key)), channels=("linkedin",), voice="nobody")
    work = works.order_play(order, by=ANNA)
    while works.advance(work.id):
        pass
    (ended,) = desk.works(limit=1)
    assert (ended.state, ended.done, ended.failed) == ("failed", 2, 2)
    assert "nobody" in ended.message


def test_stopped_work_keeps_what_is_done_and_does_no_more(desk: Desk) -> None:
    keys = [desk.add_typed(TEXT.format(number=n), key=f"text-{n}.md", by=ANNA).key for n in (1, 2)]
    works = Works(desk)
    work = works.order_play(PlayOrder(tuple(("text", key) for key in keys), channels=("linkedin",)), by=ANNA)
    assert works.advance(work.id)
    works.stop_work(work.id, by=ANNA)
    assert not works.advance(work.id)
    (ended,) = desk.works()
    assert (ended.state, ended.done) == ("stopped", 1)
    assert len([v for row in desk.board().rows for v in row.variants]) == 1


def _carry_on_killed(desk: Desk, order: Callable[[], None], *, seed: int) -> None:
    """Carry work on in processes that are killed at random points of it, then in one that is not.

    Every fifth is killed before it is at work, the others within a moment of it; there is always something to do.
    """
    chance = random.Random(seed)  # noqa: S311 - when to kill
    with _children(desk.folder) as run:
        for kill in range(FEWER_KILLS if desk.settings.database_url else KILLS):
            if not Works(desk).unfinished():
                order()
            child = run(ready=kill % 5 != 0)
            Event().wait(chance.uniform(0.0, 0.6))
            os.kill(child, signal.SIGKILL)
        run(ready=True)
        _wait_for(desk)


def _wait_for(desk: Desk) -> None:
    for _ in range(6000):
        if not Works(desk).unfinished():
            return
        Event().wait(0.1)
    pytest.fail("Ten minutes went by, and the work has not ended.")


@contextmanager
def _children(folder: Path) -> Iterator[Callable[..., int]]:
    command = [sys.executable, "-m", "tests.work.carrying", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as workers:
        assert workers.stdin
        assert workers.stdout
        asked, answered = workers.stdin, workers.stdout

        def run(*, ready: bool) -> int:
            asked.write("run\n")
            asked.flush()
            child = next(line for line in answered if line.startswith("child")).split()[1]
            if ready:
                next(line for line in answered if line == f"ready {child}\n")
            return int(child)

        yield run
        asked.write("end\n")
        asked.flush()


def _table(number: int) -> bytes:
    rows = (f"{number}-{row};Schraube {row};{row}.5" for row in range(ROWS))
    return "\n".join(["Artikelnummer;Produktname;Gewicht (kg)", *rows, ""]).encode()


def _written(folder: Path, name: str, data: bytes) -> Path:
    place = folder / name
    place.write_bytes(data)
    return place
