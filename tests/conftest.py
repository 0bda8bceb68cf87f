"""What all tests share."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.databases import Cluster, Databases, Files, cluster

from klaviatur.adapters.stores import migrate

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=60_000)  # how long a busy machine may take; what it takes is measured elsewhere


Places = Callable[[], str]  # gives the place of a database that nobody else has


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--store sqlite` or `--store postgresql` runs the tests of the store on that database alone."""
    parser.addoption("--store", choices=("sqlite", "postgresql"), help="run tests of the store on this database alone")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In the full run (KLAVIATUR_NOTHING_SKIPPED) a skipped test is a failed test."""
    report = yield
    if os.environ.get("KLAVIATUR_NOTHING_SKIPPED") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in the full run: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder with real data of others; tests skip without it."""
    folder = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"No test data at {str(folder)!r}; set KLAVIATUR_TEST_DATA to the folder that holds it.")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One real Chromium for all tests that need one."""
    place = os.environ.get("KLAVIATUR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not place:
        pytest.skip("No Chromium here: install it, or set KLAVIATUR_CHROMIUM to its path, to run the journeys.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """What makes databases: a test that asks for one runs on each kind, or on the one that was asked for."""
    only = request.config.getoption("--store")
    if only and only != request.param:
        pytest.skip(f"Only {only} was asked for.")
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_cluster")
    return Files(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def empty_database(databases: Databases) -> Places:
    """Gives places for databases in which nothing is."""
    return databases.empty


@pytest.fixture(scope="session")
def new_database(databases: Databases) -> Places:
    """Gives places for databases with the tables of this version, and nothing in them: built once, then copied."""
    built = databases.empty()
    migrate(built)
    return lambda: databases.copy(built)


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this run's own."""
    with cluster() as started:
        yield started


@pytest.fixture(scope="session")
def postgresql(postgresql_cluster: Cluster) -> Places:
    """Gives places for databases of PostgreSQL in which nothing is."""
    return postgresql_cluster.empty
