"""Passkeys with a device that Chromium plays."""

from collections.abc import Callable

from playwright.sync_api import expect
from team import House, Person

from klaviatur.records import State

Serve = Callable[..., House]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_signs_in_and_signs_a_release(serve: Serve) -> None:
    house = serve()
    cleo = house.signed_in("cleo")
    _give_device(cleo)
    _make_passkey(cleo)
    cleo.page.locator(".menu summary").click()
    cleo.press("Sign out").says("You are signed out")
    cleo.press("Sign in with a passkey")
    expect(cleo.page.locator(".menu summary")).to_have_text("Cleo")
    kept = house.variant("sms")
    cleo.go(f"/review/{kept.id}/release")
    expect(cleo.page.get_by_role("button", name="Release without a passkey")).to_be_visible()
    cleo.press("Release this wording").says("Released")
    expect(cleo.page.locator(".rv-release")).to_contain_text("signed with a passkey")
    release = house.desk.opened(kept.id).release
    assert release is not None
    assert (release.by, release.strong) == ("cleo", True)
    assert house.members.passkeys("cleo")[0].sign_count >= 2


def test_a_release_without_a_passkey_is_possible_where_nobody_asks_for_one(serve: Serve) -> None:
    house = serve()
    cleo = house.signed_in("cleo")
    _give_device(cleo)
    _make_passkey(cleo)
    cleo.go(f"/review/{house.variant('sms').id}/release").press("Release without a passkey").says("Released")
    release = house.desk.opened(house.variant("sms").id).release
    assert release is not None
    assert not release.strong


def test_one_signature_releases_several_wordings(serve: Serve) -> None:
    house = serve(release_with_passkey=True)
    cleo = house.signed_in("cleo")
    _give_device(cleo)
    _make_passkey(cleo)
    kept = [house.variant(channel) for channel in ("sms", "push")]
    cleo.go("/board")
    for variant in kept:
        cleo.page.locator(f'input[name=v][value^="{variant.id}."]').check()
    cleo.page.locator('button[name=do][value="release"]').click()
    expect(cleo.page.locator("h1")).to_have_text("Release 2 wordings?")
    cleo.press("Sign and release").says("Released: 2.")
    releases = [house.desk.opened(variant.id).release for variant in kept]
    assert [(release.by, release.strong) for release in releases if release] == [("cleo", True)] * 2
    signed = [line for line in house.desk.audit(limit=500) if line.entry.what == "passkey.signed"]
    assert len(signed) == 1


def test_where_releases_are_signed_with_a_passkey_there_is_no_way_without(serve: Serve) -> None:
    house = serve(release_with_passkey=True)
    kept = house.variant("sms")
    cleo = house.signed_in("cleo").go(f"/review/{kept.id}/release")
    expect(cleo.page.locator("#sign-now")).to_have_count(0)
    cleo.follow("Add a passkey")
    _give_device(cleo)
    _make_passkey(cleo)
    cleo.go(f"/review/{kept.id}/release")
    expect(cleo.page.get_by_role("button", name="Release without a passkey")).to_have_count(0)
    cleo.page.locator("#sign").evaluate("form => form.submit()")  # past the script, without a signature
    expect(cleo.page.locator("main")).to_contain_text("is released with a passkey here")
    assert house.variant("sms").state is State.DRAFT
    cleo.go(f"/review/{kept.id}/release").press("Release this wording").says("Released")
    release = house.desk.opened(kept.id).release
    assert release is not None
    assert release.strong


def _give_device(person: Person) -> None:
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def _make_passkey(person: Person) -> None:
    person.go("/account")
    person.page.get_by_label("Name of the new passkey").fill("Laptop")
    person.press("Add a passkey").says("The passkey is added")
    expect(person.page.locator("section:has(#passkeys) li")).to_contain_text("Laptop")
