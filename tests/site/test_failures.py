"""What a page says when something goes wrong."""

import logging
import re

import pytest
from site_house import ANNA, House

from klaviatur import errors
from klaviatur.doors.site.asking import LANGUAGE
from klaviatur.doors.site.failing import KINDS
from klaviatur.doors.site.security import BodyTooLarge


def _all(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in _all(one))]


@pytest.mark.parametrize("error", _all(errors.KlaviaturError))
def test_every_error_of_the_tree_has_a_page(error: type[Exception]) -> None:
    kind = next(kind for known, kind in KINDS if issubclass(error, known))
    assert 400 <= kind.status < 600


def test_the_errors_have_the_status_that_http_has_for_them() -> None:
    expected = {
        errors.NotAllowed: 403,
        errors.NotSignedIn: 401,
        errors.UnknownVariant: 404,
        errors.UnknownProduct: 404,
        errors.Conflict: 409,
        errors.NotReady: 409,
        errors.SourceUnreadable: 422,
        errors.TableEmpty: 422,
        BodyTooLarge: 413,
    }
    for error, status in expected.items():
        assert next(kind for known, kind in KINDS if issubclass(error, known)).status == status


ENGLISH_WORDS = re.compile(r"\b(the|is|and|there|has|with|not|open|try|again)\b")
WRONG_PLACES = (
    "/sources/text/nothing.md",
    "/sources/product/nothing",
    "/review/nothing",
    "/review/nothing/edit",
    "/voices/nothing",
    "/nowhere",
)
WRONG_FORMS: tuple[tuple[str, str, dict[str, object]], ...] = (  # who, where, what
    (ANNA, "/board", {}),
    (ANNA, "/sources/texts", {"text": " "}),
    (ANNA, "/sources/texts", {"address": "http://127.0.0.1/inside"}),
    (ANNA, "/sources/texts", {"address": "ftp://somewhere.example/file"}),
    (ANNA, "/sources/products", {}),
    (ANNA, "/sources/play", {"kind": "text", "key": "buecherei.md"}),
    (ANNA, "/works/stop", {"work": "nothing"}),
    (ANNA, "/members/invite", {"name": "?", "shown": "?", "role": "author"}),
    (ANNA, "/account/tokens", {"name": "", "days": "0"}),
    (ANNA, "/export", {"v": "nothing"}),
    (ANNA, "/sources/texts", {"title": "A\0B", "text": "Words."}),
    ("cleo", "/sources/texts", {"title": "Mine", "text": "Some words that make a sentence."}),
    ("cleo", "/members/invite", {"name": "dora", "shown": "Dora", "role": "author"}),
)


def _said(page: str) -> str:
    """Return the words of a page's main part that are not what somebody typed or the page's own parts."""
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<(textarea|select|code|script|option)\b.*?</\1>|<(input|label)[^>]*>", " ", main, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", main)


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_german_page_says_what_failed_in_german(house: House, place: str) -> None:
    house[ANNA].client.cookies.set(LANGUAGE, "de")
    answer = house[ANNA].get(place)
    assert answer.status_code == 404
    assert '<span lang="en">' not in answer.text
    assert not ENGLISH_WORDS.search(_said(answer.text)), _said(answer.text)


@pytest.mark.parametrize(("who", "place", "sent"), WRONG_FORMS)
def test_a_german_form_says_what_failed_in_german(house: House, who: str, place: str, sent: dict[str, object]) -> None:
    house[who].client.cookies.set(LANGUAGE, "de")
    answer = house[who].post(place, sent)
    assert 400 <= answer.status_code < 500, answer.text
    assert '<span lang="en">' not in answer.text
    assert not ENGLISH_WORDS.search(_said(answer.text)), _said(answer.text)


def test_a_form_of_another_session_changes_nothing(house: House) -> None:
    house[ANNA].csrf = house["ben"].csrf
    answer = house[ANNA].post("/sources/texts", {"title": "Mine", "text": "Words that took an hour."})
    assert answer.status_code == 403
    assert "Words that took an hour." in answer.text
    assert len(house.desk.sources()) == 2


@pytest.mark.parametrize(
    "place", ["/board", "/sources/texts", "/sources/play", "/sources/products", "/works/stop", "/export"]
)
def test_no_form_goes_through_without_its_token(house: House, place: str) -> None:
    house[ANNA].csrf = ""
    assert house[ANNA].post(place).status_code == 403


def test_what_was_typed_while_the_session_ended_is_given_back_with_the_way_to_sign_in(house: House) -> None:
    answer = house["nobody"].post("/sources/texts", {"title": "Mine", "text": "Words that took\nan hour."})
    assert answer.status_code == 401
    assert "Words that took\nan hour." in answer.text
    assert 'href="/sign-in' in answer.text


def test_a_failure_is_json_where_json_is_asked_for(house: House) -> None:
    answer = house[ANNA].json("/sources/text/none.md")
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_a_fault_of_ours_tells_its_details_to_the_log_alone(house: House, caplog: pytest.LogCaptureFixture) -> None:
    store = house.desk.__dict__.pop("store")
    with caplog.at_level(logging.ERROR, "klaviatur.site"):
        answer = house[ANNA].get("/sources")
    house.desk.store = store
    assert answer.status_code == 500
    assert "AttributeError" not in answer.text
    assert "content-security-policy" in answer.headers
    assert "/sources failed" in caplog.text


def test_a_wrong_method_and_a_wrong_number_are_the_senders_mistake(house: House) -> None:
    assert house[ANNA].post("/audit").status_code == 405
    assert house[ANNA].get("/audit?after=x").status_code == 422
    assert house[ANNA].get("/audit?after=99999999999999999999999").status_code < 500


@pytest.mark.parametrize(
    "place", ["/review/%00", "/sources/text/%00", "/board?q=%00", "/search?q=a%00b", "/board?%00=1"]
)
def test_an_address_that_no_name_can_have_leads_nowhere(house: House, place: str) -> None:
    assert house[ANNA].get(place).status_code == 404
