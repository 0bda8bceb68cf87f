"""What goes wrong on a working day: nothing that was typed is lost, and each page says what to do next."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from team import WAIT_MS, House, Person

from klaviatur.doors.site.sessions import COOKIE

Serve = Callable[..., House]
REASON = "Der Vorstand hat die Zahl gestern bestätigt."


def test_a_file_that_is_too_large_is_refused_with_what_to_do(serve: Serve, tmp_path: Path) -> None:
    house = serve(play=False, source_max_bytes=20_000)
    large = tmp_path / "large.txt"
    large.write_bytes(b"Ein Satz ohne Ende. " * 1_000_000)
    page = _send(house.signed_in("ben"), large)
    expect(page.locator("main")).to_contain_text("That is too large")
    expect(page.locator("main")).to_contain_text("Send a smaller file")


def test_a_picture_is_refused_as_a_text_by_its_name(serve: Serve, tmp_path: Path) -> None:
    house = serve(play=False)
    picture = tmp_path / "picture.md"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89")
    page = _send(house.signed_in("ben"), picture)
    expect(page.get_by_role("alert")).to_contain_text("picture.md")
    assert list(house.desk.sources()) == []


def _send(person: Person, file: Path) -> Page:
    person.go("/sources/new")
    form = person.page.locator("form:has(h2:text-is('Files'))")
    form.locator("input[type=file]").set_input_files(file)
    with person.page.expect_navigation():
        form.locator("button").click()
    return person.looks().page


def test_what_was_typed_is_there_again_after_a_session_has_ended(serve: Serve) -> None:
    house = serve()
    kept = house.variant("sms")
    ben = house.signed_in("ben").go(f"/review/{kept.id}/edit")
    typed = house.texts(kept.id)[0] + " Bis bald."
    ben.page.fill("#part-0", typed)
    expect(ben.page.locator("#checking")).to_have_text("checked", timeout=WAIT_MS)
    house.members.sign_out(_secret(ben))
    ben.press("Save")
    expect(ben.page.locator("h1")).to_have_text("The session has ended")
    expect(ben.page.locator("textarea[readonly]").first).to_have_value(typed)
    ben.follow("Sign in").sign_in("ben").go(f"/review/{kept.id}/edit")
    ben.page.get_by_role("button", name="Put it in again").click()
    expect(ben.page.locator("#part-0")).to_have_value(typed)
    ben.press("Save").says("Saved")
    assert house.texts(kept.id) == [typed]


def test_who_saves_later_sees_both_versions_and_loses_neither(serve: Serve) -> None:
    house = serve()
    kept = house.variant("sms")
    began = house.texts(kept.id)[0]
    anna, ben = (house.signed_in(name).go(f"/review/{kept.id}/edit") for name in ("anna", "ben"))
    anna.page.fill("#part-0", "Anna schreibt ganz anders.")
    ben.page.fill("#part-0", "Ben hat eigene Worte.")
    anna.press("Save").says("Saved")
    ben.press("Save")
    expect(ben.page.locator("h1")).to_have_text("Anna was faster")
    expect(ben.page.locator("#part-0")).to_have_value("Ben hat eigene Worte.")
    expect(ben.page.locator(".rv-clash")).to_contain_text("Anna schreibt ganz anders.")
    assert house.texts(kept.id) == ["Anna schreibt ganz anders."]
    ben.page.fill("#part-0", "Anna und Ben schreiben zusammen.")
    ben.press("Save as it stands here").says("Saved")
    assert house.texts(kept.id) == ["Anna und Ben schreiben zusammen."]
    ben.go(f"/review/{kept.id}/history")
    past = [house.desk.opened(kept.id, revision=number).revision for number in (1, 2, 3)]
    assert [one.checked.variant.parts[0].text for one in past[:2]] == [began, "Anna schreibt ganz anders."]
    assert [one.by for one in past[1:]] == ["anna", "ben"]


def test_a_blocked_wording_goes_out_only_with_a_reason_that_is_shown_for_ever(serve: Serve) -> None:
    house = serve()
    kept = house.variant("linkedin")
    texts = house.texts(kept.id)
    wrong = [text.replace("23\xa0Prozent", "33\xa0Prozent") for text in texts]
    house.desk.edit(kept.id, wrong, base=kept.revision, by=house.members.actor("ben"))
    cleo = house.signed_in("cleo").go(f"/review/{kept.id}")
    expect(cleo.page.locator(".rv-note.block")).to_contain_text("Blocked")
    cleo.follow("Release …")
    reasons = cleo.page.locator("textarea[name=reason]")
    reasons.first.fill("zu kurz")
    cleo.page.locator("#sign-now").click()
    assert house.desk.opened(kept.id).release is None  # the browser already asks for more
    for reason in reasons.all():
        reason.fill(REASON)
    cleo.press("Release this wording").says("Released")
    expect(cleo.page.locator(".rv-vouched").first).to_contain_text(REASON)
    now = house.variant("linkedin")
    house.desk.edit(kept.id, texts, base=now.revision, by=house.members.actor("ben"))
    cleo.go(f"/review/{kept.id}")
    cleo.page.get_by_text("1 ended release").click()
    expect(cleo.page.locator(".rv-vouched").first).to_contain_text(REASON)
    expect(cleo.page.locator(".rv-vouched").first).to_contain_text("Cleo vouches for it")
    assert cleo.looks()


def _secret(person: Person) -> str:
    return next(one["value"] for one in person.page.context.cookies() if one["name"] == COOKIE)
