"""Signing in with name and password: what is refused, how guessing is slowed down, how passwords are kept."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from teamwork import ADDRESS, PASSWORD, OpenTeam, Team

from klaviatur.adapters.signing_in.passwords import Argon2Passwords
from klaviatur.errors import NotAllowed, NotReady, NotSignedIn, SettingError, SignInRefused
from klaviatur.records import Actor
from klaviatur.settings import Settings
from klaviatur.wiring.members import Members

WRONG = "ein falsches langes Wort"


def fail(team: Team, times: int, name: str = "anna", address: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused, match="Name or password is wrong"):
            team.members.sign_in(name, WRONG, address=address)


# --- signing in ---------------------------------------------------------------------------------------------------
def test_the_right_password_signs_in_and_the_audit_says_so(team: Team, anna: Actor) -> None:
    signed = team.members.sign_in("anna", PASSWORD, address=ADDRESS)
    actor, session = team.members.session(signed.secret)
    assert (actor.name, actor.via, actor.strong, session.signed_by) == ("anna", "page", False, "password")
    last = team.lines("signin")[-1]
    assert (last.who, last.via, dict(last.entry.details)) == ("anna", "page", {"how": "password"})


@pytest.mark.parametrize("typed", ["anna", "ANNA", " Anna "])
def test_names_are_typed_in_any_case(team: Team, anna: Actor, typed: str) -> None:
    assert team.members.sign_in(typed, PASSWORD).member.name == "anna"


@pytest.mark.parametrize("typed", ["аnna", "ann\u0430", "anna\x00", "", "x" * 10_000, "anna' or '1'='1"])
def test_what_only_looks_like_a_name_is_nobody(team: Team, anna: Actor, typed: str) -> None:
    with pytest.raises(SignInRefused, match="Name or password is wrong"):
        team.members.sign_in(typed, PASSWORD)


def test_a_wrong_password_and_an_unknown_name_are_refused_with_the_same_words(team: Team, anna: Actor) -> None:
    said = set()
    for name, password in (("anna", WRONG), ("nobody", WRONG), ("nobody", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            team.members.sign_in(name, password)
        said.add(str(refused.value))
    assert len(said) == 1


def test_an_unknown_name_costs_as_much_as_a_wrong_password(team: Team, anna: Actor) -> None:
    asked: list[str] = []

    class Counting(Argon2Passwords):
        def fits(self, hashed: str, password: str) -> bool:
            asked.append(password)
            return super().fits(hashed, password)

    members = Members(team.members.store, Settings(), Counting(memory_kib=64, rounds=1, lanes=1))
    for name in ("anna", "nobody", "аnna"):
        with pytest.raises(SignInRefused):
            members.sign_in(name, WRONG)
    assert asked == [WRONG] * 3


def test_no_password_fits_a_member_without_one() -> None:
    passwords = Argon2Passwords(memory_kib=64, rounds=1, lanes=1)
    assert not passwords.fits("", "nobody's password")  # what the decoy is made of
    assert not passwords.fits("", "")
    assert not passwords.fits("not a hash", PASSWORD)


def test_a_password_is_the_same_however_a_keyboard_puts_its_letters_together(team: Team) -> None:
    team.start("anna", "grüne Äpfel über Öl")
    decomposed = "gru\u0308ne A\u0308pfel u\u0308ber O\u0308l"
    assert team.members.sign_in("anna", decomposed).member.name == "anna"


def test_passwords_may_hold_any_character(team: Team) -> None:
    strange = "\ud800 \x00 \U0001f511 langes Wort"
    team.start(password=strange)
    assert team.members.sign_in("anna", strange).member.name == "anna"


# --- slowing down -------------------------------------------------------------------------------------------------
def test_after_five_failures_even_the_right_password_waits(team: Team, anna: Actor) -> None:
    fail(team, 5)
    with pytest.raises(SignInRefused, match="Wait 30 seconds"):
        team.members.sign_in("anna", PASSWORD, address=ADDRESS)
    team.clock.pass_(seconds=29)
    with pytest.raises(SignInRefused, match="Wait 1 seconds"):
        team.members.sign_in("anna", PASSWORD, address="198.51.100.1")
    team.clock.pass_(seconds=1)
    assert team.members.sign_in("anna", PASSWORD, address=ADDRESS).member.name == "anna"


def test_each_further_failure_waits_longer_up_to_a_quarter_of_an_hour(team: Team, anna: Actor) -> None:
    fail(team, 5)
    waits = []
    for _ in range(8):
        waits.append(team.members.wait_left("anna", ""))
        team.clock.pass_(seconds=waits[-1])
        fail(team, 1, address="")
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_tries_during_a_wait_do_not_make_it_longer(team: Team, anna: Actor) -> None:
    fail(team, 5)
    for _ in range(10):
        with pytest.raises(SignInRefused, match="Wait"):
            team.members.sign_in("anna", WRONG, address=ADDRESS)
    assert team.members.wait_left("anna", ADDRESS) == 30


def test_a_success_starts_the_count_anew(team: Team, anna: Actor) -> None:
    for _ in range(3):
        fail(team, 4)
        team.members.sign_in("anna", PASSWORD, address=ADDRESS)


def test_a_success_does_not_clear_what_an_address_has_tried_before(team: Team, anna: Actor) -> None:
    for number in range(24):
        fail(team, 1, name=f"guess{number}")
        if number % 5 == 0:
            team.members.sign_in("anna", PASSWORD, address=ADDRESS)
    fail(team, 1, name="guess-last")
    with pytest.raises(SignInRefused, match="Wait"):
        team.members.sign_in("anna", PASSWORD, address=ADDRESS)
    assert team.members.sign_in("anna", PASSWORD, address="198.51.100.1").member.name == "anna"


def test_a_whole_ipv6_network_is_one_address(team: Team, anna: Actor) -> None:
    for number in range(25):
        fail(team, 1, name=f"guess{number}", address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(SignInRefused, match="Wait"):
        team.members.sign_in("anna", PASSWORD, address="2001:db8:1:2:ffff::1")
    assert team.members.sign_in("anna", PASSWORD, address="2001:db8:1:3::1").member.name == "anna"


def test_failures_are_forgotten_after_a_day(team: Team, anna: Actor) -> None:
    fail(team, 4)
    team.clock.pass_(hours=24, seconds=1)
    fail(team, 4)
    assert team.members.wait_left("anna", ADDRESS) == 0


def test_the_count_holds_over_several_processes(open_team: OpenTeam) -> None:
    one = open_team()
    one.start()
    other = open_team(one.place, one.clock)
    fail(one, 3)
    fail(other, 2)
    for team in (one, other):
        with pytest.raises(SignInRefused, match="Wait"):
            team.members.sign_in("anna", PASSWORD, address=ADDRESS)


def test_many_tries_at_once_are_all_counted(team: Team, anna: Actor) -> None:
    def attempt(_: int) -> str:
        with pytest.raises(SignInRefused) as refused:
            team.members.sign_in("anna", WRONG)
        return str(refused.value)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, range(24)))
    assert sum("is wrong" in words for words in said) == 5
    assert sum("too many tries" in words for words in said) == 19


def test_a_link_for_a_new_password_ends_the_wait(team: Team, anna: Actor) -> None:
    team.join("berta")
    fail(team, 5, name="berta")
    team.members.redeem(team.members.reset_link("berta", by=anna), PASSWORD)
    assert team.members.wait_left("berta", "") == 0


def test_failures_are_in_the_audit_but_cannot_flood_it(team: Team, anna: Actor) -> None:
    for _ in range(40):
        team.clock.pass_(minutes=15)
        with pytest.raises(SignInRefused):
            team.members.sign_in("anna", WRONG)
    lines = team.lines("signin.failed")
    assert [dict(line.entry.details)["tries"] for line in lines] == ["1", "2", "4", "5", "8", "16", "25", "32"]
    assert {line.entry.thing for line in lines} == {"member:anna"}


def test_the_audit_keeps_no_name_that_nobody_has_and_no_full_address(team: Team, anna: Actor) -> None:
    fail(team, 1, name=PASSWORD)
    fail(team, 1, name="carla", address="2001:db8:1:2::7")
    lines = team.lines("signin.failed")
    assert [line.entry.thing for line in lines] == ["member:?"] * 2
    assert [dict(line.entry.details)["from"] for line in lines] == ["203.0.113.0/24", "2001:db8:1::/48"]


# --- choosing -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elf Zeichen", "short"),
        ("x" * 1001, "long"),
        ("passwort2027", "common"),
        ("Passw0rt!2027!", "common"),
        ("P@ssw0rd12345", "common"),
        ("Klaviatur2027!", "common"),
        ("aaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabc", "common"),
        ("123456789012", "common"),
        ("987654321098", "common"),
        ("qwertzuiopqwertz", "common"),
        ("asdfghjkl12345", "common"),
        ("1qay2wsx3edc4rfv", "common"),
        ("Sommer2026!!!!", "common"),
        ("HalloHallo2027", "common"),
        ("iloveyou12345", "common"),
        ("geheim-geheim-1", "common"),
        ("Anna.Beispiel1", "named"),
        ("beispiel123456", "named"),
        ("annaanna2027!", "named"),
        ("vier Tassen Nebel im Regal", ""),
        ("correct horse battery staple", ""),
        ("Sommer Garten Hund Katze", ""),
        ("x7Kq-9vTz-Lm2w", ""),
        ("8372 9184 7263 5519", ""),
        ("hallo 8372 9184 7263", ""),
        ("Annas Fahrrad quietscht", ""),
        ("🔑🔑🦊🌧️🌵🎈🧦🪁🥁🧲🪜🧭", ""),
    ],
)
def test_a_new_password_is_long_and_not_among_the_first_that_are_guessed(password: str, why: str) -> None:
    names = ("anna", "Anna Beispiel", "anna@example.org")
    assert Argon2Passwords().weakness(password, names) == why


def test_changing_a_password_needs_the_current_one_and_ends_all_other_sessions(team: Team, anna: Actor) -> None:
    other = team.members.sign_in("anna", PASSWORD)
    with pytest.raises(SignInRefused):
        team.members.change_password(WRONG, "sechs Eimer Abendlicht", by=anna)
    signed = team.members.change_password(PASSWORD, "sechs Eimer Abendlicht", by=anna)
    with pytest.raises(NotSignedIn):
        team.members.session(other.secret)
    assert team.members.session(signed.secret)[0].name == "anna"
    assert team.members.sign_in("anna", "sechs Eimer Abendlicht").member.name == "anna"
    assert len(team.lines("member.password_changed")) == 1


def test_guessing_the_current_password_is_slowed_down_too(team: Team, anna: Actor) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused, match="is wrong"):
            team.members.change_password(WRONG, "sechs Eimer Abendlicht", by=anna)
    with pytest.raises(SignInRefused, match="Wait"):
        team.members.change_password(PASSWORD, "sechs Eimer Abendlicht", by=anna)


def test_a_weak_new_password_changes_nothing(team: Team, anna: Actor) -> None:
    with pytest.raises(SettingError, match="name"):
        team.members.change_password(PASSWORD, "anna anna 123", by=anna)
    assert team.members.sign_in("anna", PASSWORD).member.name == "anna"


def test_a_token_cannot_change_a_password(team: Team, anna: Actor) -> None:
    _, secret = team.members.make_token("all", ["read", "write", "admin"], by=anna)
    with pytest.raises(NotAllowed, match="Sign in"):
        team.members.change_password(PASSWORD, WRONG, by=team.members.actor_of_token(secret))


def test_who_has_no_password_needs_a_link_to_choose_one(team: Team, anna: Actor) -> None:
    team.members.invite("berta", "Berta", ["author"], by=anna)
    with pytest.raises(NotReady, match="Ask an admin"):
        team.members.change_password("", WRONG, by=team.as_("berta"))


# --- keeping ------------------------------------------------------------------------------------------------------
def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    passwords = Argon2Passwords()
    one, other = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert one != other
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(one, PASSWORD)
    assert not passwords.fits(one, PASSWORD + " ")


def test_a_password_is_hashed_anew_when_the_cost_has_changed(team: Team, anna: Actor) -> None:
    dearer = Members(team.members.store, Settings(), Argon2Passwords(memory_kib=128, rounds=2, lanes=1))
    dearer.sign_in("anna", PASSWORD)
    with team.members.store.admitting() as work:
        assert "m=128,t=2" in work.password("anna")
    assert dearer.sign_in("anna", PASSWORD).member.name == "anna"


def test_no_secret_is_in_the_database_or_the_audit(open_team: OpenTeam) -> None:
    team = open_team()
    link = team.members.first_link()
    signed = team.members.redeem(link, PASSWORD, name="anna")
    _, secret = team.members.make_token("ci", ["read"], by=team.as_("anna"))
    told = "\n".join(map(str, team.lines()))
    for hidden in (link, PASSWORD, signed.secret, secret, secret.removeprefix("klv_"), signed.session.csrf):
        assert hidden not in told
        if "://" not in team.place:
            assert not any(hidden.encode() in Path(team.place + end).read_bytes() for end in ("", "-wal"))
