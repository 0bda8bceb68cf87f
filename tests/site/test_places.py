"""What holds for every place of the site."""

import re

import pytest
from site_house import ANNA, PLACES, House

MOST_BYTES = 150_000


@pytest.mark.parametrize("place", PLACES)
def test_every_place_opens_for_everybody_who_is_signed_in_in_both_languages(house: House, place: str) -> None:
    for name in ("anna", "ben", "cleo"):
        for language in ("de", "en"):
            house[name].client.cookies.set("klaviatur_language", language)
            answer = house[name].get(place)
            assert answer.status_code == 200
            assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("place", [*PLACES, "/audit.jsonl"])
def test_no_place_opens_for_anybody_who_is_not(house: House, place: str) -> None:
    answer = house["nobody"].get(place)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert house["nobody"].json(place).status_code == 401


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_json_too(house: House, place: str) -> None:
    answer = house[ANNA].json(place)
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(answer.json(), dict)


@pytest.mark.parametrize("place", PLACES)
def test_no_place_carries_script_or_style_that_the_policy_would_stop(house: House, place: str) -> None:
    page = house[ANNA].get(place).text
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert len(page.encode()) < MOST_BYTES


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_one_heading_landmarks_and_a_way_past_the_navigation(house: House, place: str) -> None:
    page = house[ANNA].get(place).text
    assert page.count("<h1") == 1
    assert 'class="vh skip" href="#main"' in page
    assert '<main id="main"' in page
    assert page.count('<nav class="places"') == 1


@pytest.mark.parametrize("place", PLACES)
def test_every_link_to_a_place_of_ours_leads_somewhere(house: House, place: str) -> None:
    page = house[ANNA].get(place).text
    for link in sorted(set(re.findall(r'(?:href|src)="(/[^"#]*)', page))):
        assert house[ANNA].get(link.replace("&amp;", "&")).status_code == 200, link


def test_an_empty_workspace_says_what_to_do_first(empty_house: House) -> None:
    for place in ("/", "/sources", "/board"):
        page = empty_house[ANNA].get(place).text
        assert 'class="empty"' in page
        assert 'href="/sources/new"' in page


def test_today_names_the_source_of_what_waits(house: House) -> None:
    kept = house.variants()["sms"]
    house.desk.assign(kept.id, "ben", by=house.members.actor("ben"))
    page = house["ben"].get("/").text
    assert "Die Stadtbücherei öffnet ab März auch sonntags" in page.partition('id="mine"')[2].partition("</section>")[0]


def test_the_search_names_channels_as_people_do(house: House) -> None:
    page = house[ANNA].get("/search?q=press_release").text
    assert "Press release" in page
    assert "press_release ·" not in page


def test_today_shows_a_reviewer_what_was_sent_and_an_author_what_came_back(house: House) -> None:
    variant = house.variants()["linkedin"]
    house.desk.submit(variant.id, by=house.members.actor("anna"))
    assert f"/review/{variant.id}" in house["ben"].get("/").text
    house.desk.request_changes(variant.id, "Name the hours of opening first.", by=house.members.actor("ben"))
    page = house["anna"].get("/").text
    assert "Name the hours of opening first." in page
    assert "needs changes" in page


def test_the_audit_calls_variants_and_people_by_their_names(house: House) -> None:
    kept = house.variants()["sms"]
    house.desk.submit(kept.id, by=house.members.actor(ANNA))
    page = house[ANNA].get("/audit").text
    assert f"SMS: {kept.title[:40]}" in page
    assert f'<span title="{ANNA}">Anna</span>' in page
    assert f'href="/review/{kept.id}"' in house[ANNA].get(f"/audit?thing=variant:{kept.id}").text


def test_settings_are_told_as_people_write_values(house: House) -> None:
    page = house["cleo"].get("/settings").text
    assert "2,000 MB" in page
    assert "True" not in page
