"""A news feed is kept up: newest first, items with lasting ids, nothing left of what was taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path

import orjson
import pytest
from lxml import etree
from lxml import html as lxml_html
from tests.outlets.making import NOW, a_picture, making, png

from klaviatur.errors import NotNow, SettingError
from klaviatur.records import Marking, Method, Outgoing, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def values(folder: Path, **more: str) -> dict[str, str]:
    home = {"title": "Neues aus Ostheim", "home": "https://ostheim.example", "url": "https://ostheim.example/news"}
    return {"path": str(folder), **home, **more}


def numbered(number: int, **changes: str) -> Outgoing:
    outgoing = sample_outgoing("press_release", release=number)
    published = NOW + timedelta(hours=number)
    return replace(outgoing, variant=f"v{number}", published_at=published, **changes)


def json_items(folder: Path) -> list[dict[str, object]]:
    feed = orjson.loads((folder / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://ostheim.example/news/feed.json"
    items: list[dict[str, object]] = feed["items"]
    assert all(isinstance(item["id"], str) and item["content_html"] for item in items)
    return items


def rss_items(folder: Path) -> list[etree._Element]:
    root = etree.fromstring((folder / "feed.xml").read_bytes())
    assert root.get("version") == "2.0"
    channel = root.find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    items = channel.findall("item")
    assert all(parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo for item in items)
    return items


def test_a_feed_keeps_every_promise_of_an_outlet(tmp_path: Path) -> None:
    place = tmp_path / "news"
    check_outlet(
        lambda: making("feed", values(place)),
        sample_outgoing("press_release"),
        idempotent=True,
        retractable=True,
        count=lambda: len(rss_items(place)) if place.exists() else 0,
    )


def test_both_feeds_hold_the_same_items_newest_first(tmp_path: Path) -> None:
    outlet = making("feed", values(tmp_path, most="3"))
    for number in (2, 1, 4, 3):
        outlet.deliver(numbered(number), key=f"k{number}")
    ids = [f"urn:klaviatur:v{number}" for number in (4, 3, 2)]
    assert [item["id"] for item in json_items(tmp_path)] == ids
    assert [item.findtext("guid") for item in rss_items(tmp_path)] == ids
    assert rss_items(tmp_path)[0].findtext("title") == json_items(tmp_path)[0]["title"]
    assert rss_items(tmp_path)[0].findtext(CONTENT) == json_items(tmp_path)[0]["content_html"]


def test_a_newer_wording_keeps_id_and_day_and_outlives_the_retraction_of_the_older(tmp_path: Path) -> None:
    outlet = making("feed", values(tmp_path))
    receipt = outlet.deliver(numbered(1), key="k1")
    newer = replace(
        numbered(1),
        published_at=NOW + timedelta(days=1),
        parts=(VariantPart("headline", "Neu"), VariantPart("body", "Neu.")),
    )
    outlet.deliver(newer, key="k2")
    outlet.retract(receipt, key="k1")
    (item,) = json_items(tmp_path)
    assert item["title"] == "Neu"
    assert item["date_published"] == (NOW + timedelta(hours=1)).isoformat()
    assert item["date_modified"] == (NOW + timedelta(days=1)).isoformat()


def test_the_same_deliveries_are_the_same_bytes(tmp_path: Path) -> None:
    for folder, order in (("a", (1, 2)), ("b", (2, 1))):
        outlet = making("feed", values(tmp_path / folder))
        for number in order:
            outlet.deliver(numbered(number), key=f"k{number}")
    for name in ("feed.xml", "feed.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_machines_and_people_are_told_who_wrote(tmp_path: Path) -> None:
    making("feed", values(tmp_path)).deliver(replace(numbered(1), marking=Marking(Method.TRAINED, 1.0)), key="k")
    (item,) = rss_items(tmp_path)
    assert item.findtext("category") == "trainedAlgorithmicMedia"
    assert "mit KI erstellt" in item.findtext(CONTENT, "")
    marking = json_items(tmp_path)[0]["_klaviatur"]
    assert isinstance(marking, dict)
    assert marking["schema_org_digital_source_type"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


@pytest.mark.parametrize("text", ["]]> <script>", "a\x00b\x08c", "half \ud83d", "&amp; <b>"])
def test_any_words_leave_a_feed_that_can_be_read(tmp_path: Path, text: str) -> None:
    parts = (VariantPart("headline", text), VariantPart("body", text))
    making("feed", values(tmp_path)).deliver(replace(numbered(1), parts=parts), key="k")
    assert len(rss_items(tmp_path)) == len(json_items(tmp_path)) == 1


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    def deliver(number: int) -> None:
        making("feed", values(tmp_path)).deliver(numbered(number), key=f"k{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deliver, range(1, 13)))
    assert len(json_items(tmp_path)) == len(rss_items(tmp_path)) == 12


def test_a_file_that_is_no_feed_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text("{}", encoding="utf-8")
    outlet = making("feed", values(tmp_path))
    with pytest.raises(NotNow, match="no JSON Feed"):
        outlet.deliver(numbered(1), key="k")
    assert not outlet.health().ok
    assert (tmp_path / "feed.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize(
    "wrong", [{"path": "news"}, {"home": "ostheim"}, {"most": "0"}, {"language": "fr"}, {"title": ""}]
)
def test_a_wrong_setting_of_a_feed_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="our-feed"):
        making("feed", values(tmp_path, **wrong) | wrong)


def test_an_image_on_the_web_is_shown_and_enclosed(tmp_path: Path) -> None:
    web = replace(a_picture("https://ostheim.example/see.png?a=1&b=2", 'Der "See"'), caption="Foto: A. Bauer")
    outgoing = replace(numbered(1), pictures=(a_picture(), web))
    outlet = making("feed", values(tmp_path))
    assert [one.rule for one in outlet.prepare(outgoing).problems] == ["image.not_on_the_web"]
    outlet.deliver(outgoing, key="k")
    (item,) = json_items(tmp_path)
    assert item["image"] == web.url
    assert '<img src="https://ostheim.example/see.png?a=1&amp;b=2" alt="Der &quot;See&quot;">' in str(
        item["content_html"]
    )
    enclosure = etree.parse(str(tmp_path / "feed.xml")).find(".//enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {"url": web.url, "length": str(len(png())), "type": "image/png"}


def test_a_press_contact_stands_in_the_feed(tmp_path: Path) -> None:
    outgoing = numbered(1)
    outgoing = replace(outgoing, parts=(*outgoing.parts, VariantPart("contact", "Anna Bauer\npresse@ostheim.example")))
    making("feed", values(tmp_path)).deliver(outgoing, key="k")
    contact = 'Anna Bauer<br><a href="mailto:presse@ostheim.example">presse@ostheim.example</a>'
    assert contact in str(json_items(tmp_path)[0]["content_html"])
    assert contact in rss_items(tmp_path)[0].findtext(CONTENT, "")


def test_a_newer_wording_says_when_it_was_released(tmp_path: Path) -> None:
    outlet, first = making("feed", values(tmp_path)), numbered(1)
    outlet.deliver(first, key="k1")
    at = NOW + timedelta(days=3)
    outlet.deliver(replace(first, marking=replace(first.marking, reviewed_at=at)), key="k2")
    (item,) = json_items(tmp_path)
    assert item["date_published"] == (NOW + timedelta(hours=1)).isoformat()
    assert item["date_modified"] == at.isoformat()


def test_a_summary_with_angle_brackets_is_read_as_it_was_written(tmp_path: Path) -> None:
    parts = (VariantPart("headline", "Bad"), VariantPart("subline", "Bahn <M> & mehr"), VariantPart("body", "Text."))
    making("feed", values(tmp_path)).deliver(replace(numbered(1), parts=parts), key="k")
    description = rss_items(tmp_path)[0].findtext("description", "")
    assert lxml_html.fragment_fromstring(description, create_parent="p").text_content() == "Bahn <M> & mehr"
    assert json_items(tmp_path)[0]["summary"] == "Bahn <M> & mehr"


def test_an_item_names_its_language_as_the_web_does(tmp_path: Path) -> None:
    outlet = making("feed", values(tmp_path / "news"))
    outlet.deliver(numbered(1, locale="de_DE"), key="1")
    assert [item["language"] for item in json_items(tmp_path / "news")] == ["de-DE"]


def test_an_item_is_dated_when_it_appears_and_not_when_it_was_released(tmp_path: Path) -> None:
    outlet, first, monday = making("feed", values(tmp_path)), numbered(1), NOW + timedelta(days=3)
    outlet.deliver(replace(first, planned_at=monday), key="k1")
    (item,) = rss_items(tmp_path)
    assert parsedate_to_datetime(item.findtext("pubDate", "")) == monday
    outlet.deliver(replace(first, planned_at=monday + timedelta(days=1)), key="k2")
    assert json_items(tmp_path)[0]["date_published"] == monday.isoformat()


def test_items_stand_newest_first_whatever_zone_their_moments_are_told_in(tmp_path: Path) -> None:
    outlet, berlin = making("feed", values(tmp_path)), timezone(timedelta(hours=1))
    outlet.deliver(replace(numbered(1), published_at=NOW.astimezone(berlin)), key="k1")
    outlet.deliver(replace(numbered(2), published_at=NOW + timedelta(minutes=5)), key="k2")
    assert [item["id"] for item in json_items(tmp_path)] == ["urn:klaviatur:v2", "urn:klaviatur:v1"]
