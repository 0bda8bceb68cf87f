"""A channel of one's own goes all the way: played by its name, edited, shown on the board and under review."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from review_site import Site

from klaviatur.errors import UnknownChannel
from klaviatur.records import State
from klaviatur.wiring.desk import Desk, open_desk

OWN = """
name = "aushang"
extends = "sms"
label = { de = "Aushang im Rathaus", en = "Notice board" }
family = "message"
read = 2027-01-04
"""


@pytest.fixture
def own(site: Site) -> Iterator[Site]:
    """The workspace with a channel file of its own, named in its own settings beside it."""
    folder = site.desk.folder
    (folder / "channels").mkdir()
    (folder / "channels" / "aushang.toml").write_text(OWN, encoding="utf-8")
    (folder / "klaviatur.toml").write_text('channels_folder = "channels"\n', encoding="utf-8")
    with open_desk(folder) as desk:
        yield replace(site, desk=desk)


def test_a_channel_of_ones_own_is_played_edited_and_shown(own: Site) -> None:
    source = own.desk.sources(kind="text")[0]
    (kept,) = own.desk.play("text", source.key, channels=["aushang"], by=own.actor("anna"))
    parts = own.texts(kept.id)
    edited = own.desk.edit(kept.id, [*parts[:-1], parts[-1] + " Neu."], base=1, by=own.actor("ben"))
    assert edited.revision.checked.variant.channel == "aushang"
    assert edited.revision.checked.counts
    person = own.browser("anna")
    for place in ("/board", f"/review/{kept.id}", f"/review/{kept.id}/edit", f"/review/{kept.id}/release"):
        assert "Notice board" in person.read(place), place
    own.desk.submit(kept.id, by=own.actor("ben"))
    assert own.desk.opened(kept.id).variant.state is State.IN_REVIEW


def test_a_channel_whose_file_has_gone_can_still_be_looked_at(own: Site) -> None:
    source = own.desk.sources(kind="text")[0]
    (kept,) = own.desk.play("text", source.key, channels=["aushang"], by=own.actor("anna"))
    file = own.desk.folder / "channels" / "aushang.toml"
    file.write_text(OWN.replace('"aushang"', '"schaukasten"'), encoding="utf-8")
    with open_desk(own.desk.folder) as desk:
        person = replace(own, desk=desk).browser("anna")
        assert "aushang" in person.read("/board")
        assert "aushang" in person.read(f"/review/{kept.id}")
        with pytest.raises(UnknownChannel, match="'aushang'"):
            desk.edit(kept.id, [*own.texts(kept.id)[:-1], "Anders."], base=1, by=own.actor("ben"))


@pytest.mark.parametrize("as_folder", [False, True])
def test_a_path_of_the_server_is_no_name_of_a_channel(site: Site, tmp_path: Path, as_folder: bool) -> None:
    file = tmp_path / "aushang.toml"
    file.write_text(OWN, encoding="utf-8")
    name = str(tmp_path if as_folder else file)
    desk: Desk = site.desk
    with pytest.raises(UnknownChannel, match="channels_folder"):
        desk.play("text", desk.sources(kind="text")[0].key, channels=[name], by=site.actor("anna"))
    with pytest.raises(UnknownChannel, match=json.dumps(name)[1:-1]):
        desk.check_channels([name])
