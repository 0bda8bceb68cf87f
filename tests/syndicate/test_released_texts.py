"""Only released wording leaves in outputs, and it leaves them again with its release."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Desk, Syndication, Workspace
from klaviatur.records import Actor, MemberRole, State

RITA = Actor("rita", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
DESCRIBED = "Eine Leuchte mit 12 Watt aus Glas."


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        bring(workspace, [row(1, beschreibung=DESCRIBED, farbe="rot"), row(2)])
        yield workspace


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    with klaviatur.open_desk(workspace.folder) as desk:
        yield desk


@pytest.fixture
def syndication(workspace: Workspace, tmp_path: Path) -> Iterator[Syndication]:
    with opened(workspace.folder, write_profiles(tmp_path / "profiles", rows="csv")) as syndication:
        switch_on(syndication, "rows")
        yield syndication


def released_title(desk: Desk) -> tuple[str, str]:
    """Play a product, release its title for shops, and return the variant's id and the title."""
    variant = desk.play("product", "A001", channels=["shopping_title"], by=RITA)[0]
    desk.release(variant.id, wording=variant.wording, by=RITA)
    parts = desk.opened(variant.id).revision.checked.variant.parts
    return variant.id, next(part.text for part in parts if part.name == "title")


def titles(syndication: Syndication) -> dict[str, str]:
    return {said["id"]: said["title"] for said in csv.DictReader(StringIO(whole(syndication, "rows").decode()))}


def test_a_wording_enters_with_its_release_and_goes_with_it(desk: Desk, syndication: Syndication) -> None:
    syndication.run(by=ANNA)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"
    variant, title = released_title(desk)
    run = syndication.run(by=ANNA)[0]
    assert (run.kind, run.changed) == ("delta", 1)
    assert title != "Leuchte Nr. 1"
    assert titles(syndication)["A001"] == " ".join(title.split())
    desk.withdraw(variant, "not ours", by=RITA)
    syndication.run(by=ANNA)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"


def test_a_wording_that_nobody_released_never_leaves(desk: Desk, syndication: Syndication) -> None:
    variant = desk.play("product", "A001", channels=["shopping_title"], by=RITA)[0]
    assert variant.state is State.DRAFT
    syndication.run(by=ANNA)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"


def test_with_released_texts_only_all_others_are_held_with_that_reason(desk: Desk, syndication: Syndication) -> None:
    released_title(desk)
    switch_on(syndication, "rows", texts="released_only")
    run = syndication.run(by=ANNA)[0]
    assert (run.items, run.delivered, run.held) == (2, 1, 1)
    assert [(one.key, one.rule, one.place) for one in syndication.held("rows")] == [
        ("A002", "wording.not_released", "title")
    ]


def test_a_changed_fact_takes_the_wording_that_states_it_out(
    desk: Desk, syndication: Syndication, workspace: Workspace
) -> None:
    variant, _ = released_title(desk)
    syndication.run(by=ANNA)
    bring(workspace, [row(1, beschreibung=DESCRIBED, farbe="blau", name="Lampe Nr. 1"), row(2)])
    assert desk.opened(variant).variant.state is State.STALE
    syndication.run(by=ANNA)
    assert titles(syndication)["A001"] == "Lampe Nr. 1"
