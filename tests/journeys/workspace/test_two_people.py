"""An author and a reviewer, each before a browser of their own."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect
from team import House, Person, password_of

from klaviatur.records import State

Serve = Callable[..., House]
WISH = "Bitte den Preis der Speicher nennen."


def test_a_wording_comes_back_with_a_reason_and_is_released_after_a_change_by_keyboard_alone(serve: Serve) -> None:
    house = serve()
    kept = house.variant("linkedin")
    anna = house.signed_in("anna").go(f"/review/{kept.id}").press("Send to review").says("Sent to review")

    dora = _invite_a_reviewer(house)
    _open(dora.go("/").page.locator(f"a[href='/review/{kept.id}']"))
    dora.page.keyboard.press("c")
    expect(dora.page.locator("#do-ask textarea")).to_be_focused()
    dora.page.keyboard.type(WISH)
    dora.looks().tab_to("#do-ask button").key("Enter").says("Sent back")

    anna.go("/")
    mine = anna.page.get_by_role("region", name="Waits for me")
    expect(mine.locator(".line-why")).to_have_text(WISH)
    _open(mine.locator(f"a[href='/review/{kept.id}']"))
    expect(anna.page.locator(".rv-note")).to_contain_text(WISH)
    anna.key("e")
    field = anna.page.locator("#part-0")
    field.fill(field.input_value() + "\n\nDer Speicher soll 3.490 Euro kosten.")
    anna.press("Save").says("Saved").press("Send to review").says("Sent to review")

    dora.go(f"/review/{kept.id}")
    dora.page.keyboard.press("j")
    dora.page.keyboard.press("j")
    dora.page.keyboard.press("k")
    expect(dora.page.locator("#variant .t a").first).to_be_focused()
    dora.key("e").tab_to("#leave").key("Enter")
    dora.key("r").tab_to("#sign-now").key("Enter").says("Released")
    release = house.desk.opened(kept.id).release
    assert release is not None
    assert (release.by, house.variant("linkedin").state) == ("dora", State.RELEASED)
    assert "3.490" in house.texts(kept.id)[0]


def _open(link: Locator) -> None:
    """Follow a link, until the page behind it listens to keys."""
    with link.page.expect_navigation():
        link.click()


def _invite_a_reviewer(house: House) -> Person:
    """Anna invites by a link; who has it comes in by it, once."""
    admin = house.signed_in("anna").go("/members")
    invite = admin.page.locator("form[action='/members']")
    invite.locator("[name=shown]").fill("Dora")
    invite.locator("[name=name]").fill("dora")
    invite.locator("[name=role][value=author]").uncheck()
    invite.locator("[name=role][value=reviewer]").check()
    admin.press("Invite")
    link = admin.page.get_by_label("Link", exact=True).input_value()
    dora = house.come().go(link)
    for field in ("new_password", "again_password"):
        dora.page.fill(f"input[name={field}]", password_of("dora"))
    return dora.press("Come in").says("Welcome")
