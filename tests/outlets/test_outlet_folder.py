"""A folder takes released wordings as files."""

import os
from collections.abc import Iterator
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path

import orjson
import pytest
from tests.outlets.making import making

from klaviatur.adapters.outlets import Storing
from klaviatur.errors import NotRetractable, Refused, SettingError
from klaviatur.records import VariantPart
from klaviatur.testing import check_outlet, sample_outgoing


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_a_folder_keeps_every_promise_of_an_outlet(tmp_path: Path) -> None:
    place = tmp_path / "press"
    values = {"path": str(place), "formats": "txt md html"}
    check_outlet(
        lambda: making("folder", values),
        sample_outgoing("press_release"),
        idempotent=True,
        retractable=True,
        count=lambda: len(files(place)),
    )


def test_a_wording_lies_beside_its_record(tmp_path: Path) -> None:
    outgoing = sample_outgoing("press_release")
    receipt = making("folder", {"path": str(tmp_path)}).deliver(outgoing, key=outgoing.delivery)
    assert files(tmp_path) == ["ostheim.md/press_release.de-DE.json", "ostheim.md/press_release.de-DE.txt"]
    record = orjson.loads((tmp_path / receipt.id).read_bytes())
    assert record["format"] == "klaviatur-delivery/1"
    assert record["delivery"] == outgoing.delivery
    assert record["marking"]["reviewed_by"] == "Anna Bauer"
    assert record["text"] in (tmp_path / "ostheim.md/press_release.de-DE.txt").read_text(encoding="utf-8")


def test_a_newer_wording_replaces_the_older_and_outlives_its_retraction(tmp_path: Path) -> None:
    outlet = making("folder", {"path": str(tmp_path)})
    old, new = sample_outgoing("press_release"), sample_outgoing("press_release", release=2)
    receipt = outlet.deliver(old, key=old.delivery)
    outlet.deliver(new, key=new.delivery)
    outlet.retract(receipt, key=old.delivery)
    assert orjson.loads((tmp_path / receipt.id).read_bytes())["delivery"] == new.delivery


def test_a_file_that_somebody_else_put_in_its_place_is_not_removed(tmp_path: Path) -> None:
    outlet = making("folder", {"path": str(tmp_path)})
    outgoing = sample_outgoing("press_release")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    (tmp_path / receipt.id).write_text("mine", encoding="utf-8")
    with pytest.raises(NotRetractable, match="no longer a record"):
        outlet.retract(receipt, key=outgoing.delivery)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "CON", "con.txt", "x" * 300, "ä ö.md", "..", "\u202ea.md"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    place = tmp_path / "in"
    outgoing = replace(sample_outgoing("press_release"), source=name)
    making("folder", {"path": str(place)}).deliver(outgoing, key=outgoing.delivery)
    assert len(files(place)) == 2
    assert files(tmp_path) == [f"in/{file}" for file in files(place)]
    assert all(len(part) <= 100 and part.lower() != "con" for part in place.rglob("*") for part in [part.name])


def test_two_sources_never_share_a_file(tmp_path: Path) -> None:
    outlet = making("folder", {"path": str(tmp_path)})
    for source in ("a/b", "a-b", "a b"):
        outgoing = replace(sample_outgoing("press_release"), source=source)
        outlet.deliver(outgoing, key=outgoing.delivery)
    assert len(files(tmp_path)) == 6


def test_a_whole_output_is_kept_as_a_file_and_none_of_a_broken_one(tmp_path: Path) -> None:
    outlet = making("folder", {"path": str(tmp_path), "url": "https://shop.example/feeds/"})
    assert isinstance(outlet, Storing)
    receipt = outlet.put("google/merchant.xml", "application/xml", iter([b"<a>", b"</a>"]))
    assert (tmp_path / "google/merchant.xml").read_bytes() == b"<a></a>"
    assert receipt.url == "https://shop.example/feeds/google/merchant.xml"

    def broken() -> Iterator[bytes]:
        yield b"<b>"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outlet.put("google/merchant.xml", "application/xml", broken())
    assert files(tmp_path) == ["google/merchant.xml"]
    assert (tmp_path / "google/merchant.xml").read_bytes() == b"<a></a>"
    outlet.drop("google/merchant.xml")
    outlet.drop("google/merchant.xml")  # gone is gone
    assert (outlet.has("google/merchant.xml"), files(tmp_path)) == (False, [])


def test_a_file_where_the_folder_should_be_is_refused_and_seen_by_health(tmp_path: Path) -> None:
    place = tmp_path / "press"
    place.write_text("a file", encoding="utf-8")
    outlet = making("folder", {"path": str(place)})
    outgoing = sample_outgoing("press_release")
    with pytest.raises(Refused, match="same name"):
        outlet.deliver(outgoing, key=outgoing.delivery)
    health = outlet.health()
    assert not health.ok
    assert "Prüfen Sie Pfad" in health.message.de


def test_trying_a_feed_on_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = making("feed", {"path": str(tmp_path / "news"), "title": "Neues", "home": "https://a.example"})
    with monkeypatch.context() as lacking:
        lacking.setattr(os, "fsync", full)
        health = outlet.health()
    assert "there is no room left" in health.message.en
    assert [*tmp_path.iterdir()] == []
    assert outlet.health().ok


def full(_: int) -> None:
    raise OSError(ENOSPC, os.strerror(ENOSPC))


def test_a_full_disk_is_told_plainly_and_trying_it_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlet = making("folder", {"path": str(tmp_path / "press" / "2026")})
    with monkeypatch.context() as lacking:
        lacking.setattr(os, "fsync", full)
        health = outlet.health()
    assert not health.ok
    assert "there is no room left. Make room" in health.message.en
    assert "dort ist kein Platz mehr. Schaffen Sie dort Platz" in health.message.de
    assert [*tmp_path.iterdir()] == []
    (tmp_path / "press").mkdir()
    with monkeypatch.context() as lacking:
        lacking.setattr(os, "fsync", full)
        assert not outlet.health().ok
    assert [*tmp_path.rglob("*")] == [tmp_path / "press"]
    assert outlet.health().ok
    assert [*tmp_path.rglob("*")] == [tmp_path / "press", tmp_path / "press" / "2026"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "'path' of outlet 'our-folder'"),
        ({"path": "press"}, "absolute path"),
        ({"path": "/srv", "formats": "txt pdf"}, "names pdf"),
        ({"path": "/srv", "url": "ftp://x"}, "whole address"),
        ({"path": "/srv", "url": "https://me:pw@example.org"}, "own settings"),
        ({"path": "/srv\x00"}, "NUL"),
    ],
)
def test_a_wrong_setting_is_named(values: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        making("folder", values)


def test_an_unknown_kind_is_named_with_those_that_are_known() -> None:
    with pytest.raises(SettingError, match="no kind of outlet 'fax'"):
        making("fax", {})


def test_markdown_says_the_same_words_and_nothing_becomes_markup(tmp_path: Path) -> None:
    text = "5 * 3 = 15 <script>\n\n# kein Titel\n\n1. Februar\n\n– eins\n– zwei\n\nMehr: https://a.example/x_y(1)"
    parts = (VariantPart("headline", "A_b *c*"), VariantPart("body", text))
    outgoing = replace(sample_outgoing("press_release"), parts=parts)
    making("folder", {"path": str(tmp_path), "formats": "md html"}).deliver(outgoing, key=outgoing.delivery)
    markdown = (tmp_path / "ostheim.md/press_release.de-DE.md").read_text(encoding="utf-8")
    assert markdown.startswith("# A_b \\*c\\*\n\n5 \\* 3 = 15 \\<script\\>\n\n")
    assert "- eins\n- zwei\n\n[Mehr](https://a.example/x_y%281%29)" in markdown
    html = (tmp_path / "ostheim.md/press_release.de-DE.html").read_text(encoding="utf-8")
    assert "<script>\n" not in html
    assert "5 * 3 = 15 &lt;script&gt;" in html
