"""Sessions end when they should; the team changes only by admins, and never without one; tokens reach no further."""

from datetime import timedelta

import pytest
from teamwork import PASSWORD, OpenTeam, Team

from klaviatur.errors import NotAllowed, NotReady, NotSignedIn, SettingError, SignInRefused, UnknownMember
from klaviatur.records import Actor, MemberRole
from klaviatur.review import allow, may


# --- sessions -----------------------------------------------------------------------------------------------------
def test_a_session_ends_after_twelve_unused_hours(team: Team, anna: Actor) -> None:
    signed = team.members.sign_in("anna", PASSWORD)
    for _ in range(3):
        team.clock.pass_(hours=11)
        team.members.session(signed.secret)
    team.clock.pass_(hours=12, minutes=5)
    with pytest.raises(NotSignedIn, match="Sign in"):
        team.members.session(signed.secret)


def test_a_session_ends_after_two_weeks_however_much_it_is_used(team: Team, anna: Actor) -> None:
    signed = team.members.sign_in("anna", PASSWORD)
    for _ in range(14 * 24 // 8 - 1):
        team.clock.pass_(hours=8)
        team.members.session(signed.secret)
    team.clock.pass_(hours=8)
    with pytest.raises(NotSignedIn):
        team.members.session(signed.secret)
    assert signed.session.id not in [session.id for session in team.members.sessions("anna")]


def test_how_long_a_session_lasts_is_set(open_team: OpenTeam) -> None:
    team = open_team(session_idle_h=1, session_days=1)
    team.start()
    signed = team.members.sign_in("anna", PASSWORD)
    assert signed.session.ends_at - signed.session.begun_at == timedelta(days=1)
    team.clock.pass_(hours=1, minutes=5)
    with pytest.raises(NotSignedIn):
        team.members.session(signed.secret)


@pytest.mark.parametrize("secret", ["", "x", "\x00", "ä" * 100, "\ud800", "' or 1=1 --"])
def test_a_secret_that_nobody_was_given_opens_nothing(team: Team, anna: Actor, secret: str) -> None:
    with pytest.raises(NotSignedIn):
        team.members.session(secret)
    with pytest.raises(NotSignedIn):
        team.members.actor_of_token(secret)
    with pytest.raises(SignInRefused):
        team.members.usable_link(secret)
    team.members.sign_out(secret)


def test_what_is_kept_of_a_session_does_not_open_it(team: Team, anna: Actor) -> None:
    from klaviatur.chain.members.keys import key_of

    signed = team.members.sign_in("anna", PASSWORD)
    with pytest.raises(NotSignedIn):
        team.members.session(key_of(signed.secret))


def test_each_session_has_a_form_token_of_its_own(team: Team, anna: Actor) -> None:
    signed = [team.members.sign_in("anna", PASSWORD) for _ in range(5)]
    assert len({one.session.csrf for one in signed}) == 5
    assert all(team.members.session(one.secret)[1].csrf == one.session.csrf for one in signed)


def test_signing_out_everywhere_ends_every_session(team: Team, anna: Actor) -> None:
    signed = [team.members.sign_in("anna", PASSWORD) for _ in range(3)]
    assert team.members.sign_out_everywhere("anna", by=anna) == 4
    for one in signed:
        with pytest.raises(NotSignedIn):
            team.members.session(one.secret)


def test_nobody_signs_others_out_but_admins(team: Team, anna: Actor) -> None:
    berta = team.join("berta", "reviewer")
    with pytest.raises(NotAllowed):
        team.members.sign_out_everywhere("anna", by=berta)
    assert team.members.sign_out_everywhere("berta", by=anna) == 1


def test_a_session_goes_on_while_somebody_else_holds_the_database(team: Team, anna: Actor) -> None:
    signed = team.members.sign_in("anna", PASSWORD)
    team.clock.pass_(hours=1)
    with team.members.store.admitting():
        assert team.members.session(signed.secret)[0].name == "anna"


# --- the team -------------------------------------------------------------------------------------------------------
def test_the_last_admin_cannot_go(team: Team, anna: Actor) -> None:
    team.members.invite("berta", "Berta", ["admin"], by=anna)  # has not come yet, so cannot look after anybody
    with pytest.raises(NotReady, match="last admin"):
        team.members.deactivate("anna", by=anna)
    with pytest.raises(NotReady, match="last admin"):
        team.members.change_roles("anna", ["author"], by=anna)
    team.members.redeem(team.members.reset_link("berta", by=anna), PASSWORD)
    team.members.change_roles("anna", ["author"], by=anna)
    with pytest.raises(NotReady, match="last admin"):
        team.members.deactivate("berta", by=team.as_("berta"))


def test_a_deactivated_member_comes_in_by_no_door(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    signed = team.members.sign_in("berta", PASSWORD)
    _, secret = team.members.make_token("ci", ["read"], by=berta)
    link = team.members.reset_link("berta", by=anna)
    team.members.deactivate("berta", "has left", by=anna)
    with pytest.raises(NotSignedIn):
        team.members.session(signed.secret)
    with pytest.raises(NotSignedIn):
        team.members.actor_of_token(secret)
    with pytest.raises(SignInRefused):
        team.members.redeem(link, PASSWORD)
    with pytest.raises(SignInRefused):
        team.members.sign_in("berta", PASSWORD)
    with pytest.raises(UnknownMember, match="deactivated"):
        team.members.actor("berta")
    with pytest.raises(NotReady, match="Activate"):
        team.members.reset_link("berta", by=anna)


def test_who_is_let_in_again_signs_in_anew_and_old_tokens_stay_ended(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    old = team.members.sign_in("berta", PASSWORD)
    _, secret = team.members.make_token("ci", ["read"], by=berta)
    team.members.deactivate("berta", by=anna)
    team.members.activate("berta", by=anna)
    assert team.members.sign_in("berta", PASSWORD).member.active
    for use in (lambda: team.members.session(old.secret), lambda: team.members.actor_of_token(secret)):
        with pytest.raises(NotSignedIn):
            use()


def test_roles_are_those_of_now(team: Team, anna: Actor) -> None:
    team.join("berta", "author")
    signed = team.members.sign_in("berta", PASSWORD)
    team.members.change_roles("berta", ["reviewer"], by=anna)
    assert team.members.session(signed.secret)[0].roles == {MemberRole.REVIEWER}
    line = team.lines("member.roles_changed")[0]
    assert dict(line.entry.details) == {"before": "author", "roles": "reviewer"}


@pytest.mark.parametrize("roles", [[], ["owner"], ["author", "root"]])
def test_roles_are_some_of_the_known_ones(team: Team, anna: Actor, roles: list[str]) -> None:
    with pytest.raises(SettingError, match="needs some of these roles"):
        team.members.change_roles("anna", roles, by=anna)


def test_only_admins_change_members(team: Team, anna: Actor) -> None:
    berta = team.join("berta", "author", "reviewer", "publisher", "analyst")
    for change in (
        lambda: team.members.change_roles("berta", ["admin"], by=berta),
        lambda: team.members.deactivate("anna", by=berta),
        lambda: team.members.activate("anna", by=berta),
        lambda: team.members.change_profile("anna", shown="X", language="en", by=berta),
        lambda: team.members.change_profile("berta", shown="B", language="en", email="b@example.org", by=berta),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert team.members.change_profile("berta", shown="Berta B.", language="en", by=berta).shown == "Berta B."


def test_nothing_is_kept_of_a_change_that_was_refused(team: Team, anna: Actor) -> None:
    before, lines = team.members.members(), team.lines()
    with pytest.raises(NotReady):
        team.members.deactivate("anna", by=anna)
    with pytest.raises(UnknownMember, match="Nobody here is called 'nobody'"):
        team.members.change_roles("nobody", ["author"], by=anna)
    assert (team.members.members(), team.lines()) == (before, lines)


def test_every_change_is_in_the_audit_with_who_did_it(team: Team, anna: Actor) -> None:
    team.join("berta")
    team.members.change_roles("berta", ["reviewer"], by=anna)
    team.members.deactivate("berta", "has left", by=anna)
    team.members.activate("berta", by=anna)
    told = [(line.who, line.entry.what) for line in team.lines("member") if line.entry.thing == "member:berta"]
    assert told == [
        ("anna", "member.invited"),
        ("berta", "member.joined"),
        ("anna", "member.roles_changed"),
        ("anna", "member.deactivated"),
        ("anna", "member.activated"),
    ]


# --- tokens ---------------------------------------------------------------------------------------------------------
def test_a_token_acts_for_its_member_within_its_scopes(team: Team, anna: Actor) -> None:
    token, secret = team.members.make_token("export", ["read"], by=anna)
    assert secret.startswith("klv_")
    actor = team.members.actor_of_token(secret)
    assert (actor.name, actor.via, actor.scopes) == ("anna", "api", {"read"})
    assert may(actor, "export")
    with pytest.raises(NotAllowed, match="lacks the scope"):
        allow(actor, "edit")
    assert token.name == "export"


def test_a_token_is_allowed_no_more_than_its_member(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("all", ["read", "write", "admin"], by=team.join("berta", "author"))
    with pytest.raises(NotAllowed):
        team.members.deactivate("anna", by=team.members.actor_of_token(secret))


def test_a_token_without_its_scope_cannot_act_as_an_admin(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("ci", ["read", "write"], by=anna)
    actor = team.members.actor_of_token(secret)
    for change in (
        lambda: team.members.invite("berta", "Berta", ["admin"], by=actor),
        lambda: team.members.sign_out_everywhere("anna", by=actor),
        lambda: team.members.change_profile("anna", shown="X", language="en", by=actor),
        lambda: team.members.make_token("more", ["admin"], by=actor),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_no_token_makes_another_one(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("all", ["read", "write", "review", "release", "admin"], by=anna)
    with pytest.raises(NotAllowed, match="Sign in"):
        team.members.make_token("more", ["read"], by=team.members.actor_of_token(secret))


def test_a_token_ends_by_time_and_by_hand(team: Team, anna: Actor) -> None:
    _, short = team.members.make_token("short", ["read"], 1, by=anna)
    long, secret = team.members.make_token("long", ["read"], 30, by=anna)
    team.clock.pass_(days=1)
    with pytest.raises(NotSignedIn):
        team.members.actor_of_token(short)
    assert team.members.actor_of_token(secret).name == "anna"
    team.members.end_token("anna", long.id, by=anna)
    with pytest.raises(NotSignedIn):
        team.members.actor_of_token(secret)
    with pytest.raises(NotReady):
        team.members.end_token("anna", long.id, by=anna)


def test_when_a_token_was_last_used_is_noted(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("ci", ["read"], by=anna)
    team.clock.pass_(hours=1)
    team.members.actor_of_token(secret)
    assert team.members.tokens("anna")[0].used_at == team.clock.now()


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_token_lasts_a_year_at_most(team: Team, anna: Actor, days: int) -> None:
    with pytest.raises(SettingError, match="366 days"):
        team.members.make_token("ci", ["read"], days, by=anna)


def test_others_tokens_are_ended_by_admins_alone(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    token, _ = team.members.make_token("ci", ["read"], by=anna)
    with pytest.raises(NotAllowed):
        team.members.end_token("anna", token.id, by=berta)
    with pytest.raises(NotReady):
        team.members.end_token("berta", token.id, by=berta)  # not hers, whatever the name says
    theirs, _ = team.members.make_token("ci", ["read"], by=berta)
    assert team.members.end_token("berta", theirs.id, by=anna).ended_at == team.clock.now()
