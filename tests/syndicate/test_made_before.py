"""A file that was made before does not leave with a wording whose release has ended, whatever was changed since."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, PROFILE, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Desk, Workspace
from klaviatur.errors import Overtaken
from klaviatur.records import Actor, MemberRole
from klaviatur.wiring.backups import restore_backup

RITA = Actor("rita", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
WITHOUT = "\n[[field]]\nname = 'id'\nfrom = 'key'\nrequired = true\nparity = 'key'\n"


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    bring(workspace, [row(1, beschreibung="Eine Leuchte mit 12 Watt aus Glas.", farbe="rot"), row(2)])
    with klaviatur.open_desk(workspace.folder) as desk:
        yield desk


def released(desk: Desk) -> str:
    variant = desk.play("product", "A001", channels=["shopping_title"], by=RITA)[0]
    desk.release(variant.id, wording=variant.wording, by=RITA)
    return variant.id


def test_a_profile_that_states_the_wording_no_more_lets_no_file_out_that_does(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    profiles = write_profiles(tmp_path / "profiles", rows="csv")
    variant = released(desk)
    with opened(folder, profiles) as syndication:
        switch_on(syndication, "rows")
        syndication.run(by=ANNA)
    (profiles / "rows.toml").write_text(PROFILE.format(name="rows", format="csv", head="") + WITHOUT, encoding="utf-8")
    desk.withdraw(variant, "not ours", by=RITA)
    with opened(folder, profiles) as syndication:
        assert syndication.overtaken() == ["rows"]
        with pytest.raises(Overtaken, match="klaviatur syndicate rows"):
            syndication.feed("rows")
        syndication.run(by=ANNA)
        assert whole(syndication, "rows") == b"id\nA001\nA002\n"


def test_a_database_that_was_put_back_does_not_answer_for_wordings_it_does_not_know(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    with opened(folder, write_profiles(tmp_path / "profiles", rows="csv")) as syndication:
        switch_on(syndication, "rows")
        syndication.run(by=ANNA)
        desk.back_up(tmp_path / "before.backup", by=ANNA)
        before = whole(syndication, "rows")
        released(desk)
        syndication.run(by=ANNA)
        assert whole(syndication, "rows") != before
    restore_backup(tmp_path / "before.backup", tmp_path / "again")
    shutil.copytree(folder / "outputs", tmp_path / "again" / "outputs")
    with opened(tmp_path / "again", tmp_path / "profiles") as syndication:
        assert syndication.overtaken() == ["rows"]
        with pytest.raises(Overtaken, match="another state of the database"):
            syndication.feed("rows")
        syndication.run(by=ANNA)
        assert whole(syndication, "rows") == before
