"""kill -9 in the middle of a run that several processes write: nothing half-written is served, the next run works."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, row, switch_on, whole, write_profiles
from tests.syndicate.killed_run import PART

import klaviatur
from klaviatur import Syndication
from klaviatur.chain import syndicating
from klaviatur.errors import WorkspaceError
from klaviatur.settings import Settings
from klaviatur.wiring import output_hand

NAMES = ("rows", "lines")
PRODUCTS = 6 * PART


@pytest.fixture
def house(tmp_path: Path, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Syndication]:
    """Outputs of two processes, that ran once and of whose products one price changed since."""
    place = new_database()
    profiles = write_profiles(tmp_path / "profiles", rows="csv", lines='jsonl\ngroup = "parent"\n')
    database = place if place.startswith("postgresql") else ""
    monkeypatch.setenv("KLAVIATUR_DATABASE_URL", database)
    monkeypatch.setattr(syndicating, "STRETCH", PART)
    settings = Settings(outputs_folder=str(profiles), output_processes=2, database_url=database)
    products = [row(number) for number in range(1, PRODUCTS + 1)]
    with klaviatur.open_workspace(tmp_path / "w", settings=settings) as workspace:
        bring(workspace, products)
        with klaviatur.open_syndication(tmp_path / "w", settings=settings) as syndication:
            switch_on(syndication, *NAMES)
            syndication.run(by=ANNA)
            bring(workspace, [*products[1:], row(1, preis="77,00 EUR")])
            yield syndication


def told(syndication: Syndication) -> dict[str, bytes]:
    return {name: whole(syndication, name) for name in NAMES}


def assert_the_next_run_is_whole(syndication: Syndication, before: dict[str, bytes]) -> None:
    """Look at what is served now, run again, and look at what is written then."""
    assert told(syndication) == before
    assert {run.delivered for run in syndication.run(by=ANNA)} == {PRODUCTS}
    after = told(syndication)
    assert all(b"77.00 EUR" in said and b"77.00 EUR" not in before[name] for name, said in after.items())
    syndication.run(full=True, by=ANNA)
    assert told(syndication) == after


def test_a_run_that_is_killed_takes_its_helpers_along_and_leaves_what_was_served(
    house: Syndication, tmp_path: Path
) -> None:
    before = told(house)
    command = [sys.executable, "-m", "tests.syndicate.killed_run", str(tmp_path / "w"), str(tmp_path / "profiles")]
    killed = subprocess.Popen(command, stderr=subprocess.PIPE)
    killed.communicate(timeout=60)  # ends when nobody writes there any more: the helpers have it from that process
    assert killed.returncode == -signal.SIGKILL
    assert {run.state for run in house.store.last_runs().values()} == {"running"}
    assert_the_next_run_is_whole(house, before)
    lost = [run for run in house.runs() if run.state == "failed"]
    assert {run.output for run in lost} == set(NAMES)
    assert all("process" in run.message for run in lost)


def test_a_helper_that_is_killed_fails_the_run_with_a_next_step_and_leaves_what_was_served(house: Syndication) -> None:
    before = told(house)

    def kill_one(done: int, _: int) -> None:
        if done == PART:
            os.kill(helpers()[0], signal.SIGKILL)

    with pytest.raises(WorkspaceError, match="Run them again; where memory was short, set output_processes = 1"):
        house.run(full=True, progress=kill_one, by=ANNA)
    assert helpers() == []
    assert {(run.state, "output_processes" in run.message) for run in house.store.last_runs().values()} == {
        ("failed", True)
    }
    assert_the_next_run_is_whole(house, before)


def helpers() -> list[int]:
    """Return the processes that this one has started to write outputs."""
    children = [int(pid) for task in Path("/proc/self/task").iterdir() for pid in _read(task / "children").split()]
    return [pid for pid in children if output_hand.__name__ in _read(Path(f"/proc/{pid}/cmdline"))]


def _read(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except OSError:  # it has ended
        return ""
