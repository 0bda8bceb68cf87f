"""Outputs that several processes write together."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur.errors import WorkspaceError
from klaviatur.settings import Settings
from klaviatur.wiring.output_hands import Hand

NAMES = ("rows", "lines")


def test_several_processes_write_what_one_writes(tmp_path: Path) -> None:
    profiles = write_profiles(tmp_path / "profiles", rows="csv", lines='jsonl\ngroup = "parent"\n')
    alone = Settings(outputs_folder=str(profiles), output_processes=1)
    with klaviatur.open_workspace(tmp_path / "w", settings=alone) as workspace:
        bring(workspace, [row(number, preis="" if number == 3 else "9,90 EUR") for number in range(1, 9)])
    with klaviatur.open_syndication(tmp_path / "w", settings=alone) as syndication:
        switch_on(syndication, *NAMES)
        one = syndication.run(by=ANNA)
        told = {name: whole(syndication, name) for name in NAMES}
    with klaviatur.open_syndication(tmp_path / "w", settings=replace(alone, output_processes=2)) as syndication:
        several = syndication.run(full=True, by=ANNA)
        assert told == {name: whole(syndication, name) for name in NAMES}
        assert [(run.digest, run.delivered, run.held) for run in several] == [
            (run.digest, run.delivered, run.held) for run in one
        ]
        assert {problem.key for problem in syndication.held("rows")} == {"A003"}
    with klaviatur.open_workspace(tmp_path / "w", settings=alone) as workspace:
        bring(workspace, [row(number, preis="8,90 EUR") for number in range(1, 9) if number != 5])
    with klaviatur.open_syndication(tmp_path / "w", settings=replace(alone, output_processes=2)) as syndication:
        syndication.run(by=ANNA)
        told = {name: whole(syndication, name) for name in NAMES}
        syndication.run(full=True, by=ANNA)
        assert told == {name: whole(syndication, name) for name in NAMES}


def test_a_process_that_is_killed_stops_the_run_with_a_next_step(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("wb") as lock, Hand([], 0, lock.fileno()) as hand:
        hand.process.kill()
        with pytest.raises(WorkspaceError, match="output_processes = 1"):
            hand.finish()
