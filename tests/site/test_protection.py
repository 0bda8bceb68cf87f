"""What every answer of the site carries, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from site_house import ANNA, PASSWORD, browser_of

from klaviatur.settings import Settings
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import open_members
from klaviatur.wiring.work import Works

ELSEWHERE = "http://example.org"


def test_no_page_runs_script_or_style_that_is_not_a_file_of_ours(nobody: TestClient) -> None:
    policy = nobody.get("/nowhere").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_what_another_site_sends_is_refused(nobody: TestClient) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": ELSEWHERE}):
        assert nobody.post("/preferences", data={"theme": "dark"}, headers=headers).status_code == 403


def test_an_answer_over_https_holds_the_browser_to_https(nobody: TestClient) -> None:
    assert "strict-transport-security" not in nobody.get("/nowhere").headers
    assert "strict-transport-security" in nobody.get("https://127.0.0.1/nowhere").headers


def test_a_form_that_is_too_large_is_refused_before_it_is_read(nobody: TestClient) -> None:
    answer = nobody.post("/preferences", data={"next": "x" * 2_100_000})
    assert answer.status_code == 413


def test_a_body_of_unknown_length_is_cut_off_where_it_grows_too_large(nobody: TestClient) -> None:
    pieces = (b"next=" + b"x" * 100_000 for _ in range(30))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert nobody.post("/preferences", content=pieces, headers=kind).status_code == 413


@pytest.mark.parametrize(
    "place", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/a\r\nb"]
)
def test_nobody_is_sent_to_another_site(nobody: TestClient, place: str) -> None:
    answer = nobody.post("/preferences", data={"theme": "dark", "next": place})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(nobody: TestClient) -> None:
    answer = nobody.get("/?a=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/%3Fa%3D1"


def test_files_of_ours_are_kept_by_the_browser_for_ever_under_the_name_of_their_version(nobody: TestClient) -> None:
    page = nobody.get("/nowhere").text
    place = page.split('stylesheet" href="')[1].split('"')[0]
    answer = nobody.get(place)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert nobody.get(place, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("name", ["../app.py", "today/page.py", "today/page.html", "%2e%2e/app.py"])
def test_no_file_is_served_but_styles_scripts_and_pictures(nobody: TestClient, name: str) -> None:
    assert nobody.get(f"/static/{name}").status_code == 404


def test_a_page_that_does_not_exist_says_so_in_the_visitors_language(nobody: TestClient) -> None:
    german = nobody.get("/nowhere", headers={"accept-language": "de"})
    assert german.status_code == 404
    assert "Hier ist nichts" in german.text
    assert '<html lang="de"' in german.text


def test_language_and_theme_are_kept_without_script(nobody: TestClient) -> None:
    nobody.post("/preferences", data={"language": "de", "theme": "dark"})
    page = nobody.get("/nowhere", headers={"accept-language": "en"}).text
    assert '<html lang="de" data-theme="dark">' in page


@pytest.mark.parametrize("field", ["title", "text", "address", "q\0"])
def test_a_form_with_a_nul_is_refused_in_words_on_both_databases(
    new_database: Callable[[], str], tmp_path: Path, field: str
) -> None:
    place = new_database()
    settings = Settings(database_url=place if "://" in place else "")
    with (
        open_desk(tmp_path / "w", settings=settings) as desk,
        open_members(tmp_path / "w", settings=settings) as members,
    ):
        signed = members.redeem(members.first_link(), PASSWORD, name=ANNA, shown="Anna", language="en")
        visitor = browser_of(desk, members, Works(desk), signed.secret, signed.session.csrf)
        for place in (
            "/sources/texts",
            "/members/invite",
            "/voices/new",
            "/account/tokens",
            "/preferences",
            "/sign-in",
        ):
            answer = visitor.post(place, {field: "A\0B"})
            assert answer.status_code == 422, (place, answer.text)
            assert "U+0000" in answer.text
