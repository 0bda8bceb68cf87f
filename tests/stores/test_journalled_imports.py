"""Imports into SQLite: people write beside them, and nothing is half there, whoever is killed."""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import text

from klaviatur.adapters.stores import StoredProducts, journal, journalled, open_store
from klaviatur.adapters.stores.catalogue import open_catalogue
from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.catalogue.packing import fact_id
from klaviatur.errors import WorkspaceError
from klaviatur.records import ColumnMapping, Imported, Statement, Table
from klaviatur.testing import check_store
from klaviatur.testing.rows import BEGIN, Rows, bring, on, prepared

FIRST: Rows = {f"A-{n:02}": {"name": f"Bohrer {n}", "colour": "rot"} for n in range(20)}
SECOND: Rows = {
    **{key: facts | {"colour": "blau"} for key, facts in list(FIRST.items())[:9]},
    **{f"N-{n:02}": {"name": f"Säge {n}"} for n in range(9)},
}
Moment = Callable[[int], None]
Seen = tuple[object, ...]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def parted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two rows."""
    monkeypatch.setattr(journal, "PART", 2)


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """What is done between two parts, with the number of the gap from 1."""
    moments: list[Moment] = []
    gaps = iter(range(1, 10_000))

    def gap() -> None:
        number = next(gaps)
        for moment in moments:
            moment(number)

    monkeypatch.setattr(journalled, "make_way", gap)
    return moments


def shown(store: StoredProducts) -> Seen:
    """All that can be seen of products and imports."""
    found = sorted((key, facts) for frame in store.packed() for key, facts in frame.select("key", "facts").iter_rows())
    reports = [replace(report, duration_s=0.0) for report in store.imports()]
    return found, reports, store.changes(0), store.keys(search="blau"), store.keys(search="Säge")


@pytest.fixture
def whole(tmp_path: Path) -> Seen:
    """What is seen where nothing went wrong."""
    with open_store(tmp_path / "whole.db") as store:
        bring(store, FIRST)
        bring(store, SECOND, day=1)
        return shown(store)


def test_a_store_keeps_all_its_promises_where_every_row_is_a_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PART", 1)
    numbers = iter(range(1000))
    check_store(lambda: open_store(tmp_path / f"{next(numbers)}.db"))


@pytest.mark.usefixtures("parted")
def test_people_write_between_the_parts_of_an_import(place: Path, between: list[Moment]) -> None:
    with open_store(place) as store:
        other = open_database(place)
        waited = []

        def somebody_writes(_: int) -> None:
            with writing(other) as connection:  # would wait 15 s, and fail
                connection.execute(text("UPDATE sources SET priority = priority"))
            waited.append(store.imports())

        between.append(somebody_writes)
        bring(store, FIRST)
        other.dispose()
    assert waited == [[]] * 10  # and nobody is told of an import that is not all in


@pytest.mark.usefixtures("parted")
def test_runs_of_outputs_see_again_what_was_not_all_in(place: Path, between: list[Moment]) -> None:
    with open_store(place) as store:
        bring(store, FIRST)
        marks = []

        def somebody_runs(_: int) -> None:
            engine = open_database(place)
            with open_catalogue(engine) as catalogue:
                marks.append(catalogue.marks())
            engine.dispose()

        between.append(somebody_runs)
        bring(store, SECOND, day=1)
        engine = open_database(place)
        with open_catalogue(engine) as catalogue:
            assert all(catalogue.changed(mark).keys == {*FIRST, *SECOND} for mark in marks[10:])
        engine.dispose()


@pytest.mark.usefixtures("parted")
def test_an_import_goes_on_where_it_was_stopped_by_a_full_disk(place: Path, between: list[Moment], whole: Seen) -> None:
    def breaks(_: int) -> None:
        raise WorkspaceError("The disk is full.")

    with open_store(place) as store:
        bring(store, FIRST)
        between.append(breaks)
        with pytest.raises(WorkspaceError, match="What was read is kept"):
            bring(store, SECOND, day=1)
    for _ in range(8):  # each time one part more
        open_store(place).close()
    between.clear()
    with open_store(place) as store:
        assert shown(store) == whole
    assert not Path(f"{place}-import").exists()


def test_an_import_goes_on_where_its_process_was_killed(place: Path, whole: Seen) -> None:
    with open_store(place) as store:
        bring(store, FIRST)
    script = f"""
        import os, signal
        from klaviatur.adapters.stores import journal, journalled, open_store
        from klaviatur.testing.rows import bring

        journal.PART, gaps = 2, iter(range(7))
        journalled.make_way = lambda: next(gaps, None) is None and os.kill(os.getpid(), signal.SIGKILL)
        bring(open_store({str(place)!r}), {SECOND!r}, day=1)
    """
    ended = subprocess.run([sys.executable, "-c", dedent(script)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert Path(f"{place}-import").exists()
    with open_store(place) as store:
        assert shown(store) == whole
    assert not Path(f"{place}-import").exists()


@pytest.mark.usefixtures("parted")
def test_an_import_that_is_refused_leaves_nothing(place: Path) -> None:
    with open_store(place) as store:
        bring(store, FIRST)
        before = shown(store)
        table, mapping = Table("b.csv", "csv", (), iter(())), ColumnMapping("shop", ())
        with suppress(ZeroDivisionError), store.importing("shop", table, mapping, BEGIN) as importing:
            importing.write(prepared(SECOND))
            raise ZeroDivisionError
        assert shown(store) == before
    assert sorted(path.name for path in place.parent.iterdir()) == ["store.db"]


@pytest.mark.usefixtures("parted")
def test_a_journal_that_nobody_knows_of_is_worth_nothing(place: Path) -> None:
    with open_store(place) as store:
        bring(store, FIRST)
    Path(f"{place}-import").write_bytes(b"half")
    with open_store(place) as store:
        assert list(store.keys()) == sorted(FIRST)
    assert not Path(f"{place}-import").exists()


@pytest.mark.usefixtures("parted")
def test_an_import_whose_journal_is_gone_ends_and_says_so(place: Path, between: list[Moment]) -> None:
    def breaks(number: int) -> None:
        if number == 3:
            raise WorkspaceError("The disk is full.")

    between.append(breaks)
    with open_store(place) as store, pytest.raises(WorkspaceError, match="What was read is kept"):
        bring(store, FIRST)
    Path(f"{place}-import").unlink()
    with open_store(place) as store:
        (report,) = store.imports()
        assert dict(report.details)["lost"] == "10 parts: bring the file in again"
        assert bring(store, FIRST).created == 14


@pytest.mark.usefixtures("parted")
def test_what_a_later_row_says_again_makes_no_sentence_stale_on_the_way(place: Path) -> None:
    table, mapping = Table("shop.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    with open_store(place) as store:
        bring(store, FIRST)
        said = fact_id("A-00", "colour", None, None, "shop")
        store.state([Statement("A-00", said, "rot", "v", "linkedin", "Er ist rot.")])
        with store.importing("shop", table, mapping, on(1)) as importing:
            importing.write(prepared({"A-00": {"name": "Bohrer 0"}, "A-01": {"name": "Bohrer 1"}}))
            importing.write(prepared({"A-00": {"name": "Bohrer 0", "colour": "rot", "size": "4"}}))
            assert set(importing.packed(["A-00"])) == {"A-00"}
            assert "size" in importing.packed(["A-00"])["A-00"]
            report = importing.finish(Imported("shop.csv", "csv", 3, 3, 0, 0))
        assert (report.created, report.changed, report.stale) == (0, 2, 0)


def test_one_import_waits_for_another_and_then_says_whose_turn_it_is(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journalled, "BUSY_TIMEOUT_MS", 50)
    table, mapping = Table("b.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    with (
        open_store(place) as one,
        open_store(place) as other,
        one.importing("shop", table, mapping, BEGIN),
        pytest.raises(WorkspaceError, match="Another import"),
    ):
        bring(other, FIRST)
    with open_store(place) as store:
        assert bring(store, FIRST).created == len(FIRST)


def test_a_trial_changes_nothing(place: Path) -> None:
    with open_store(place) as store:
        bring(store, FIRST)
        with store.trial() as trial:
            assert bring(trial, SECOND, day=1).changed == 9
        assert [report.rows for report in store.imports()] == [len(FIRST)]
    assert sorted(path.name for path in place.parent.iterdir()) == ["store.db"]
