"""A house on each database: a copy of an empty file, or one PostgreSQL database that is emptied before each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from tests.deliveries.house import ADA, House, a_house

from klaviatur.adapters.stores import open_desk_store
from klaviatur.adapters.stores.schema import metadata
from klaviatur.wiring.deliveries import Deliveries

EmptyIn = Callable[[Path], str]


@pytest.fixture(scope="session")
def empty_in(new_database: Callable[[], str]) -> EmptyIn:
    """Gives the place of a database that has all tables and no rows, without building the tables each time."""
    place = new_database()
    open_desk_store(place).close()
    return (
        (lambda _: _emptied(place))
        if "://" in place
        else lambda folder: str(shutil.copy(place, folder / "klaviatur.db"))
    )


def _emptied(place: str) -> str:
    url = urlsplit(place)
    tables = ", ".join(metadata.tables)
    with psycopg.connect(
        host=parse_qs(url.query)["host"][0], user="klaviatur", dbname=url.path.strip("/")
    ) as connection:
        connection.execute("SET session_replication_role = replica")  # the audit's own triggers refuse it
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")  # type: ignore[arg-type]
    return place


@pytest.fixture
def house(empty_in: EmptyIn, tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, empty_in(tmp_path)) as house:
        yield house


@pytest.fixture
def deliveries(house: House) -> Deliveries:
    """The deliveries of the house, with an outlet of each kind that is called like its kind."""
    deliveries = house.deliveries()
    for passport in house.passports:
        deliveries.keep_outlet(passport.kind, passport.kind, {}, version=1, by=ADA)
    return deliveries
