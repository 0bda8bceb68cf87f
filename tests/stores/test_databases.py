"""What is promised of the databases themselves: their schema, and what is left after something went wrong."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from threading import Barrier

import polars as pl
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from tests.databases import end_connections

from klaviatur.adapters.stores import StoredProducts, migrate, migrating, open_store, revisions
from klaviatur.adapters.stores.database import open_database, reading, writing
from klaviatur.adapters.stores.schema import metadata
from klaviatur.errors import SchemaOutdated, WorkspaceError
from klaviatur.records import (
    Bilingual,
    ColumnMap,
    ColumnMapping,
    Imported,
    Kind,
    Rejected,
    Severity,
    Table,
    TableFinding,
)
from klaviatur.testing.rows import BEGIN, bring, prepared

NewDatabase = Callable[[], str]
SEARCH = ("record_words", "records_words", "findable_words", "findable_sources", "findable_others")  # not of SQLAlchemy


def run(place: str, work: Callable[[Connection], object]) -> object:
    engine = open_database(place)
    try:
        with writing(engine) as connection:
            return work(connection)
    finally:
        engine.dispose()


def test_a_connection_that_the_server_ended_is_made_anew_before_it_is_used(new_database: NewDatabase) -> None:
    place = new_database()
    if "://" not in place:
        return  # a file ends none
    with open_store(place) as store:
        assert store.keys() == []
        end_connections(place)
        assert store.keys() == []


def test_the_migrations_build_exactly_the_tables_that_are_used(empty_database: NewDatabase) -> None:
    place = empty_database()
    migrate(place)

    def differences(connection: Connection) -> list[object]:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        return [one for one in found if not any(name in str(one) for name in SEARCH)]

    assert run(place, differences) == []


def test_a_new_database_is_ready_at_once(empty_database: NewDatabase) -> None:
    place = empty_database()
    open_store(place).close()
    assert migrate(place, check=True) is False


def test_migrate_says_whether_something_has_to_be_done(empty_database: NewDatabase) -> None:
    place = empty_database()
    assert migrate(place, check=True) is True
    assert migrate(place, check=True) is True  # a check changes nothing
    assert migrate(place) is True
    assert migrate(place) is False


def give_revision(place: str, name: str) -> None:
    run(place, lambda c: c.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")))
    run(place, lambda c: c.execute(text("INSERT INTO alembic_version VALUES (:name)"), {"name": name}))


def test_a_database_with_an_older_schema_names_the_command_that_helps(
    empty_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = empty_database()
    give_revision(place, "products")
    monkeypatch.setattr(migrating, "NEWEST", "texts")  # as in a version to come
    with pytest.raises(SchemaOutdated, match=r"has schema 'products'.*needs 'texts'.*klaviatur migrate"):
        open_store(place)


def test_a_workspace_from_before_the_desk_is_brought_up_with_all_its_products(empty_database: NewDatabase) -> None:
    place = empty_database()
    build(place, "products")
    with pytest.raises(SchemaOutdated, match="klaviatur migrate"):
        open_store(place)
    run(place, lambda c: c.execute(text("INSERT INTO sources (name, priority, details) VALUES ('shop', 3, '{}')")))
    assert migrate(place) is True
    store = open_store(place)
    assert store.keys() == []
    store.close()
    assert run(place, lambda c: c.execute(text("SELECT name, priority FROM sources")).one()) == ("shop", 3)


def build(place: str, revision: str) -> None:
    config = revisions._config()

    def build_on(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    run(place, build_on)


def test_the_newest_revision_is_the_one_this_version_asks_for() -> None:
    assert revisions.known_revisions()[0] == migrating.NEWEST


def test_a_database_of_a_newer_version_is_left_alone(empty_database: NewDatabase) -> None:
    place = empty_database()
    give_revision(place, "of tomorrow")
    for work in (open_store, migrate):
        with pytest.raises(SchemaOutdated, match="newer Klaviatur"):
            work(place)


def test_a_new_database_can_be_opened_by_several_at_the_same_time(empty_database: NewDatabase) -> None:
    place = empty_database()
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [place] * 4))
    assert [list(store.keys()) for store in stores] == [[]] * 4
    for store in stores:
        store.close()


@pytest.mark.parametrize("round_", range(40))  # about one in twenty found it locked
def test_whoever_opens_a_new_database_waits_for_those_who_make_it_ready(tmp_path: Path, round_: int) -> None:
    ready = Barrier(6)

    def journal(_: int) -> str:
        ready.wait()
        engine = open_database(tmp_path / f"{round_}.db")
        try:
            with reading(engine) as connection:
                return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
        finally:
            engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(journal, range(6))) == ["wal"] * 6


def test_a_database_of_another_program_is_left_alone(empty_database: NewDatabase) -> None:
    place = empty_database()
    run(place, lambda c: c.execute(text("CREATE TABLE invoices (id INTEGER)")))
    with pytest.raises(WorkspaceError, match="tables of another program"):
        open_store(place)


def test_a_migration_that_breaks_leaves_no_table_behind(empty_database: NewDatabase) -> None:
    place = empty_database()
    run(place, lambda c: c.execute(text("CREATE TABLE choices (id INTEGER)")))  # the revision wants this name last
    with pytest.raises(WorkspaceError, match="choices"):
        migrate(place)
    engine = open_database(place)
    with reading(engine) as connection:
        tables = metadata.tables.keys() & set(
            MigrationContext.configure(connection).dialect.get_table_names(connection)
        )
    engine.dispose()
    assert tables == {"choices"}


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("mysql://shop", "is no database we keep products in"),
        ("postgresql://nobody@/nothing?host=/nowhere", "does not answer"),
        ("nowhere://", "no database we keep products in|is no URL"),
    ],
)
def test_a_place_that_is_no_database_is_said_so(place: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said):
        open_store(place)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(WorkspaceError) as raised:
        open_store("postgresql://nobody:geheim@/nothing?host=/nowhere")
    assert "geheim" not in str(raised.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "notes.db"
    place.write_text("Milch, Brot, Käse. " * 100, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="is not a database of Klaviatur"):
        open_store(place)
    assert place.read_text(encoding="utf-8").startswith("Milch")


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="unable to open"):
        open_store(tmp_path / "nowhere" / "store.db")


def test_an_import_whose_process_is_killed_leaves_nothing(new_database: NewDatabase) -> None:
    place = new_database()
    store = open_store(place)
    bring(store, {"A-1": {"name": "Bohrer"}})
    script = f"""
        import os, signal
        from datetime import datetime, timezone
        from klaviatur.adapters.stores import open_store
        from klaviatur.records import ColumnMapping, Table
        from klaviatur.testing.rows import prepared

        table, mapping = Table("b.csv", "csv", (), iter(())), ColumnMapping("shop", ())
        with open_store({place!r}).importing("shop", table, mapping, datetime.now(timezone.utc)) as importing:
            importing.write(prepared({{"A-1": {{"name": "Säge"}}}} | {{f"N-{{n}}": {{"name": "Neu"}} for n in range(5000)}}))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    ended = subprocess.run([sys.executable, "-c", dedent(script)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list(store.keys()) == ["A-1"]
    assert store.keys(search="Neu") == []
    report = bring(store, {"A-1": {"name": "Säge"}}, day=1)  # nobody holds a lock any more
    assert (report.created, report.changed) == (0, 1)
    store.close()


def test_what_one_process_imported_another_one_sees(new_database: NewDatabase) -> None:
    place = new_database()
    one, other = open_store(place), open_store(place)
    bring(one, {"A-1": {"name": "Bohrer"}})
    assert list(other.keys(search="bohrer")) == ["A-1"]
    bring(other, {"A-1": {"name": "Säge"}}, day=1)
    assert one.product("A-1").version == 2
    one.close()
    other.close()


def test_a_reader_goes_on_while_an_import_writes(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Bohrer"}})
    frames = store.packed()
    assert next(frames).height == 1
    bring(store, {"A-1": {"name": "Säge"}}, day=1)
    assert list(frames) == []
    assert store.product("A-1").version == 2


def test_an_import_that_was_not_finished_is_not_kept(store: StoredProducts) -> None:
    table, mapping = Table("b.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    with store.importing("shop", table, mapping, BEGIN) as importing:
        importing.write(prepared({"A-1": {"name": "Bohrer"}}))
    assert list(store.keys()) == []
    assert list(store.imports()) == []


def test_a_key_that_comes_twice_in_one_call_is_refused_and_nothing_is_lost(store: StoredProducts) -> None:
    table, mapping = Table("b.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    twice = pl.concat([prepared({"A-1": {"name": "Bohrer"}}), prepared({"A-1": {"name": "Säge"}})])
    with pytest.raises(ValueError, match="twice"), store.importing("shop", table, mapping, BEGIN) as importing:
        importing.write(twice)


def test_a_report_is_read_back_as_it_was_kept(store: StoredProducts) -> None:
    column = ColumnMap("Preis", "price", Kind.MONEY, currency="EUR", why="name")
    mapping = ColumnMapping("shop", (column,), key=("gtin",), decimal=",", priority=3)
    finding = TableFinding(
        "gtin.check_digit", Severity.WARN, Bilingual("Prüfziffer", "check digit"), 7, "EAN", "123", 2
    )
    rejected = Rejected(9, "row.ragged", Bilingual("zu kurz", "too short"), (("sku", "A"), ("name", "")), "/a/b[2]")
    table = Table("shop.xlsx", "xlsx", (), iter(()), sheet="Preise")
    with store.importing("shop", table, mapping, BEGIN) as importing:
        importing.reject([rejected])
        report = Imported("shop.xlsx", "xlsx", 3, 2, 0, 1, sheet="Preise", details=(("encoding", "cp1252"),))
        kept = importing.finish(replace(report, findings=(finding,), mapping=mapping))
    assert list(store.imports()) == [kept]
    assert kept.duration_s > 0
    assert list(store.rejected_rows(kept.id or 0)) == [rejected]
    assert list(store.rejected_rows(99)) == []


def test_characters_no_database_likes_are_no_reason_to_lose_a_product(store: StoredProducts) -> None:
    bring(store, {"A\x00-1": {"name": "Null\x00 und \ufffe", "gtin": "\x00"}, "B": {"name": "\U0010ffff"}})
    assert len(store.keys()) == 2
    assert store.product("B").version == 1


def test_two_imports_at_the_same_time_are_both_kept(new_database: NewDatabase) -> None:
    place = new_database()
    store = open_store(place)
    rows = [{f"{name}-{n}": {"name": f"{name} {n}"} for n in range(300)} for name in "ABCD"]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda one: bring(store, one, source="shop"), rows))
    assert sorted(report.created for report in reports) == [300] * 4
    assert len(store.keys()) == 1200
    assert len(store.keys(search="299")) == 4
    store.close()
