"""What was made leaves while the signed audit says that its wordings are released, whatever the rows say."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from tests.syndicate.catalogues import ANNA, PROFILE, bring, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Desk, Syndication
from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.errors import AuditBroken, Overtaken
from klaviatur.records import Actor, MemberRole, State
from klaviatur.settings import Settings
from klaviatur.wiring.work import Works

RITA = Actor("rita", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
FREED = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_unchanged", "DROP TRIGGER IF EXISTS audit_unremoved"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER ALL"],
}
PLAIN = "\n[[field]]\nname = 'id'\nfrom = 'key'\nrequired = true\nparity = 'key'\n"
BEFORE = [row(1, beschreibung="Eine Leuchte mit 12 Watt aus Glas.", farbe="rot"), row(2)]
AFTER = [row(1, beschreibung="Eine Leuchte mit 12 Watt aus Glas.", farbe="blau"), row(2)]
CHEAPER = [row(1, beschreibung="Eine Leuchte mit 12 Watt aus Glas.", farbe="rot", preis="7,00 €"), row(2)]
COLLECTED = "Leuchte Nr. 1"
REVIVED = (
    "UPDATE releases SET ended_at = NULL, ended_by = '', ended_why = '' WHERE variant = '{0}'",
    "UPDATE variants SET state = 'released' WHERE id = '{0}'",
)


class House:
    """A workspace with one released wording, in an output that states it and beside one that states none."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.place = settings.database_url or folder / "klaviatur.db"
        self.bring(BEFORE)
        with self.desk() as desk:
            variant = desk.play("product", "A001", channels=["shopping_title"], by=RITA)[0]
            desk.release(variant.id, wording=variant.wording, by=RITA)
        self.variant = variant.id
        with self.outputs() as outputs:
            switch_on(outputs, "rows", "plain")
            outputs.run(by=ANNA)
        assert self.title() != COLLECTED

    def desk(self) -> Desk:
        return klaviatur.open_desk(self.folder, settings=self.settings)

    def outputs(self) -> Syndication:
        return klaviatur.open_syndication(self.folder, settings=self.settings)

    def bring(self, rows: list[dict[str, str]]) -> None:
        with klaviatur.open_workspace(self.folder, settings=self.settings) as workspace:
            bring(workspace, rows)

    def end(self, how: str) -> None:
        """End the release as it should be ended."""
        if how == "stale":
            self.bring(AFTER)
        else:
            with self.desk() as desk:
                desk.withdraw(self.variant, "not ours", by=RITA)
        with self.desk() as desk:
            assert desk.opened(self.variant).variant.state is not State.RELEASED

    def write(self, *statements: str) -> None:
        """Write to the database by hand."""
        engine = open_database(self.place)
        with writing(engine) as connection:
            for statement in (*FREED[connection.dialect.name], *statements):
                connection.execute(text(statement.format(self.variant)))
        engine.dispose()

    def title(self) -> str:
        with self.outputs() as outputs:
            rows = csv.DictReader(StringIO(whole(outputs, "rows").decode()))
            return next(said["title"] for said in rows if said["id"] == "A001")

    def runs(self, *, full: bool = False) -> dict[str, tuple[str, str]]:
        with self.outputs() as outputs:
            return {run.output: (run.state, run.message) for run in outputs.run(full=full, by=ANNA)}


@pytest.fixture
def house(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[House]:
    place = new_database()
    profiles = write_profiles(tmp_path / "profiles", rows="csv")
    (profiles / "plain.toml").write_text(PROFILE.format(name="plain", format="csv", head="") + PLAIN, encoding="utf-8")
    database = place if place.startswith("postgresql") else ""
    return House(tmp_path / "w", Settings(outputs_folder=str(profiles), database_url=database))


@pytest.mark.parametrize("ended", ["withdrawn", "stale"])
@pytest.mark.parametrize("more", ["", "UPDATE variants SET channel = 'linkedin' WHERE id = '{0}'"])
def test_a_file_does_not_leave_by_a_release_that_ended_and_was_revived_by_hand(
    house: House, ended: str, more: str
) -> None:
    house.end(ended)
    house.write(*REVIVED, *([more] if more else []))
    with house.outputs() as outputs:
        assert outputs.overtaken() == ["rows"]
        with pytest.raises(Overtaken, match="klaviatur syndicate rows"):
            outputs.feed("rows")
        with pytest.raises(Overtaken):
            outputs.delta_feed("rows", since=0)
        with pytest.raises(Overtaken):
            outputs.write(house.folder / "files", ["rows"])
        assert whole(outputs, "plain") == b"id\nA001\nA002\n"
    with klaviatur.open_deliveries(house.folder, settings=house.settings) as deliveries:
        deliveries.keep_outlet("shelf", "folder", {"path": str(house.folder / "files")}, version=1, by=ANNA)
        with pytest.raises(Overtaken):
            deliveries.publish("rows", "shelf", by=ANNA)
    assert not list(house.folder.glob("files/*"))


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("ended", ["withdrawn", "stale"])
def test_the_next_run_takes_a_wording_out_whose_release_was_revived_by_hand(
    house: House, ended: str, full: bool
) -> None:
    house.end(ended)
    house.write(*REVIVED)
    assert set(house.runs(full=full).values()) == {("done", "")}
    assert house.title() == COLLECTED


def test_who_works_runs_the_outputs_again_though_the_release_was_revived(house: House) -> None:
    with house.desk() as desk:
        works = Works(desk)
        works.renew_outputs()
        assert works.unfinished() == []
        house.end("withdrawn")
        house.write(*REVIVED)
        works.renew_outputs()
        works.renew_outputs()  # ordered once
        (work,) = works.unfinished()
        assert not works.advance(work)
        works.renew_outputs()
        assert works.unfinished() == []
    assert house.title() == COLLECTED


TAMPERED = {
    "a line cut out": "DELETE FROM audit WHERE what = 'variant.withdrawn'",
    "a line said of something else": "UPDATE audit SET thing = 'variant:other' WHERE what = 'variant.withdrawn'",
    "the end cut": "DELETE FROM audit WHERE number >= (SELECT number FROM audit WHERE what = 'variant.withdrawn')",
    "no seal": "DELETE FROM audit_seals",
    "another seal": "UPDATE audit_seals SET seal = 'x'",
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_no_file_with_wordings_leaves_while_the_audit_does_not_hold(house: House, tampered: str) -> None:
    house.end("withdrawn")
    house.write(*REVIVED, TAMPERED[tampered])
    for _ in range(2):
        with house.outputs() as outputs:
            with pytest.raises(AuditBroken, match="klaviatur audit verify"):
                outputs.feed("rows")
            with pytest.raises(AuditBroken, match="klaviatur audit verify"):
                outputs.write(house.folder / "files")
            assert whole(outputs, "plain") == b"id\nA001\nA002\n"
            assert outputs.overtaken() == []  # a run would not help
    assert not list(house.folder.glob("files/rows*"))


@pytest.mark.parametrize("full", [False, True])
def test_no_wording_is_made_into_a_file_while_the_audit_does_not_hold(house: House, full: bool) -> None:
    house.end("withdrawn")
    house.write(*REVIVED, TAMPERED["a line cut out"])
    runs = house.runs(full=full)
    assert runs["plain"] == ("done", "")
    state, message = runs["rows"]
    assert state == "failed"
    assert "klaviatur audit verify" in message
    with house.outputs() as outputs, pytest.raises(AuditBroken):
        outputs.feed("rows")


def test_what_was_withdrawn_is_remembered_though_its_line_is_cut_out_later(house: House) -> None:
    with house.outputs() as outputs:
        assert whole(outputs, "rows")
        house.end("withdrawn")
        with pytest.raises(Overtaken):
            outputs.feed("rows")
        house.write(*REVIVED, TAMPERED["a line cut out"])
        with pytest.raises((Overtaken, AuditBroken)):
            outputs.feed("rows")


def test_a_release_that_ended_before_a_run_and_was_revived_behind_it_is_in_no_delta(house: House) -> None:
    with house.desk() as desk:
        other = desk.play("product", "A002", channels=["shopping_title"], by=RITA)[0]
        desk.release(other.id, wording=other.wording, by=RITA)
    house.end("withdrawn")
    for rows in (CHEAPER, BEFORE):
        house.bring(rows)
        assert set(house.runs().values()) == {("done", "")}
    house.write(*REVIVED, TAMPERED["a line cut out"])
    house.bring(CHEAPER)
    state, message = house.runs()["rows"]
    assert (state, "klaviatur audit verify" in message) == ("failed", True)
    with house.outputs() as outputs:
        for look in (outputs.preview, outputs.markings):
            with pytest.raises(AuditBroken, match="klaviatur audit verify"):
                look("rows", "A001")
        with pytest.raises(AuditBroken, match="klaviatur audit verify"):
            outputs.check(["rows"])
        assert outputs.preview("plain", "A001")
    assert house.title() == COLLECTED


def test_a_wording_that_is_released_after_the_run_and_withdrawn_again_holds_nothing(house: House) -> None:
    with house.desk() as desk:
        variant = desk.play("product", "A002", channels=["shopping_title"], by=RITA)[0]
        desk.release(variant.id, wording=variant.wording, by=RITA)
        desk.withdraw(variant.id, "not ours", by=RITA)
    with house.outputs() as outputs:
        assert outputs.overtaken() == []
        assert whole(outputs, "rows")


def test_a_file_that_nobody_noted_the_audit_of_is_made_again(house: House) -> None:
    """An earlier version did not."""
    place = house.folder / "outputs" / "rows" / "state.json"
    state = orjson.loads(place.read_bytes())
    del state["marks"]["audit"]
    place.write_bytes(orjson.dumps(state))
    with house.outputs() as outputs:
        assert outputs.overtaken() == ["rows"]
        with pytest.raises(Overtaken, match="klaviatur syndicate rows"):
            outputs.feed("rows")
    assert house.runs()["rows"] == ("done", "")
    assert house.title() != COLLECTED
