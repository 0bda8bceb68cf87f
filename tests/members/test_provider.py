"""Signing in by a provider that speaks OpenID Connect, against a real one on this machine."""

from collections.abc import Callable, Iterator

import pytest
from identity_provider import CLIENT, SECRET, IdentityProvider, serve
from joserfc.jwk import RSAKey
from teamwork import OpenTeam, Team

from klaviatur.errors import SettingError, SignInRefused
from klaviatur.records import MemberRole

BASE = "http://localhost:8765"
BERTA = {"email": "berta@example.org", "email_verified": True}
OpenHouse = Callable[..., Team]


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    made = IdentityProvider()
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def house(open_team: OpenTeam, provider: IdentityProvider) -> OpenHouse:
    def open_house(**settings: object) -> Team:
        known = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        team = open_team(**known, **settings)
        team.start()
        return team

    return open_house


def enter(team: Team, provider: IdentityProvider) -> str:
    """Go to the provider, agree, come back; return whose session it is."""
    address, browser = team.members.ask_provider(BASE, "/board")
    signed, place = team.members.sign_in_by_provider(BASE, provider.approve(address), browser)
    assert place == "/board"
    return team.members.session(signed.secret)[0].name


def invite_berta(team: Team) -> None:
    team.members.invite("berta", "Berta", ["author"], email="Berta@Example.org", by=team.as_("anna"))


def test_who_was_invited_comes_in_by_a_verified_address(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house()
    invite_berta(team)
    provider.person |= BERTA
    assert enter(team, provider) == "berta"
    assert team.members.member("berta").joined == team.clock.now()
    told = [line.entry.what for line in team.lines() if line.who == "berta"]
    assert told == ["member.identified", "member.joined", "signin.done"]


def test_later_the_subject_counts_and_no_longer_the_address(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house()
    invite_berta(team)
    provider.person |= BERTA
    enter(team, provider)
    provider.person = {"sub": "42"}
    assert enter(team, provider) == "berta"
    provider.person = {"sub": "another person with the old address", **BERTA}
    with pytest.raises(SignInRefused, match="as somebody else"):
        enter(team, provider)


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"email": "berta@example.org"},
        {**BERTA, "email_verified": False},
        {**BERTA, "email_verified": "true"},
        {**BERTA, "email": "carla@example.org"},
    ],
)
def test_an_address_that_is_not_verified_or_not_invited_opens_nothing(
    house: OpenHouse, provider: IdentityProvider, person: dict[str, object]
) -> None:
    team = house()
    invite_berta(team)
    provider.person |= person
    with pytest.raises(SignInRefused, match="nobody has invited you"):
        enter(team, provider)
    (line,) = team.lines("signin.failed")
    assert (line.entry.thing, dict(line.entry.details)["how"]) == ("member:?", "provider")


def test_an_address_may_be_told_by_userinfo_alone(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house()
    invite_berta(team)
    provider.beside = {"sub": "42", **BERTA}
    assert enter(team, provider) == "berta"
    provider.person["sub"] = "43"
    with pytest.raises(SignInRefused):
        enter(team, provider)


def test_by_a_setting_newcomers_come_in_as_analysts(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house(oidc_join=True)
    provider.person |= {"email": "Änne.Müller@example.org", "email_verified": True, "name": "Änne Müller"}
    name = enter(team, provider)
    member = team.members.member(name)
    assert (name, member.shown, member.roles) == ("anne.muller", "Änne Müller", {MemberRole.ANALYST})
    assert enter(team, provider) == name
    provider.person["sub"] = "43"
    provider.person["email"] = "änne.müller@example.com"
    assert enter(team, provider) == "anne.muller2"


def test_newcomers_get_the_roles_the_provider_names(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house(oidc_join=True, oidc_roles_claim="groups")
    provider.person |= {"groups": ["author", "reviewer", "owners"], **BERTA}
    assert team.members.member(enter(team, provider)).roles == {MemberRole.AUTHOR, MemberRole.REVIEWER}


def test_a_deactivated_member_does_not_come_in_and_joins_no_second_time(
    house: OpenHouse, provider: IdentityProvider
) -> None:
    team = house(oidc_join=True)
    provider.person |= BERTA
    enter(team, provider)
    team.members.deactivate("berta", by=team.as_("anna"))
    with pytest.raises(SignInRefused):
        enter(team, provider)
    assert [member.name for member in team.members.members()] == ["anna", "berta"]


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"nonce": "x"},
        {"nonce": None},
        {"sub": None},
        {"azp": "another client"},
    ],
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(
    house: OpenHouse, provider: IdentityProvider, changed: dict[str, object]
) -> None:
    team = house(oidc_join=True)
    provider.person |= BERTA
    provider.changed = changed
    with pytest.raises(SignInRefused, match="does not hold"):
        enter(team, provider)


def test_a_token_by_another_key_or_by_the_shared_secret_is_refused(
    house: OpenHouse, provider: IdentityProvider
) -> None:
    team = house(oidc_join=True)
    provider.person |= BERTA
    provider.signing = RSAKey.generate_key(2048)
    with pytest.raises(SignInRefused, match="does not hold"):
        enter(team, provider)
    provider.alg, provider.signing = "HS256", provider.shared_key()
    with pytest.raises(SignInRefused, match="does not hold"):
        enter(team, provider)


def test_a_provider_may_change_its_keys(house: OpenHouse, provider: IdentityProvider) -> None:
    team = house(oidc_join=True)
    provider.person |= BERTA
    enter(team, provider)
    provider.key = RSAKey.generate_key(2048, auto_kid=True)
    assert enter(team, provider) == "berta"


def test_an_answer_works_once_in_the_browser_that_asked_and_not_too_late(
    house: OpenHouse, provider: IdentityProvider
) -> None:
    team = house(oidc_join=True)
    provider.person |= BERTA
    for spoil in ("browser", "late", "again", "state"):
        address, browser = team.members.ask_provider(BASE)
        answer = provider.approve(address)
        if spoil == "again":
            team.members.sign_in_by_provider(BASE, answer, browser)
        if spoil == "late":
            team.clock.pass_(minutes=10)
        answer = answer.replace("state=", "state=x") if spoil == "state" else answer
        with pytest.raises(SignInRefused, match="another browser"):
            team.members.sign_in_by_provider(BASE, answer, "" if spoil == "browser" else browser)


@pytest.mark.parametrize(("old", "new"), [("code=", "kode="), ("iss=", "iss=https://evil.example&x=")])
def test_an_answer_without_a_code_or_of_another_provider_is_refused(
    house: OpenHouse, provider: IdentityProvider, old: str, new: str
) -> None:
    team = house(oidc_join=True)
    address, browser = team.members.ask_provider(BASE)
    with pytest.raises(SignInRefused):
        team.members.sign_in_by_provider(BASE, provider.approve(address).replace(old, new), browser)


@pytest.mark.parametrize("issuer", ["http://idp.example.org", "ftp://127.0.0.1", "nonsense"])
def test_a_provider_is_reached_by_https_alone(open_team: OpenTeam, issuer: str) -> None:
    team = open_team(oidc_issuer=issuer, oidc_client_id=CLIENT)
    with pytest.raises(SettingError, match="oidc_issuer"):
        team.members.ask_provider(BASE)


def test_without_a_provider_the_setting_is_named(team: Team) -> None:
    assert team.members.provider_name == ""
    with pytest.raises(SettingError, match="oidc_issuer"):
        team.members.ask_provider(BASE)
