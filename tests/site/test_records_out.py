"""What leaves the site: released wordings, the audit, the settings."""

import io
import itertools
import json
import sys
from zipfile import ZipFile

import pytest
from site_house import ANNA, BEN, House

from klaviatur.settings import Settings


def _release(house: House, channel: str) -> str:
    variant = house.variants()[channel]
    house.desk.submit(variant.id, by=house.members.actor(ANNA))
    house.desk.release(variant.id, wording=variant.wording, by=house.members.actor(BEN))
    return variant.id


def test_only_released_wordings_go_out_each_with_its_record(house: House) -> None:
    _release(house, "sms")
    answer = house[BEN].post("/export")
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["buecherei.md/sms.de.json", "buecherei.md/sms.de.txt"]
        record = json.loads(archive.read("buecherei.md/sms.de.json"))
        words = archive.read("buecherei.md/sms.de.txt").decode()
    assert record["format"] == "klaviatur-release/1"
    assert record["released_by"] == BEN
    assert record["wording"] == house.variants()["sms"].wording
    assert record["evidence"]
    assert words.strip() == house.desk.opened(house.variants()["sms"].id).revision.checked.variant.text


def test_taking_wordings_out_stands_in_the_audit(house: House) -> None:
    _release(house, "sms")
    house[BEN].post("/export")
    assert house.desk.audit(limit=10_000)[-1].entry.what == "wordings.exported"


def test_nothing_released_is_nothing_to_take_out(house: House) -> None:
    answer = house[BEN].post("/export")
    assert answer.status_code == 409
    assert "A reviewer releases first" in answer.text


def test_only_a_publisher_takes_wordings_out(house: House) -> None:
    _release(house, "sms")
    assert house[ANNA].post("/export").status_code == 403


def test_the_audit_can_be_read_checked_and_taken_along_whole(house: House) -> None:
    page = house[ANNA].get("/audit").text
    assert "source brought in" in page
    assert "The audit is whole" in house[ANNA].get("/audit/verify").text
    lines = [json.loads(line) for line in house[ANNA].get("/audit.jsonl").text.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(after["previous"] == before["hash"] for before, after in itertools.pairwise(lines))


def test_the_audit_shows_the_lines_of_one_thing(house: House) -> None:
    id_ = _release(house, "sms")
    answer = house[ANNA].json(f"/audit?thing=variant:{id_}")
    assert {line["entry"]["thing"] for line in answer.json()["lines"]} == {f"variant:{id_}"}


def test_the_newest_lines_of_the_audit_come_first_and_pages_lead_both_ways(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["klaviatur.doors.site.pages.audit.page"], "ROWS", 3)
    every = [line.number for line in house.desk.audit(limit=10_000)]
    assert len(every) > 6
    place, seen = "/audit", []
    while place:
        view = house[ANNA].json(place).json()
        seen += [line["number"] for line in view["lines"]]
        assert len(view["lines"]) <= 3
        place = f"/audit?before={view['older']}" if view["older"] else ""
    assert seen == every[::-1]
    place, back = "/audit?after=0", []
    while place:
        view = house[ANNA].json(place).json()
        back = [line["number"] for line in view["lines"]] + back
        place = f"/audit?after={view['newer']}" if view["newer"] else ""
    assert back == every[::-1]
    page = house[ANNA].get("/audit").text
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'rel="prev"' in house[ANNA].get("/audit?after=0").text


@pytest.mark.parametrize("query", ["before=0", "before=-5", "after=-1", f"before={2**70}", f"after={2**70}"])
def test_no_number_breaks_the_audit(house: House, query: str) -> None:
    assert house[ANNA].get(f"/audit?{query}").status_code == 200


def test_settings_show_that_a_secret_is_set_and_never_what_it_is() -> None:
    from klaviatur.doors.site.pages.settings.page import lines_of

    lines = {line.name: line for line in lines_of(Settings(writer_key="geheim", database_url="postgresql://a:b@c/d"))}
    for name in ("writer_key", "database_url"):
        assert lines[name].secret
        assert lines[name].changed
        assert lines[name].value == ""


def test_every_setting_says_in_both_languages_what_it_does() -> None:
    from klaviatur.doors.site.i18n import catalogue
    from klaviatur.doors.site.pages.settings.page import lines_of

    for line in lines_of(Settings()):
        assert line.about
        assert catalogue("de").gettext(line.about) != line.about, line.name


def test_the_search_finds_sources_and_variants_and_links_them(house: House) -> None:
    page = house[ANNA].get("/search?q=ferry").text
    assert "/sources/text/ferry.md" in page
    assert "Nothing holds these words" in house[ANNA].get("/search?q=zzzz").text
    assert house[ANNA].get("/search").status_code == 200
    for words in ("%", "_", "'", '"', "\\", "a" * 5000):
        assert house[ANNA].client.get("/search", params={"q": words}).status_code == 200
