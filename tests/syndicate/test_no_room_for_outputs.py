"""A disk that is full while outputs are made: what was there stays and is served, no half remains, the next run is whole."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

from klaviatur import Syndication, Workspace
from klaviatur.adapters.outputs import bodies, states, writing
from klaviatur.adapters.outputs.bodies import Bodies
from klaviatur.adapters.outputs.room import NO_ROOM
from klaviatur.doors.site.telling import tell
from klaviatur.errors import WorkspaceError

OUTPUTS = {"rows": "csv", "lines": "jsonl"}
PRODUCTS = 400
Fill = Callable[[int], None]


@pytest.fixture
def syndication(folder: Path, tmp_path: Path, workspace: Workspace) -> Iterator[Syndication]:
    """Two outputs that ran once, and one price that changed since."""
    profiles = write_profiles(tmp_path / "profiles", **OUTPUTS)
    bring(workspace, [row(number) for number in range(1, PRODUCTS + 1)])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        syndication.run(by=ANNA)
        change(workspace, 1)
        yield syndication


def change(workspace: Workspace, *numbers: int) -> None:
    bring(workspace, [row(n, preis="77,00 EUR") if n in numbers else row(n) for n in range(1, PRODUCTS + 1)])


def told(syndication: Syndication) -> dict[str, bytes]:
    return {name: whole(syndication, name) for name in OUTPUTS}


def lying(folder: Path) -> dict[str, int]:
    """Return the files of all outputs and how long they are."""
    there = folder / "outputs"
    return {str(place.relative_to(there)): place.stat().st_size for place in there.rglob("*/*") if place.is_file()}


def of_lines(files: dict[str, int]) -> dict[str, int]:
    return {name: size for name, size in files.items() if name.startswith("lines")}


def assert_the_next_run_is_whole(syndication: Syndication) -> None:
    assert {(run.kind, run.state) for run in syndication.run(by=ANNA)} == {("delta", "done")}
    after = told(syndication)
    assert syndication.parity(published=True) == []
    syndication.run(full=True, by=ANNA)
    assert told(syndication) == after


def fail_for_lines(real: Callable[..., object]) -> Callable[..., object]:
    """Let one of the two outputs find no room."""

    def full(place: object, *given: object) -> object:
        if "lines" in str(getattr(place, "_folder", place)):
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        return real(place, *given)

    return full


@pytest.mark.parametrize("whole_run", [True, False])
@pytest.mark.parametrize("stage", ["records", "index", "state"])
def test_an_output_without_room_stays_as_it_was_and_the_run_says_so(
    syndication: Syndication, folder: Path, stage: str, whole_run: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = told(syndication), lying(folder)
    kind = "full" if whole_run else "delta"
    with monkeypatch.context() as patched:
        if stage == "records":
            patched.setattr(Bodies, "append", fail_for_lines(Bodies.append))
        elif stage == "index":
            patched.setattr(writing, "to_disk", fail_for_lines(bodies.to_disk))
        else:
            patched.setattr(writing, "write_aside", fail_for_lines(states.write_aside))
        stays = "stays as it was" if stage == "records" else r"New: rows\. As before: lines\."
        with pytest.raises(WorkspaceError, match=f"no room left.*{stays}.*Make room.*klaviatur syndicate") as refused:
            syndication.run(full=whole_run, by=ANNA)
    assert "kein Platz mehr" in tell("de", str(refused.value))
    runs = {run.output: run for run in syndication.runs(limit=2)}
    assert (runs["lines"].kind, runs["lines"].state, runs["lines"].message) == (kind, "failed", NO_ROOM)
    assert (runs["rows"].state == "done") == (b"77.00" in whole(syndication, "rows")) == (stage != "records")
    assert whole(syndication, "lines") == before["lines"]
    assert of_lines(lying(folder)) == of_lines(files)
    assert ".new" not in str(lying(folder))
    assert_the_next_run_is_whole(syndication)
    assert b"77.00" in whole(syndication, "lines")


def test_a_compaction_that_finds_no_room_leaves_nothing_behind_and_the_run_is_done(
    syndication: Syndication, folder: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(workspace, *range(1, 90))
    with monkeypatch.context() as patched:
        patched.setattr(Bodies, "copy", fail_for_lines(Bodies.copy))
        assert {run.state for run in syndication.run(by=ANNA)} == {"done"}
    after, files = told(syndication), lying(folder)
    assert all("-2." not in name for name in files if name.startswith("lines/"))
    assert_the_next_run_is_whole(syndication)
    assert told(syndication) == after


def test_a_compaction_that_fails_last_of_all_leaves_nothing_behind(
    syndication: Syndication, folder: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(workspace, *range(1, 90))

    def full(folder: Path, state: object) -> None:
        if getattr(state, "generation", 0) > 1 and folder.name == "lines":
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        states.write_aside(folder, state)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_aside", full)
        assert {run.state for run in syndication.run(by=ANNA)} == {"done"}
    assert all("-2." not in name for name in lying(folder) if name.startswith("lines/"))
    assert_the_next_run_is_whole(syndication)


def test_a_disk_that_takes_the_beginning_of_a_block_alone_is_asked_again(tmp_path: Path) -> None:
    class Nearly:
        """A file that takes ten bytes at a time, and says so."""

        def __init__(self) -> None:
            self.taken = b""

        def write(self, block: bytes) -> int:
            self.taken += bytes(block[:10])
            return len(block[:10])

    source, nearly = tmp_path / "source", Nearly()
    source.write_bytes(told_once := b"a record of an output, whole")
    made = Bodies(tmp_path, 1, 0)
    made._files.append(nearly)  # type: ignore[arg-type]
    with source.open("rb") as file:
        made.copy(0, file, 0, len(told_once))
    assert nearly.taken == told_once


# --- A disk that is really full -------------------------------------------------------------------------------------
@pytest.fixture
def fill(folder: Path, workspace: Workspace, tmp_path: Path) -> Iterator[Fill]:
    """Put outputs on a small disk of their own, and give what leaves only so much room on it."""
    there = folder / "outputs"
    there.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(there)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")

    def fill(room: int) -> None:
        (there / ".filler").unlink(missing_ok=True)
        seen = os.statvfs(there)
        if room >= 0:
            (there / ".filler").write_bytes(bytes(max(0, seen.f_bavail * seen.f_frsize - room)))

    yield fill
    subprocess.run(["umount", "--lazy", str(there)], check=True)


@pytest.mark.parametrize("whole_run", [True, False])
def test_whatever_room_a_disk_has_the_outputs_are_old_or_new_and_never_half(
    fill: Fill, syndication: Syndication, folder: Path, workspace: Workspace, whole_run: bool
) -> None:
    before, files, done = told(syndication), lying(folder), 0
    needed = sum(files.values()) if whole_run else 40_000
    for room in range(0, 3 * needed, needed // 10):
        fill(room)
        with suppress(WorkspaceError):
            syndication.run(full=whole_run, by=ANNA)
        runs, seen = {run.output: run for run in syndication.runs(limit=2)}, told(syndication)
        assert {run.message for run in runs.values() if run.state != "done"} <= {NO_ROOM}
        assert all(seen[name] == before[name] or b"77.00" in seen[name] for name in OUTPUTS)
        assert not [name for name in lying(folder) if name.endswith(".new")]
        if all(run.state == "done" for run in runs.values()):
            assert all(b"77.00" in said for said in seen.values())
            done = room
            break
    assert done > 0
    fill(-1)
    assert_the_next_run_is_whole(syndication)
