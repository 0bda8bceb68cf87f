"""What all tests share."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


Places = Callable[[], str]  # gives a place for a database that has nothing in it


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
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Gives places for new databases: files of SQLite, then databases of a PostgreSQL that this run starts and ends."""
    only = request.config.getoption("--store")
    if only and only != request.param:
        pytest.skip(f"Only {only} was asked for.")
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")
    folder, numbers = tmp_path_factory.mktemp("sqlite"), count()
    return lambda: str(folder / f"{next(numbers)}.db")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Places]:
    """A PostgreSQL of this run's own, on a socket in a folder of its own."""
    programs = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(p).parent for p in [shutil.which("initdb")] if p)]
    if not programs:
        pytest.skip("No PostgreSQL here: install it (Debian: apt-get install postgresql) to run the store on it too.")
    with _cluster(max(programs)) as folder:
        numbers = count()

        def new() -> str:
            name = f"klaviatur_{next(numbers)}"
            with psycopg.connect(host=str(folder), user="klaviatur", dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return f"postgresql://klaviatur@/{name}?host={folder}"

        yield new


@contextmanager
def _cluster(programs: Path) -> Iterator[Path]:
    """A cluster that nobody but this run uses. PostgreSQL refuses to run as root: then it runs as its own user."""
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="klaviatur-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        start = ["-o", f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off", "start"]
        control = [programs / "pg_ctl", "-D", "data", "-w", "-l", "log"]
        cluster = ["-D", "data", "-U", "klaviatur", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(folder, user, programs / "initdb", *cluster)
        _run(folder, user, *control, *start)
        try:
            yield folder
        finally:
            _run(folder, user, *control, "-m", "immediate", "stop")


def _run(folder: Path, user: str | None, *words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
