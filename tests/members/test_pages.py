"""The pages of signing in, of one's own account and of the members, asked as a browser asks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from teamwork import PASSWORD, Team

from klaviatur.doors.site import create_app
from klaviatur.doors.site.sessions import COOKIE
from klaviatur.wiring.desk import open_desk

OTHER = "sieben Fässer stiller Schnee"
HTML = {"accept": "text/html", "accept-language": "en"}


@dataclass
class Visit:
    """A browser at the site: it keeps its cookies and sends the token of the page it has open."""

    client: TestClient
    page: str = ""

    def get(self, place: str) -> Response:
        answer = self.client.get(place, headers=HTML)
        self.page = answer.text
        return answer

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def post(self, place: str, **fields: object) -> Response:
        return self.client.post(place, data={"csrf": self.csrf, **fields}, headers=HTML)

    def sign_in(self, name: str = "anna", password: str = PASSWORD) -> Response:
        return self.post("/sign-in", name=name, password=password)

    @property
    def cookie(self) -> str:
        return self.client.cookies.get(COOKIE) or ""


NewVisit = Callable[..., Visit]


@pytest.fixture
def visit(team: Team) -> Iterator[NewVisit]:
    with open_desk(team.folder, settings=team.members.settings) as desk:
        app = create_app(desk, team.members, team.members.settings)

        def new(base: str = "http://localhost") -> Visit:
            return Visit(TestClient(app, base_url=base, follow_redirects=False, raise_server_exceptions=False))

        yield new


@pytest.fixture
def anna(team: Team, visit: NewVisit) -> Visit:
    """A browser in which the admin has signed in, with the page of her account open."""
    team.start()
    browser = visit()
    assert browser.sign_in().status_code == 303
    browser.get("/account")
    return browser


def link_in(page: str) -> str:
    found = re.search(r'value="(http://localhost/link/[^"]+)"', page)
    assert found
    return found[1]


# --- coming in ------------------------------------------------------------------------------------------------------
def test_the_first_start_leads_from_the_printed_link_to_today(team: Team, visit: NewVisit) -> None:
    browser = visit()
    assert "klaviatur serve" in browser.get("/sign-in").text
    link = team.members.link_address(team.members.first_link(), "http://localhost")
    assert "First start" in browser.get(link).text
    answer = browser.post(link, name="anna", shown="Anna Beispiel", new_password=PASSWORD, again_password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Anna Beispiel" in browser.get("/account").text


def test_a_link_says_what_is_wrong_and_keeps_the_names_but_no_password(team: Team, visit: NewVisit) -> None:
    browser, link = visit(), "/link/" + team.members.first_link()
    for password, again, said in (
        (PASSWORD, OTHER, "The two passwords are not the same"),
        ("short", "short", "at least 12 characters"),
        ("beispiel12345", "beispiel12345", "little more than your name"),
        ("passwort12345", "passwort12345", "among the first that are guessed"),
    ):
        answer = browser.post(link, name="anna", shown="Anna Beispiel", new_password=password, again_password=again)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Anna Beispiel"' in answer.text
        assert password not in answer.text
    answer = browser.post(link, name="Änna", shown="Anna", new_password=PASSWORD, again_password=PASSWORD)
    assert "This name cannot be taken" in answer.text


@pytest.mark.parametrize("secret", ["x", "%00", "a" * 5000])
def test_a_link_that_nobody_made_says_where_to_get_one(visit: NewVisit, secret: str) -> None:
    answer = visit().get(f"/link/{secret}")
    assert answer.status_code == 403
    assert "Ask an admin for a new one" in answer.text


def test_signing_in_leads_to_where_the_visitor_wanted_to_go(team: Team, visit: NewVisit) -> None:
    team.start()
    browser = visit()
    asked = browser.get("/audit?after=1")
    assert asked.headers["location"] == "/sign-in?next=/audit%3Fafter%3D1"
    browser.get(asked.headers["location"])
    assert 'name="next" value="/audit?after=1"' in browser.page
    answer = browser.post("/sign-in", name="anna", password=PASSWORD, next="/audit?after=1")
    assert answer.headers["location"] == "/audit?after=1"


@pytest.mark.parametrize("place", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(team: Team, visit: NewVisit, place: str) -> None:
    team.start()
    assert visit().post("/sign-in", name="anna", password=PASSWORD, next=place).headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(team: Team, visit: NewVisit) -> None:
    team.start()
    plain = visit().sign_in().headers["set-cookie"]
    assert re.fullmatch(r"klaviatur=[\w-]{43}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax", plain)
    assert "; Secure" in visit("https://texte.example.org").sign_in().headers["set-cookie"]


def test_a_wrong_password_is_told_in_words_and_keeps_the_name(team: Team, visit: NewVisit) -> None:
    team.start()
    answer = visit().sign_in("anna", OTHER)
    assert answer.status_code == 403
    assert "Name or password is wrong" in answer.text
    assert 'value="anna"' in answer.text
    assert OTHER not in answer.text
    assert COOKIE not in answer.cookies


def test_too_many_tries_say_how_long_to_wait(team: Team, visit: NewVisit) -> None:
    team.start()
    browser = visit()
    for _ in range(5):
        browser.sign_in("anna", OTHER)
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "Wait 30 seconds" in unescape(answer.text)


def test_a_session_secret_that_a_browser_brings_along_is_never_taken_on(team: Team, visit: NewVisit) -> None:
    team.start()
    browser = visit()
    browser.client.cookies.set(COOKIE, "chosen-by-somebody-else", domain="localhost.local", path="/")
    browser.sign_in()
    assert len(browser.cookie) == 43
    stranger = visit()
    stranger.client.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert stranger.get("/account").status_code == 303


def test_signing_in_again_ends_the_session_this_browser_had(anna: Visit, visit: NewVisit) -> None:
    old = anna.cookie
    anna.sign_in()
    assert anna.cookie != old
    other = visit()
    other.client.cookies.set(COOKIE, old)
    assert other.get("/account").status_code == 303


def test_who_is_signed_in_is_not_asked_again(anna: Visit) -> None:
    assert anna.get("/sign-in?next=/board").headers["location"] == "/board"


def test_signing_out_ends_the_session_and_not_only_the_cookie(anna: Visit, visit: NewVisit) -> None:
    old = anna.cookie
    assert anna.post("/sign-out").headers["location"] == "/sign-in"
    assert anna.cookie == ""
    other = visit()
    other.client.cookies.set(COOKIE, old)
    assert other.get("/").status_code == 303


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sign_in_speaks_the_browsers_language(visit: NewVisit, language: str) -> None:
    page = visit().client.get("/sign-in", headers={"accept": "text/html", "accept-language": language}).text
    assert f'<html lang="{language}"' in page
    assert ("Anmelden" in page) is (language == "de")


# --- forms from elsewhere -----------------------------------------------------------------------------------------
CHANGING = [
    "/sign-out",
    "/account",
    "/account/password",
    "/account/passkeys/ask",
    "/account/passkeys",
    "/account/signature/ask",
    "/account/passkeys/x/remove",
    "/account/tokens",
    "/account/tokens/x/end",
    "/account/sessions/end",
    "/members",
    "/members/anna",
    "/members/anna/link",
    "/members/anna/deactivate",
    "/members/anna/activate",
    "/members/anna/sign-out",
]


@pytest.mark.parametrize("place", CHANGING)
def test_nothing_changes_without_the_token_of_the_session(anna: Visit, team: Team, place: str) -> None:
    before = team.lines()
    for csrf in ("", "wrong", "ü", anna.csrf[:-1]):
        answer = anna.client.post(place, data={"csrf": csrf}, headers=HTML)
        assert answer.status_code == 403
        assert "another session" in answer.text
    assert team.lines() == before


@pytest.mark.parametrize("place", CHANGING)
def test_nothing_changes_without_a_session(anna: Visit, visit: NewVisit, place: str) -> None:
    assert visit().client.post(place, data={"csrf": anna.csrf}, headers=HTML).status_code == 401


def test_the_token_of_one_session_is_worth_nothing_in_another(anna: Visit, visit: NewVisit) -> None:
    other = visit()
    other.sign_in()
    assert other.client.post("/sign-out", data={"csrf": anna.csrf}, headers=HTML).status_code == 403


def test_another_site_can_neither_sign_somebody_in_nor_out(anna: Visit, visit: NewVisit) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://example.org"}, {"origin": "null"}):
        sent = {"name": "anna", "password": PASSWORD}
        assert visit().client.post("/sign-in", data=sent, headers=HTML | headers).status_code == 403
        assert anna.client.post("/sign-out", data={"csrf": anna.csrf}, headers=HTML | headers).status_code == 403


# --- one's own account ----------------------------------------------------------------------------------------------
def test_a_member_changes_how_they_are_shown_and_spoken_to(anna: Visit) -> None:
    anna.post("/account", shown="Anna B.", language="de")
    assert "Anna B." in anna.get("/account").text
    assert anna.client.get("/account", headers={"accept": "text/html"}).text.count('lang="de"')


def test_a_new_password_keeps_this_browser_signed_in_and_no_other(anna: Visit, visit: NewVisit) -> None:
    other = visit()
    other.sign_in()
    fields = {"current_password": PASSWORD, "new_password": OTHER, "again_password": OTHER}
    assert anna.post("/account/password", **fields).status_code == 303
    assert anna.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert visit().sign_in("anna", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        (OTHER, OTHER, OTHER, "Name or password is wrong"),
        (PASSWORD, OTHER, PASSWORD, "not the same"),
        (PASSWORD, "short", "short", "at least 12"),
        (PASSWORD, "anna anna 2027", "anna anna 2027", "more than your name"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(anna: Visit, current: str, new: str, again: str, said: str) -> None:
    answer = anna.post("/account/password", current_password=current, new_password=new, again_password=again)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_token_is_shown_once_and_works_for_the_api(anna: Visit, visit: NewVisit) -> None:
    answer = anna.post("/account/tokens", name="nightly export", scope=["read"], days="30")
    secret = re.search(r'value="(klv_[^"]+)"', answer.text)
    assert secret
    assert secret[1] not in anna.get("/account").text
    told = visit().client.get("/api/me", headers={"authorization": f"Bearer {secret[1]}"})
    assert (told.status_code, told.json()["name"]) == (200, "anna")


def test_a_token_that_has_ended_is_refused(anna: Visit, visit: NewVisit, team: Team) -> None:
    token, secret = team.members.make_token("ci", ["read"], by=team.as_("anna"))
    assert anna.post(f"/account/tokens/{token.id}/end").status_code == 303
    assert visit().client.get("/api/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_a_token_opens_no_page(team: Team, visit: NewVisit) -> None:
    _, secret = team.members.make_token("ci", ["read"], by=team.start())
    headers = HTML | {"authorization": f"Bearer {secret}"}
    assert visit().client.get("/account", headers=headers).status_code == 303


@pytest.mark.parametrize(
    "fields", [{"name": "x"}, {"name": "x", "scope": "all"}, {"name": "x", "scope": "read", "days": "0"}]
)
def test_a_token_that_cannot_be_made_says_why(anna: Visit, fields: dict[str, str]) -> None:
    answer = anna.post("/account/tokens", **fields)
    assert answer.status_code == 422
    assert "klv_" not in answer.text


def test_the_account_is_json_too_without_secrets(anna: Visit, team: Team) -> None:
    told = anna.client.get("/account", headers={"accept": "application/json"}).json()
    assert told["member"]["name"] == "anna"
    assert [session["csrf"] for session in told["sessions"]] == ["", ""]
    assert anna.cookie not in str(told)


# --- the members ----------------------------------------------------------------------------------------------------
def test_an_admin_invites_somebody_who_comes_in(anna: Visit, visit: NewVisit) -> None:
    anna.get("/members")
    answer = anna.post("/members", name="berta", shown="Berta Blau", role=["author", "reviewer"], language="de")
    link = link_in(answer.text)
    assert link not in anna.get("/members").text
    assert "invited, has not come yet" in anna.page
    berta = visit()
    assert "Berta Blau" in berta.get(link).text
    assert berta.post(link, new_password=OTHER, again_password=OTHER).status_code == 303
    assert "Berta Blau" in berta.get("/account").text


def test_what_was_typed_is_kept_when_somebody_cannot_be_invited(anna: Visit) -> None:
    anna.get("/members")
    answer = anna.post("/members", name="anna", shown="Another Anna", role="author", email="a@example.org")
    assert answer.status_code == 422
    for typed in ("Another Anna", "a@example.org", "already"):
        assert typed in answer.text


def test_the_last_admin_stays_admin_and_active(anna: Visit, team: Team) -> None:
    anna.get("/members")
    for place, fields in (("/members/anna", {"role": "author"}), ("/members/anna/deactivate", {})):
        answer = anna.post(place, **fields)
        assert answer.status_code == 409
        assert "last admin" in answer.text
    assert team.members.member("anna").active


def test_a_deactivated_members_cookie_and_token_open_nothing(anna: Visit, team: Team, visit: NewVisit) -> None:
    team.join("berta", "author")
    _, secret = team.members.make_token("ci", ["read"], by=team.as_("berta"))
    berta = visit()
    berta.sign_in("berta")
    assert berta.get("/account").status_code == 200
    anna.post("/members/berta/deactivate", why="has left")
    assert berta.get("/account").status_code == 303
    assert visit().client.get("/api/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert visit().sign_in("berta").status_code == 403
    assert team.lines("member.deactivated")[0].entry.why == "has left"


def test_roles_hold_from_the_next_request_on(anna: Visit, team: Team, visit: NewVisit) -> None:
    team.join("berta", "author")
    berta = visit()
    berta.sign_in("berta")
    assert "Invite somebody" not in berta.get("/members").text
    anna.post("/members/berta", role=["author", "admin"], email="")
    assert "Invite somebody" in berta.get("/members").text


@pytest.mark.parametrize("place", [p for p in CHANGING if p.startswith("/members")])
def test_who_is_no_admin_changes_no_member(team: Team, visit: NewVisit, place: str) -> None:
    team.start()
    team.join("berta", "author", "reviewer", "publisher", "analyst")
    berta = visit()
    berta.sign_in("berta")
    berta.get("/account")
    before = team.members.members()
    answer = berta.post(place, name="carla", shown="Carla", role="admin")
    assert answer.status_code == 403
    assert team.members.members() == before


def test_the_api_hands_out_an_invitation_that_works(anna: Visit, team: Team, visit: NewVisit) -> None:
    _, secret = team.members.make_token("setup", ["admin"], by=team.as_("anna"))
    sent = {"name": "berta", "shown": "Berta", "roles": ["author"]}
    answer = visit().client.post("/api/members", json=sent, headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 201
    assert "Welcome" in visit().get(answer.json()["link"]).text


@pytest.mark.parametrize("place", ["/sign-in", "/account", "/members"])
def test_pages_stand_without_script_and_hold_none_inline(anna: Visit, visit: NewVisit, place: str) -> None:
    page = (visit() if place == "/sign-in" else anna).get(place).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page)
    assert len(page.encode()) < 150_000
