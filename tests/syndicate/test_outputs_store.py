"""Outputs on both databases: runs, what is held, and what changed since, whatever changed it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.errors import UnknownOutput
from klaviatur.settings import Settings


@pytest.fixture
def settings(new_database: Callable[[], str], tmp_path: Path) -> Settings:
    profiles = write_profiles(tmp_path / "profiles", rows="csv", lines='jsonl\ngroup = "parent"\n')
    return Settings(database_url=new_database(), outputs_folder=str(profiles))


@pytest.fixture
def workspace(tmp_path: Path, settings: Settings) -> Iterator[Workspace]:
    with klaviatur.open_workspace(tmp_path / "w", settings=settings) as workspace:
        yield workspace


@pytest.fixture
def syndication(workspace: Workspace, settings: Settings) -> Iterator[Syndication]:
    with klaviatur.open_syndication(workspace.folder, settings=settings) as syndication:
        switch_on(syndication, "rows", "lines")
        yield syndication


def test_runs_and_what_is_held_are_kept_and_paged(workspace: Workspace, syndication: Syndication) -> None:
    bring(workspace, [row(number, preis="", name="") for number in range(1, 6)] + [row(6)])
    _, first = syndication.run(by=ANNA)
    assert syndication.run_of(first.id) == first
    assert syndication.runs(output="rows") == [first]
    page = syndication.held("rows", limit=3)
    assert [problem.key for problem in page] == ["A001", "A001", "A002", "A002"]  # an item's problems stay together
    assert {problem.key for problem in syndication.held("rows", after="A002")} == {"A003", "A004", "A005"}
    assert [problem.key for problem in syndication.held("rows", rule="rows.price_missing", search="004")] == ["A004"]
    assert {(problem.rule, items) for problem, items in syndication.held_counts("rows")} == {
        ("rows.price_missing", 5),
        ("rows.title_missing", 5),
    }
    with pytest.raises(UnknownOutput):
        syndication.run_of(first.id + 100)


def test_whatever_people_decide_is_in_the_next_delta(workspace: Workspace, syndication: Syndication) -> None:
    bring(workspace, [row(1), row(2), row(3)])
    bring(workspace, [row(1, name="Lampe vom Lieferanten"), row(4, sku="B4", name="Lampe vier")], source="supplier")
    syndication.run(by=ANNA)
    assert b"Lampe vom Lieferanten" in whole(syndication, "rows")
    workspace.choose("A001", "name", "shop", by="anna")
    assert [run.changed for run in syndication.run(by=ANNA)] == [1, 1]
    assert b"Leuchte Nr. 1" in whole(syndication, "rows")
    workspace.same("B4", "A002", by="anna")
    assert {(run.items, run.removed) for run in syndication.run(by=ANNA)} == {(3, 1)}
    assert b"Lampe vier" in whole(syndication, "rows")
    workspace.part("B4", by="anna")
    assert {run.items for run in syndication.run(by=ANNA)} == {4}
    told = {name: whole(syndication, name) for name in ("rows", "lines")}
    syndication.run(full=True, by=ANNA)
    assert told == {name: whole(syndication, name) for name in ("rows", "lines")}


def test_a_parent_that_changes_changes_what_its_variants_say(workspace: Workspace, syndication: Syndication) -> None:
    variant = row(2, hauptartikel="A001", preis="")
    bring(workspace, [row(1, farbe="rot", ean=""), variant, row(3)])
    syndication.run(by=ANNA)
    bring(workspace, [row(1, farbe="grün", ean=""), variant, row(3)])
    assert {run.changed for run in syndication.run(by=ANNA)} == {1}
    assert "grün" in whole(syndication, "rows").decode()
    told = whole(syndication, "rows")
    syndication.run(full=True, by=ANNA)
    assert told == whole(syndication, "rows")


def test_a_partial_feed_holds_what_changed_since_a_run(workspace: Workspace, syndication: Syndication) -> None:
    bring(workspace, [row(1), row(2)])
    first = next(run for run in syndication.run(by=ANNA) if run.output == "rows")
    bring(workspace, [row(1), row(2, preis="5,00 EUR")])
    syndication.run(by=ANNA)
    part = b"".join(syndication.delta_feed("rows", since=first.id).bytes).decode()
    assert [line[:4] for line in part.splitlines()[1:]] == ["A002"]


def test_whole_outputs_are_written_as_files(workspace: Workspace, syndication: Syndication, tmp_path: Path) -> None:
    bring(workspace, [row(1)])
    syndication.run(by=ANNA)
    places = syndication.write(tmp_path / "out")
    assert sorted(place.name for place in places) == ["lines.jsonl", "rows.csv"]
    assert (tmp_path / "out" / "rows.csv").read_bytes() == whole(syndication, "rows")


def test_an_accepted_proposal_is_in_the_outputs_after_the_next_delta(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(workspace, [row(1, name="Stehlampe", beschreibung="Die Lampe wiegt 2,5 kg."), row(2)])
    switch_on(syndication, "markdown_pages")
    syndication.run(by=ANNA)
    assert "2.5 kg" not in whole(syndication, "markdown_pages").decode()
    workspace.enrich(["A001"], only=["values"])
    weight = next(one for one in workspace.proposals(product="A001") if one.attribute == "weight")
    assert {run.changed for run in syndication.run(by=ANNA)} == {0}
    workspace.accept(weight.id, by="anna")
    [run] = syndication.run(["markdown_pages"], by=ANNA)
    assert (run.kind, run.changed) == ("delta", 1)
    told = whole(syndication, "markdown_pages")
    assert "2.5 kg" in told.decode()
    syndication.run(["markdown_pages"], full=True, by=ANNA)
    assert told == whole(syndication, "markdown_pages")
