"""The first start, invitations and new passwords: one-time links that people hand over by hand."""

import pytest
from teamwork import PASSWORD, OpenTeam, Team

from klaviatur.errors import Conflict, NotAllowed, NotReady, NotSignedIn, SettingError, SignInRefused
from klaviatur.records import Actor, LinkUse, MemberRole


def test_the_first_link_makes_a_member_who_can_do_everything_alone(team: Team) -> None:
    signed = team.members.redeem(team.members.first_link(), PASSWORD, name="anna", shown="Anna Beispiel")
    assert signed.member.roles >= {MemberRole.ADMIN, MemberRole.AUTHOR, MemberRole.REVIEWER, MemberRole.PUBLISHER}
    actor, session = team.members.session(signed.secret)
    assert (actor.name, session.member, session.signed_by) == ("anna", "anna", "link")
    assert [line.entry.what for line in team.lines()] == ["member.first_link", "member.first", "signin.done"]


def test_there_is_a_first_start_only_where_nobody_is_a_member(team: Team, anna: Actor) -> None:
    with pytest.raises(NotReady, match="klaviatur member invite"):
        team.members.first_link()


def test_only_the_newest_first_link_works(team: Team) -> None:
    old, new = team.members.first_link(), team.members.first_link()
    with pytest.raises(SignInRefused):
        team.members.redeem(old, PASSWORD, name="anna")
    team.members.redeem(new, PASSWORD, name="anna")


def test_a_link_works_once(team: Team) -> None:
    link = team.members.first_link()
    team.members.redeem(link, PASSWORD, name="anna")
    with pytest.raises(SignInRefused, match="each works once"):
        team.members.redeem(link, PASSWORD, name="berta")
    assert [member.name for member in team.members.members()] == ["anna"]


def test_a_link_ends_after_a_day(team: Team) -> None:
    link = team.members.first_link()
    team.clock.pass_(hours=24)
    with pytest.raises(SignInRefused):
        team.members.redeem(link, PASSWORD, name="anna")


def test_a_link_is_not_used_up_by_looking_at_it_or_by_a_password_that_is_refused(team: Team) -> None:
    link = team.members.first_link()
    assert team.members.usable_link(link)[0].use is LinkUse.FIRST
    with pytest.raises(SettingError, match="12 characters"):
        team.members.redeem(link, "short", name="anna")
    with pytest.raises(SettingError, match="cannot be a member's name"):
        team.members.redeem(link, PASSWORD, name="Anna Beispiel")
    team.members.redeem(link, PASSWORD, name="anna")


def test_what_is_kept_of_a_link_does_not_open_it(team: Team) -> None:
    from klaviatur.chain.members.keys import key_of

    link = team.members.first_link()
    assert len(link) >= 43  # 256 bit
    with pytest.raises(SignInRefused):
        team.members.redeem(key_of(link), PASSWORD, name="anna")


def test_who_is_invited_comes_in_with_the_link_and_a_password_of_their_own(team: Team, anna: Actor) -> None:
    member, link = team.members.invite("berta", "Berta", ["author", "reviewer"], email="Berta@Example.org", by=anna)
    assert (member.joined, member.email) == (None, "berta@example.org")
    assert team.members.usable_link(link)[1] == member
    signed = team.members.redeem(link, "ein anderes langes Wort", name="somebody-else")
    assert (signed.member.name, signed.member.joined) == ("berta", team.clock.now())
    assert team.members.sign_in("berta", "ein anderes langes Wort").member.name == "berta"


def test_nobody_can_sign_in_before_they_have_used_their_invitation(team: Team, anna: Actor) -> None:
    team.members.invite("berta", "Berta", ["author"], by=anna)
    for password in ("", PASSWORD, "nobody's password"):
        with pytest.raises(SignInRefused):
            team.members.sign_in("berta", password)


def test_an_invitation_that_ended_is_made_anew(team: Team, anna: Actor) -> None:
    _, first = team.members.invite("berta", "Berta", ["author"], by=anna)
    second = team.members.reset_link("berta", by=anna)
    with pytest.raises(SignInRefused):
        team.members.redeem(first, PASSWORD)
    assert team.members.usable_link(second)[0].use is LinkUse.INVITATION
    assert team.members.redeem(second, PASSWORD).member.joined


def test_a_reset_ends_all_sessions_and_the_old_password(team: Team, anna: Actor) -> None:
    team.join("berta")
    old = team.members.sign_in("berta", PASSWORD)
    signed = team.members.redeem(team.members.reset_link("berta", by=anna), "fünf Teller Wind am Fenster")
    with pytest.raises(NotSignedIn):
        team.members.session(old.secret)
    assert team.members.session(signed.secret)[0].name == "berta"
    with pytest.raises(SignInRefused):
        team.members.sign_in("berta", PASSWORD)
    assert team.lines("member.password_reset")[0].who == "berta"


def test_a_name_is_given_once(team: Team, anna: Actor) -> None:
    team.members.invite("berta", "Berta", ["author"], by=anna)
    with pytest.raises(Conflict, match="'berta' already"):
        team.members.invite("berta", "Another Berta", ["author"], by=anna)


def test_an_email_address_belongs_to_one_member(team: Team, anna: Actor) -> None:
    team.members.invite("berta", "Berta", ["author"], email="team@example.org", by=anna)
    with pytest.raises(Conflict, match=r"team@example\.org"):
        team.members.invite("carla", "Carla", ["author"], email="TEAM@example.org", by=anna)
    assert "carla" not in [member.name for member in team.members.members()]


@pytest.mark.parametrize(
    "name",
    [
        "аnna",  # Cyrillic а
        "anna\u200b",
        "ann𝐚",
        "annа.k",
        "Anna",
        "anna ",
        "a",
        "-anna",
        "anna.",
        "klaviatur",
        "system",
        "embedded",
        "a" * 41,
        "anna\n",
        "",
    ],
)
def test_a_name_that_could_be_mistaken_for_another_is_refused(team: Team, anna: Actor, name: str) -> None:
    with pytest.raises(SettingError, match="name"):
        team.members.invite(name, "Somebody", ["author"], by=anna)


@pytest.mark.parametrize("shown", ["", "   ", "\u202e\u200b", "x" * 81])
def test_a_member_is_shown_by_words_that_can_be_read(team: Team, anna: Actor, shown: str) -> None:
    if shown:
        with pytest.raises(SettingError, match="80 characters"):
            team.members.invite("berta", shown, ["author"], by=anna)
    else:
        assert team.members.invite("berta", shown, ["author"], by=anna)[0].shown == "berta"


def test_hidden_signs_fall_out_of_shown_names(team: Team, anna: Actor) -> None:
    member, _ = team.members.invite("berta", "Berta\u202e  gro\u0308\x00ß", ["author"], by=anna)
    assert member.shown == "Berta größ"
    assert team.members.member("berta").shown == "Berta größ"


@pytest.mark.parametrize("email", ["berta", "berta@", "@example.org", "a b@example.org", "a@b", "a\x00@example.org"])
def test_what_is_no_email_address_is_refused(team: Team, anna: Actor, email: str) -> None:
    with pytest.raises(SettingError, match="no e-mail address"):
        team.members.invite("berta", "Berta", ["author"], email=email, by=anna)


def test_the_address_of_a_link_is_the_public_one(open_team: OpenTeam) -> None:
    assert open_team().members.link_address("abc", "http://localhost:8000/") == "http://localhost:8000/link/abc"
    public = open_team(public_url="https://texte.example.org").members
    assert public.link_address("abc", "http://10.0.0.7") == "https://texte.example.org/link/abc"


def test_only_admins_invite_and_reset(team: Team, anna: Actor) -> None:
    berta = team.join("berta", "author", "reviewer", "publisher", "analyst")
    with pytest.raises(NotAllowed):
        team.members.invite("carla", "Carla", ["author"], by=berta)
    with pytest.raises(NotAllowed):
        team.members.reset_link("anna", by=berta)
