"""The images of a text go along as they were when it was brought in, and only those that somebody released."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.deliveries.house import PIA, HandClock
from tests.outlets.making import png

from klaviatur.adapters.sources.pictures import picture_type, read_picture
from klaviatur.errors import NotReleased
from klaviatur.records import DeliveryState, KeptVariant, Outgoing
from klaviatur.settings import Settings
from klaviatur.testing.desks import ANNA, keep, release
from klaviatur.testing.platforms import FakeOutlet, FakePlatform, fake_passport
from klaviatur.wiring.backups import back_up, restore_backup
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.desk import Desk, open_desk
from klaviatur.wiring.outlets import Kinds

TEXT = """# Solarpark Lindhof am Netz

![Module im Abendlicht](bilder/park%201.png "Foto: A. Bauer")

Der Solarpark Lindhof liefert seit heute Strom für 1.850 Haushalte in der Gemeinde.
"""
PICTURED = replace(fake_passport("wall"), pictures="handed_over")


@dataclass
class Room:
    desk: Desk
    deliveries: Deliveries
    platform: FakePlatform
    text: Path

    def bring(self, words: str = TEXT) -> str:
        self.text.write_text(words, encoding="utf-8")
        return self.desk.add_text(self.text, key="solar", by=ANNA).source

    def released(self) -> KeptVariant:
        with self.desk.store.deciding() as open_:
            source = open_.find_source("text", "solar")
            assert source
            variant = keep(open_, source, "mastodon", "Der Solarpark Lindhof liefert Strom.")
            release(open_, variant)
            return open_.variant(variant.id)

    def sent(self, variant: KeptVariant) -> tuple[DeliveryState, list[Outgoing]]:
        (planned,) = self.deliveries.plan(variant.id, "wall", by=PIA)
        self.deliveries.send_due()
        return self.deliveries.delivery(planned.id).state, [outgoing for _, outgoing in self.platform.arrived]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    platform = FakePlatform()
    kinds = Kinds([PICTURED], lambda kept, _, __: FakeOutlet(kept.name, platform))
    (tmp_path / "texte" / "bilder").mkdir(parents=True)
    (tmp_path / "texte" / "bilder" / "park 1.png").write_bytes(png())
    with ExitStack() as opened:
        desk = opened.enter_context(open_desk(tmp_path / "desk", settings=Settings()))
        deliveries = opened.enter_context(open_deliveries(desk=desk, kinds=kinds))
        deliveries.keep_outlet("wall", "wall", {}, version=1, by=PIA_ADMIN)
        yield Room(desk, deliveries, platform, tmp_path / "texte" / "solar.md")


PIA_ADMIN = replace(PIA, roles=ANNA.roles)


def test_an_image_goes_along_with_its_words_and_bytes(room: Room) -> None:
    room.bring()
    state, (outgoing,) = room.sent(room.released())
    assert state is DeliveryState.DELIVERED
    (picture,) = outgoing.pictures
    assert (picture.alt, picture.caption, picture.media_type) == (
        "Module im Abendlicht",
        "Foto: A. Bauer",
        "image/png",
    )
    assert picture.content == png()


def test_what_was_brought_in_leaves_whatever_lies_there_now(room: Room) -> None:
    room.bring()
    (room.text.parent / "bilder" / "park 1.png").write_bytes(png(5, 5))
    _, (outgoing,) = room.sent(room.released())
    assert outgoing.pictures[0].content == png()


def test_another_image_behind_the_same_words_is_another_version_that_nobody_released(room: Room) -> None:
    first = room.bring()
    assert room.bring() == first
    variant = room.released()
    (planned,) = room.deliveries.plan(variant.id, "wall", by=PIA)
    (room.text.parent / "bilder" / "park 1.png").write_bytes(png(5, 5))
    assert room.bring() != first
    room.deliveries.send_due()
    held = room.deliveries.delivery(planned.id)
    assert (held.state, room.platform.arrived) == (DeliveryState.HELD, [])
    assert "images of its text have changed" in held.why
    with pytest.raises(NotReleased):
        room.deliveries.plan(variant.id, "wall", by=PIA)
    with room.desk.store.deciding() as open_:
        open_.keep_variant(replace(open_.variant(variant.id), state=variant.state.DRAFT, why="new image"))
    state, (outgoing,) = room.sent(room.released())
    assert (state, outgoing.pictures[0].content) == (DeliveryState.DELIVERED, png(5, 5))


def test_an_image_that_was_changed_in_the_workspace_does_not_leave(room: Room) -> None:
    room.bring()
    variant = room.released()
    (kept,) = (room.desk.folder / "images").iterdir()
    (planned,) = room.deliveries.plan(variant.id, "wall", by=PIA)
    kept.write_bytes(png(7, 7))
    room.deliveries.send_due()
    failed = room.deliveries.delivery(planned.id)
    assert (failed.state, room.platform.arrived) == (DeliveryState.FAILED, [])
    assert "'park%201.png' is not kept any more as it was" in failed.why


def test_a_backup_takes_images_along(room: Room, tmp_path: Path) -> None:
    room.bring()
    back_up(room.desk.folder, tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", tmp_path / "again")
    (kept,) = (tmp_path / "again" / "images").iterdir()
    assert kept.read_bytes() == png()


def test_images_that_came_along_are_known_by_their_names(room: Room) -> None:
    came = {"park 1.png": png(3, 3), "other.png": png(4, 4)}
    room.desk.add_text(TEXT.encode(), name="solar.md", key="solar", images=came, by=ANNA)
    _, (outgoing,) = room.sent(room.released())
    assert [one.content for one in outgoing.pictures] == [png(3, 3)]


@pytest.mark.parametrize("url", ["../geheim.png", "/etc/passwd", "fehlt.png", "text.png", "a\0b.png", "", "bilder"])
def test_only_images_beside_the_text_are_read(tmp_path: Path, url: str) -> None:
    (tmp_path / "geheim.png").write_bytes(png())
    (tmp_path / "t" / "bilder").mkdir(parents=True)
    (tmp_path / "t" / "text.png").write_text("no image")
    assert read_picture(url, tmp_path / "t" / "a.md") is None


def test_an_address_is_asked_only_for_a_text_from_the_web(tmp_path: Path) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(png())))
            self.end_headers()
            self.wfile.write(png())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        home = f"http://127.0.0.1:{server.server_address[1]}"
        assert read_picture(f"{home}/a.png", f"{home}/text.html") == png()
        assert read_picture(f"{home}/a.png", f"{home}/text.html", public_only=True) is None
        assert read_picture(f"{home}/a.png", tmp_path / "a.md") is None
        server.shutdown()
        thread.join(5)


def test_an_image_is_known_by_its_first_bytes() -> None:
    begins = {b"\xff\xd8\xff\xe0": "image/jpeg", b"GIF89a": "image/gif", b"RIFF0000WEBPVP8 ": "image/webp", b"%PDF": ""}
    assert {begin: picture_type(begin) for begin in begins} == begins


def test_the_embargo_goes_along(room: Room) -> None:
    until = HandClock().at - timedelta(days=300)
    room.bring(f"Sperrfrist: {until:%d.%m.%Y}, 10:00 Uhr\n\n{TEXT}")
    _, (outgoing,) = room.sent(room.released())
    assert outgoing.embargo is not None
    assert (outgoing.embargo.date(), outgoing.embargo.utcoffset()) == (until.date(), timedelta(hours=2))
