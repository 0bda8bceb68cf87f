"""Only released wording leaves in outputs, and it leaves them again with its release."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Desk, Syndication, Workspace
from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.adapters.stores.desk.packing import packed
from klaviatur.adapters.stores.schema_desk import releases, revisions, variants
from klaviatur.errors import Overtaken
from klaviatur.records import Actor, Bilingual, Finding, MemberRole, Severity, State
from klaviatur.wiring.work import Works

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


def test_a_file_that_holds_a_wording_does_not_leave_once_its_release_has_ended(
    desk: Desk, syndication: Syndication, workspace: Workspace, tmp_path: Path
) -> None:
    variant, _ = released_title(desk)
    run = syndication.run(by=ANNA)[0]
    desk.withdraw(variant, "not ours", by=RITA)
    assert syndication.overtaken() == ["rows"]
    with pytest.raises(Overtaken, match="klaviatur syndicate rows"):
        syndication.feed("rows")
    with pytest.raises(Overtaken):
        syndication.delta_feed("rows", since=run.id - 1)
    with pytest.raises(Overtaken):
        syndication.write(tmp_path / "files")
    assert not list(tmp_path.glob("files/*"))
    settings = syndication.settings
    with klaviatur.open_deliveries(workspace.folder, settings=settings) as deliveries:
        deliveries.keep_outlet("shelf", "folder", {"path": str(tmp_path / "shelf")}, version=1, by=ANNA)
        with pytest.raises(Overtaken):
            deliveries.publish("rows", "shelf", by=ANNA)
    syndication.run(by=ANNA)
    assert syndication.overtaken() == []
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"


def test_a_withdrawn_wording_that_an_output_does_not_state_holds_nothing(desk: Desk, syndication: Syndication) -> None:
    released_title(desk)
    other = desk.play("product", "A001", channels=["linkedin"], by=RITA)[0]
    desk.release(other.id, wording=other.wording, by=RITA)
    syndication.run(by=ANNA)
    desk.withdraw(other.id, "not ours", by=RITA)
    assert syndication.overtaken() == []
    assert titles(syndication)["A001"]


def test_who_works_runs_the_outputs_again_that_hold_what_was_withdrawn(desk: Desk, syndication: Syndication) -> None:
    variant, _ = released_title(desk)
    syndication.run(by=ANNA)
    with klaviatur.open_desk(desk.folder, settings=syndication.settings) as house:
        works = Works(house)
        works.renew_outputs()
        assert works.unfinished() == []
        house.withdraw(variant, "not ours", by=RITA)
        works.renew_outputs()
        works.renew_outputs()  # ordered once
        (work,) = works.unfinished()
        assert not works.advance(work)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"


@pytest.mark.parametrize("spoiled", ["vouchless", "stale"])
def test_a_release_without_vouch_and_a_wording_written_over_by_hand_are_not_stated(
    desk: Desk, syndication: Syndication, spoiled: str
) -> None:
    variant, title = released_title(desk)
    checked = desk.opened(variant).revision.checked
    blocking = Finding("claim.unsupported", Severity.BLOCK, Bilingual("Nein.", "No."), words=title)
    engine = open_database(desk.folder / "klaviatur.db")
    with writing(engine) as connection:
        if spoiled == "vouchless":
            said = packed(replace(checked, findings=(*checked.findings, blocking)))
            connection.execute(update(revisions).where(revisions.c.variant == variant).values(checked=said))
        else:
            connection.execute(update(variants).where(variants.c.id == variant).values(state="stale"))
    engine.dispose()
    syndication.run(full=True, by=ANNA)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"


@pytest.mark.parametrize("forged", ["revived", "renamed"])
def test_a_release_that_the_audit_does_not_know_is_not_stated(
    desk: Desk, syndication: Syndication, forged: str
) -> None:
    variant, title = released_title(desk)
    syndication.run(by=ANNA)
    assert titles(syndication)["A001"] == " ".join(title.split())
    if forged == "revived":
        desk.withdraw(variant, "not ours", by=RITA)
    engine = open_database(desk.folder / "klaviatur.db")
    with writing(engine) as connection:
        said = {"ended_at": None, "ended_by": "", "ended_why": ""} if forged == "revived" else {"by": "somebody"}
        connection.execute(update(releases).where(releases.c.variant == variant).values(said))
        connection.execute(update(variants).where(variants.c.id == variant).values(state="released"))
    engine.dispose()
    syndication.run(full=True, by=ANNA)
    assert titles(syndication)["A001"] == "Leuchte Nr. 1"
