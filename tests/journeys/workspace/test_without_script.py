"""Reading, editing and releasing without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import expect
from team import House

from klaviatur.records import State

Serve = Callable[..., House]


def test_signing_in_reading_editing_and_releasing_need_no_script(serve: Serve) -> None:
    house = serve()
    kept = house.variant("sms")
    anna = house.signed_in("anna", java_script_enabled=False).go("/")
    anna.follow("Board").page.locator(f"td a[href='/review/{kept.id}']").click()
    expect(anna.page.locator(".rv-source .paper")).to_contain_text("rund 1.850 Haushalte")
    anna.looks().page.locator("#variant .t a[href^='#s']").first.click()
    anna.follow("Edit")
    field = anna.page.locator("#part-0")
    field.fill(field.input_value().replace("Mehr:", "Mehr dazu:"))
    anna.press("Check without saving")
    expect(anna.page.locator("#part-0")).to_have_value(house.texts(kept.id)[0].replace("Mehr:", "Mehr dazu:"))
    anna.press("Save").says("Saved").follow("Release …")
    anna.press("Release this wording").says("Released")
    assert house.variant("sms").state is State.RELEASED
    assert "Mehr dazu:" in house.texts(kept.id)[0]
