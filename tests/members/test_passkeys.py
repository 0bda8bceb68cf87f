"""Passkeys: added by a member, sign them in, and sign the release of exactly one wording."""

import hashlib
import json
from copy import copy

import pytest
from authenticator import Device, packed, unpacked
from hypothesis import given
from hypothesis import strategies as st
from teamwork import PASSWORD, OpenTeam, Team
from webauthn import verify_authentication_response

from klaviatur.chain.members.passkeys import signature_of
from klaviatur.errors import NotAllowed, NotReady, NotSignedIn, SettingError, SignInRefused
from klaviatur.records import Actor, Site

SITE = Site("localhost", "http://localhost")
WORDING, OTHER = "a" * 64, "b" * 64


def added(team: Team, by: Actor, name: str = "Laptop") -> Device:
    device = Device()
    team.members.add_passkey(SITE, device.make(team.members.ask_new_passkey(SITE, by=by)), name, by=by)
    return device


def sign_in(team: Team, device: Device) -> str:
    return team.members.sign_in_with_passkey(SITE, device.sign(team.members.ask_sign_in(SITE))).secret


# --- adding -------------------------------------------------------------------------------------------------------
def test_a_passkey_that_was_added_signs_its_member_in(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    secret = sign_in(team, device)
    actor, session = team.members.session(secret)
    assert (actor.name, actor.strong, session.signed_by) == ("anna", False, "passkey")
    (passkey,) = team.members.passkeys("anna")
    assert (passkey.name, passkey.sign_count, passkey.used_at) == ("Laptop", 1, team.clock.now())
    assert team.members.member("anna").passkeys == 1


def test_a_member_may_have_several_and_remove_each(team: Team, anna: Actor) -> None:
    laptop, phone = added(team, anna, "Laptop"), added(team, anna, "Phone")
    assert [one.name for one in team.members.passkeys("anna")] in (["Laptop", "Phone"], ["Phone", "Laptop"])
    team.members.remove_passkey(packed(laptop.id), by=anna)
    with pytest.raises(SignInRefused, match="Nobody here has this passkey"):
        sign_in(team, laptop)
    assert sign_in(team, phone)
    assert [line.entry.what for line in team.lines("passkey")] == ["passkey.added"] * 2 + ["passkey.removed"]


def test_others_passkeys_are_removed_by_admins_alone(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    device = added(team, anna)
    with pytest.raises(NotAllowed):
        team.members.remove_passkey(packed(device.id), by=berta)
    team.members.remove_passkey(packed(added(team, berta).id), by=anna)
    with pytest.raises(NotReady):
        team.members.remove_passkey("x", by=anna)


def test_a_passkey_is_added_by_who_asked_for_it(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    answer = Device().make(team.members.ask_new_passkey(SITE, by=anna))
    with pytest.raises(SignInRefused, match="took too long"):
        team.members.add_passkey(SITE, answer, "Laptop", by=berta)
    with pytest.raises(SignInRefused, match="took too long"):  # used up by the first try
        team.members.add_passkey(SITE, answer, "Laptop", by=anna)


def test_nobody_takes_over_a_passkey_that_is_somebody_elses(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    device = added(team, anna)
    stolen = copy(device)
    with pytest.raises(NotReady):
        team.members.add_passkey(SITE, stolen.make(team.members.ask_new_passkey(SITE, by=berta)), "Mine", by=berta)
    assert team.members.session(sign_in(team, device))[0].name == "anna"


def test_a_token_adds_no_passkey(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("all", ["admin", "write"], by=anna)
    with pytest.raises(NotAllowed):
        team.members.ask_new_passkey(SITE, by=team.members.actor_of_token(secret))


def test_a_passkey_has_a_name_people_can_read(team: Team, anna: Actor) -> None:
    answer = Device().make(team.members.ask_new_passkey(SITE, by=anna))
    with pytest.raises(SettingError):
        team.members.add_passkey(SITE, answer, "x" * 81, by=anna)


# --- what does not sign in ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "value"),
    [("origin", "https://localhost"), ("origin", "http://evil.example"), ("verified", False)],
)
def test_an_answer_from_elsewhere_or_from_nobody_in_particular_is_refused(
    team: Team, anna: Actor, what: str, value: object
) -> None:
    device = added(team, anna)
    setattr(device, what, value)
    with pytest.raises(SignInRefused, match="does not hold"):
        sign_in(team, device)
    answer = Device(**{what: value}).make(team.members.ask_new_passkey(SITE, by=anna))  # type: ignore[arg-type]
    with pytest.raises(SignInRefused, match="cannot be taken"):
        team.members.add_passkey(SITE, answer, "X", by=anna)


def test_an_answer_works_once_and_only_for_five_minutes(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_sign_in(SITE))
    team.members.sign_in_with_passkey(SITE, answer)
    with pytest.raises(SignInRefused):
        team.members.sign_in_with_passkey(SITE, answer)
    late = device.sign(team.members.ask_sign_in(SITE))
    team.clock.pass_(minutes=5)
    with pytest.raises(SignInRefused, match="took too long"):
        team.members.sign_in_with_passkey(SITE, late)


def test_a_copied_passkey_whose_count_lags_behind_is_refused(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    clone = copy(device)
    sign_in(team, device)
    sign_in(team, device)
    with pytest.raises(SignInRefused, match="count"):
        sign_in(team, clone)


def test_passkeys_that_count_nothing_work_again_and_again(team: Team, anna: Actor) -> None:
    device = Device(counts=False)
    team.members.add_passkey(SITE, device.make(team.members.ask_new_passkey(SITE, by=anna)), "Synced", by=anna)
    assert len({sign_in(team, device) for _ in range(3)}) == 3


def test_a_signature_by_another_key_is_refused(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    device.key = Device().key
    with pytest.raises(SignInRefused, match="does not hold"):
        sign_in(team, device)


def test_a_wait_for_the_password_does_not_lock_the_passkey_out(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            team.members.sign_in("anna", "ein falsches langes Wort")
    with pytest.raises(SignInRefused, match="Wait"):
        team.members.sign_in("anna", PASSWORD)
    assert sign_in(team, device)


def test_a_deactivated_members_passkey_opens_nothing(team: Team, anna: Actor) -> None:
    berta = team.join("berta")
    device = added(team, berta)
    team.members.deactivate("berta", by=anna)
    with pytest.raises(SignInRefused, match="not active"):
        sign_in(team, device)


@given(
    st.one_of(
        st.text(max_size=60),
        st.recursive(
            st.none() | st.text(max_size=9) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "rawId", "response", "clientDataJSON", "type"]), inner, max_size=4
                )
            ),
        ).map(json.dumps),
    )
)
def test_whatever_a_browser_answers_is_refused_in_words(answer: str) -> None:
    from klaviatur.adapters.signing_in.passkeys import WebAuthnReader

    reader = WebAuthnReader()
    with pytest.raises(SignInRefused):
        reader.challenge_of(answer)
    with pytest.raises(SignInRefused):
        reader.read_new(SITE, answer, b"x")


# --- signing a release ----------------------------------------------------------------------------------------------
def test_a_signature_makes_the_actor_strong_for_exactly_this_wording(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING], by=anna))
    signer = team.members.sign(SITE, answer, [WORDING], by=anna)
    assert (signer.name, signer.strong, anna.strong) == ("anna", True, False)


@pytest.mark.parametrize("wordings", [[OTHER], [], [WORDING, OTHER], [WORDING, WORDING]])
def test_a_signature_is_worth_nothing_for_another_wording(team: Team, anna: Actor, wordings: list[str]) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING], by=anna))
    with pytest.raises(SignInRefused, match="another wording"):
        team.members.sign(SITE, answer, wordings, by=anna)
    with pytest.raises(SignInRefused):  # and it is used up
        team.members.sign(SITE, answer, [WORDING], by=anna)


def test_many_wordings_are_signed_together_in_any_order(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING, OTHER], by=anna))
    assert team.members.sign(SITE, answer, [OTHER, WORDING], by=anna).strong


def test_a_signature_works_once(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING], by=anna))
    team.members.sign(SITE, answer, [WORDING], by=anna)
    with pytest.raises(SignInRefused):
        team.members.sign(SITE, answer, [WORDING], by=anna)


def test_nobody_signs_for_somebody_else(team: Team, anna: Actor) -> None:
    berta = team.join("berta", "reviewer")
    device, theirs = added(team, anna), added(team, berta)
    asked = team.members.ask_signature(SITE, [WORDING], by=anna)
    with pytest.raises(SignInRefused):
        team.members.sign(SITE, device.sign(asked), [WORDING], by=berta)
    asked = json.loads(team.members.ask_signature(SITE, [WORDING], by=anna))
    asked["allowCredentials"] = []
    with pytest.raises(SignInRefused, match="somebody else"):
        team.members.sign(SITE, theirs.sign(json.dumps(asked)), [WORDING], by=anna)


def test_an_answer_for_signing_in_signs_no_release_and_the_other_way_round(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    with pytest.raises(SignInRefused):
        team.members.sign(SITE, device.sign(team.members.ask_sign_in(SITE)), [WORDING], by=anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING], by=anna))
    with pytest.raises(SignInRefused):
        team.members.sign_in_with_passkey(SITE, answer)


def test_who_has_no_passkey_is_told_to_add_one(team: Team, anna: Actor) -> None:
    with pytest.raises(NotReady, match="Add one"):
        team.members.ask_signature(SITE, [WORDING], by=anna)


def test_the_audit_alone_proves_later_what_a_device_signed(team: Team, anna: Actor) -> None:
    device = added(team, anna)
    answer = device.sign(team.members.ask_signature(SITE, [WORDING], by=anna))
    team.members.sign(SITE, answer, [WORDING], by=anna)
    team.members.remove_passkey(packed(device.id), by=anna)
    key = dict(team.lines("passkey.added")[0].entry.details)["public_key"]
    signed = dict(team.lines("passkey.signed")[0].entry.details)
    assert signed["signature_of"] == signature_of([WORDING])
    challenge = hashlib.sha256(f"{signed['signature_of']} {signed['nonce']}".encode()).digest()
    number = signed["passkey"]
    kept = {"id": number, "rawId": number, "type": "public-key", "response": json.loads(signed["response"])}
    proof = verify_authentication_response(
        credential=kept,
        expected_challenge=challenge,
        expected_rp_id="localhost",
        expected_origin="http://localhost",
        credential_public_key=unpacked(key.rstrip("=")),
        credential_current_sign_count=0,
        require_user_verification=True,
    )
    assert proof.user_verified


# --- where passkeys hold --------------------------------------------------------------------------------------------
def test_passkeys_hold_for_the_name_people_open(open_team: OpenTeam) -> None:
    members = open_team().members
    assert members.site("http://localhost:8765") == Site("localhost", "http://localhost:8765")
    assert members.site("https://texte.example.org") == Site("texte.example.org", "https://texte.example.org")
    public = open_team(public_url="https://texte.example.org/").members
    assert public.site("http://10.0.0.7:8765") == Site("texte.example.org", "https://texte.example.org")


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8765", "https://192.0.2.1", "http://[::1]:80", "http://texte.example.org", ""]
)
def test_where_browsers_make_no_passkeys_the_next_step_is_told(team: Team, base: str) -> None:
    with pytest.raises(NotReady, match="public_url"):
        team.members.site(base)


def test_sign_out_ends_a_session_by_passkey(team: Team, anna: Actor) -> None:
    secret = sign_in(team, added(team, anna))
    team.members.sign_out(secret)
    with pytest.raises(NotSignedIn):
        team.members.session(secret)
