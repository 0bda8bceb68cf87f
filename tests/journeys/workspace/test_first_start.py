"""From the printed link to a released wording in a file, as somebody does it on the first day."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect
from team import GERMAN, WAIT_MS, Person, command_line, password_of, printed

Come = Callable[..., Person]
CLAUSE = "#variant .t a:has-text('rund 1.850')"


def test_the_first_day_leads_from_a_printed_link_to_a_released_wording_in_a_file(
    empty_database: Callable[[], str], tmp_path: Path, come: Come
) -> None:
    with command_line(tmp_path / "workspace", empty_database()) as process:
        link = printed(process, r"http://\S+/link/\S+")
        base = printed(process, r"http://localhost:\d+")
        anna = come(base, language="de").go(link)
        _join(anna)
        _bring_in_and_play(anna)
        _review(anna.page)
        _edit(anna)
        released, texts = _release(anna)
        _take_out(anna, released, texts, tmp_path)
        come(base, language="de").go(link).page.get_by_text("Dieser Link").first.wait_for()


def _join(anna: Person) -> None:
    anna.page.fill("input[name=shown]", "Anna Ahrens")
    anna.page.fill("input[name=name]", "anna")
    for field in ("new_password", "again_password"):
        anna.page.fill(f"input[name={field}]", password_of("anna"))
    anna.press("Hereinkommen").says("Willkommen")


def _bring_in_and_play(anna: Person) -> None:
    anna.follow("Ersten Text einlesen")
    anna.page.locator("form:has(h2:text-is('Dateien')) input[type=file]").set_input_files(GERMAN)
    with anna.page.expect_navigation():
        anna.page.locator("form:has(h2:text-is('Dateien')) button").click()
    anna.looks().says("Der Text ist da")
    for box in anna.page.locator("form.play input[name=channel]").all():
        box.set_checked(box.get_attribute("value") in {"linkedin", "sms"})
    anna.press("Spielen")
    expect(anna.page.locator("a[href^='/review/']")).to_have_count(2, timeout=WAIT_MS)  # without reloading
    anna.looks()


def _review(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Tafel", exact=True).click()
    with page.expect_navigation():
        page.locator("td[data-c^=LinkedIn] a").click()
    page.hover(CLAUSE)
    expect(page.locator(".rv-source .lit")).to_contain_text("rund 1.850 Haushalte")
    page.mouse.move(0, 0)
    expect(page.locator(".rv-source .lit")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("#variant .t a:focus")).to_have_class(re.compile(r"\bon\b"))
    expect(page.locator(".rv-source .lit")).to_be_in_viewport()
    page.keyboard.press("s")
    expect(page.locator("#variant .t a.lit").first).to_be_visible()


def _edit(anna: Person) -> None:
    before = anna.looks().share()
    anna.key("e")
    field = anna.page.locator("#part-0")
    field.fill(field.input_value().replace("23\xa0Prozent", "33\xa0Prozent"))
    expect(anna.page.locator("#findings")).to_contain_text("number.unknown", timeout=WAIT_MS)
    field.fill(field.input_value().replace("33\xa0Prozent", "23\xa0Prozent") + "\n\nKommen Sie am 12. Mai vorbei.")
    expect(anna.page.locator("#checking")).to_have_text("geprüft", timeout=WAIT_MS)
    expect(anna.page.locator("#findings")).not_to_contain_text("number.unknown", timeout=WAIT_MS)
    anna.looks().press("Sichern").says("Gesichert")
    assert anna.share() > before


def _release(anna: Person) -> tuple[str, list[str]]:
    anna.key("r")
    wording = anna.page.locator("#sign input[name=wording]").input_value()
    texts = anna.page.locator(".rv-exact .t").all_text_contents()
    anna.press("Diesen Wortlaut freigeben").says("Freigegeben")
    expect(anna.page.locator(".rv-release").first).to_contain_text("Anna")
    return wording, texts


def _take_out(anna: Person, wording: str, texts: list[str], folder: Path) -> None:
    anna.go("/board")
    with anna.page.expect_download() as download:
        anna.page.get_by_role("button", name="Herunterladen").click()
    download.value.save_as(folder / "released.zip")
    with ZipFile(folder / "released.zip") as archive:
        assert sorted(archive.namelist()) == [f"{GERMAN.name}/linkedin.de.{end}" for end in ("json", "txt")]
        assert archive.read(f"{GERMAN.name}/linkedin.de.txt").decode() == "\n\n".join(texts) + "\n"
        told = json.loads(archive.read(f"{GERMAN.name}/linkedin.de.json"))
    assert (told["format"], told["wording"], told["released_by"]) == ("klaviatur-release/1", wording, "anna")
