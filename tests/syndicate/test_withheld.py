"""An output that may not leave as it is, says so at each run and goes on from what it has looked at."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copytree

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

from klaviatur import Syndication, Workspace
from klaviatur.errors import NotReady
from klaviatur.records import Run, RunKind

OUTPUTS = {
    "rows": "csv",
    "some": 'csv\n[options]\nleast = "1"\n',
    "bunches": 'jsonl\ngroup = "parent"\n[options]\nleast = "1"\n',
    "few": 'csv\n[options]\nmost = "2"\n',
}
NOTHING = "No product may leave"
FULL, DELTA = RunKind.FULL, RunKind.DELTA


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    return write_profiles(tmp_path / "profiles", **OUTPUTS)


@pytest.fixture
def syndication(folder: Path, profiles: Path, workspace: Workspace) -> Iterator[Syndication]:
    bring(workspace, [row(1, preis=""), row(2, preis="")])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        yield syndication


def ran(syndication: Syndication, *, full: bool = False) -> Mapping[str, Run]:
    return {run.output: run for run in syndication.run(by=ANNA, full=full)}


def files(folder: Path, output: str) -> set[str]:
    return {place.name for place in (folder / "outputs" / output).iterdir()}


def test_an_output_without_a_product_says_so_at_each_run_and_each_further_one_is_a_delta(
    syndication: Syndication,
) -> None:
    for kind in (FULL, DELTA, DELTA):
        runs = ran(syndication)
        assert {run.kind for run in runs.values()} == {kind}
        for name in ("some", "bunches"):
            run = runs[name]
            assert (run.state, run.items, run.delivered, run.held) == ("failed", 2, 0, 2)
            assert NOTHING in run.message
            assert f"klaviatur outputs held {name}" in run.message
            with pytest.raises(NotReady, match=NOTHING):
                syndication.feed(name)
        assert len(syndication.held("some")) == 2
        assert {fate for output, fate, _ in syndication.why("A001") if output == "some"} == {"held"}
    assert syndication.parity(published=True) == []
    with pytest.raises(NotReady, match=NOTHING):
        syndication.parity(["some"], published=True)


def test_as_soon_as_a_product_may_leave_it_leaves(workspace: Workspace, syndication: Syndication) -> None:
    ran(syndication)
    bring(workspace, [row(1), row(2, preis="")])
    runs = ran(syndication)
    assert {(run.kind, run.state, run.delivered, run.held) for run in runs.values()} == {(DELTA, "done", 1, 1)}
    told = {name: whole(syndication, name) for name in OUTPUTS}
    ran(syndication, full=True)
    assert {name: whole(syndication, name) for name in OUTPUTS} == told
    assert [problem.key for problem in syndication.held("some")] == ["A002"]


def test_what_was_in_it_stays_while_nothing_may_leave_and_goes_with_the_next_that_may(
    workspace: Workspace, syndication: Syndication, folder: Path
) -> None:
    bring(workspace, [row(number) for number in (1, 2)])
    ran(syndication)
    before = whole(syndication, "some")
    for full, rows in (
        (False, [row(1, preis=""), row(2, preis="")]),
        (False, [row(1, preis="", name="Anders"), row(2, preis="")]),
        (True, [row(1, preis=""), row(2, preis="")]),
        (False, [row(1, preis=""), row(2, preis="", name="Anders")]),
    ):
        bring(workspace, rows)
        run = ran(syndication, full=full)["some"]
        assert (run.kind, run.state, run.held) == (FULL if full else DELTA, "failed", 2)
        assert whole(syndication, "some") == before
    bring(workspace, [row(1, preis=""), row(2, name="Anders")])
    run = ran(syndication)["some"]
    assert (run.kind, run.state, run.delivered) == (DELTA, "done", 1)
    told = whole(syndication, "some")
    assert b"Anders" in told
    assert "withheld.json" not in files(folder, "some")
    assert len({name.split(".")[0].split("-")[1] for name in files(folder, "some") if "-" in name}) == 1
    assert ran(syndication, full=True)["some"].state == "done"
    assert whole(syndication, "some") == told


def test_an_output_that_is_too_long_stays_as_it_was_and_takes_the_next_that_is_not(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(workspace, [row(1), row(2)])
    ran(syndication)
    before = whole(syndication, "few")
    for rows in ([row(1), row(2), row(3)], [row(1, name="Anders"), row(2), row(3)]):
        bring(workspace, rows)
        run = ran(syndication)["few"]
        assert (run.kind, run.state, run.items) == (DELTA, "failed", 0)
        assert "at most 2 records" in run.message
        assert whole(syndication, "few") == before
    bring(workspace, [row(1, name="Anders"), row(2), row(3, preis="")])
    run = ran(syndication)["few"]
    assert (run.kind, run.state, run.delivered) == (DELTA, "done", 2)
    assert b"Anders" in whole(syndication, "few")


STEPS = [
    {1: "5,00", 2: "", 3: "", 4: ""},
    {1: "", 2: "", 3: "", 4: ""},
    {1: "", 2: "6,00", 3: "7,00", 4: "8,00"},
    {1: "", 2: "", 3: "", 4: "8,00"},
    {1: "", 2: "", 3: "", 4: ""},
    {1: "1,00", 2: "2,00", 3: "3,00", 4: "4,00"},
    {1: "1,00", 2: "2,00", 3: "", 4: ""},
]


def test_what_a_delta_serves_is_what_a_full_run_serves_whatever_was_withheld_before(
    workspace: Workspace, syndication: Syndication, folder: Path, profiles: Path, tmp_path: Path
) -> None:
    for number, step in enumerate(STEPS):
        rows = [row(at, preis=price, hauptartikel="A001" if at == 2 else "") for at, price in step.items()]
        bring(workspace, rows)
        twin = copytree(folder, tmp_path / f"twin{number}")
        deltas = ran(syndication)
        with opened(twin, profiles) as beside:
            fulls = ran(beside, full=True)
            assert {name: (run.state, run.message, run.held) for name, run in deltas.items()} == {
                name: (run.state, run.message, run.held) for name, run in fulls.items()
            }
            for name, run in deltas.items():
                assert run.kind is (DELTA if number else FULL)
                if run.state == "done":
                    assert whole(syndication, name) == whole(beside, name)
                assert served(syndication, name) == served(beside, name)


def served(syndication: Syndication, name: str) -> bytes:
    try:
        return whole(syndication, name)
    except NotReady:
        return b""


def test_a_run_whose_process_died_behind_one_that_was_withheld_makes_all_anew(
    workspace: Workspace, syndication: Syndication
) -> None:
    ran(syndication)
    syndication.store.begin({"some": DELTA}, by=ANNA)  # and here it died
    bring(workspace, [row(1), row(2)])
    run = ran(syndication)["some"]
    assert (run.kind, run.delivered) == (FULL, 2)
