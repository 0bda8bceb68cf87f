"""A whole output's file at an outlet that takes files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.deliveries.house import ADA, BEN, PIA, one
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur.errors import NotAllowed, NotReady, SettingError
from klaviatur.settings import Settings
from klaviatur.wiring.deliveries import Deliveries

MAIL = {"host": "127.0.0.1", "security": "none", "from_address": "press@example.org", "from_name": "Lindhof"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a catalogue and an output of it that was run."""
    return tmp_path / "workspace"


@pytest.fixture
def deliveries(folder: Path, tmp_path: Path) -> Iterator[Deliveries]:
    profiles = write_profiles(tmp_path / "profiles", rows="csv")
    with klaviatur.open_workspace(folder) as workspace, opened(folder, profiles) as syndication:
        bring(workspace, [row(1), row(2)])
        switch_on(syndication, "rows")
        syndication.run(by=ANNA)
        (tmp_path / "wanted.csv").write_bytes(whole(syndication, "rows"))
    settings = Settings(outputs_folder=str(tmp_path / "profiles"))
    with klaviatur.open_deliveries(folder, settings=settings) as deliveries:
        deliveries.keep_outlet("shelf", "folder", {"path": str(tmp_path / "shelf")}, version=1, by=ADA)
        deliveries.keep_outlet("press", "mail", MAIL, version=1, by=ADA)
        yield deliveries


def test_a_whole_output_is_put_into_a_folder_and_the_audit_says_so(deliveries: Deliveries, tmp_path: Path) -> None:
    receipt = deliveries.publish("rows", "shelf", by=PIA)
    (found,) = (tmp_path / "shelf").rglob("rows.csv")
    assert found.read_bytes() == (tmp_path / "wanted.csv").read_bytes()
    assert b"A002" in found.read_bytes()
    with klaviatur.open_desk(deliveries.folder, settings=deliveries.settings) as desk:
        line = one([line for line in desk.audit() if line.entry.what == "output.published"])
        assert desk.verify_audit().whole
    assert (line.who, line.entry.thing) == ("pia", "output:rows")
    assert ("receipt", receipt.id) in line.entry.details
    deliveries.publish("rows", "shelf", by=PIA)
    assert len(list((tmp_path / "shelf").rglob("rows*"))) == 1


def test_no_output_leaves_while_something_is_paused_or_where_no_files_are_taken(
    deliveries: Deliveries, tmp_path: Path
) -> None:
    deliveries.pause_all("a crisis", by=BEN)
    with pytest.raises(NotReady, match="Everything is paused"):
        deliveries.publish("rows", "shelf", by=PIA)
    deliveries.go_on(by=BEN)
    deliveries.pause_outlet("shelf", "the disk is full", by=PIA)
    with pytest.raises(NotReady, match="the disk is full"):
        deliveries.publish("rows", "shelf", by=PIA)
    with pytest.raises(NotReady, match="takes no files"):
        deliveries.publish("rows", "press", by=PIA)
    with pytest.raises(NotAllowed):
        deliveries.publish("rows", "shelf", by=BEN)
    assert not (tmp_path / "shelf").exists() or not list((tmp_path / "shelf").rglob("*.csv"))


def test_a_path_that_is_not_absolute_lies_below_the_workspace(deliveries: Deliveries) -> None:
    kept = deliveries.keep_outlet("inside", "folder", {"path": "out/shelf"}, version=1, by=ADA)
    assert kept.values["path"] == "out/shelf"
    deliveries.publish("rows", "inside", by=PIA)
    assert len(list((deliveries.folder / "out" / "shelf").rglob("rows.csv"))) == 1
    assert [one.name for one in deliveries.takers()] == ["inside", "shelf"]
    with pytest.raises(SettingError, match="leads out of the workspace"):
        deliveries.keep_outlet("outside", "folder", {"path": "../shelf"}, version=1, by=ADA)
