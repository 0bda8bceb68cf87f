"""Voices in the browser: edited in the page, tried on a sample, brought in and taken out as files."""

import re
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from review_site import OpenPage, Site
from tests.accessible import broken_rules

from klaviatur.adapters.voices import load_voice, make_voice
from klaviatur.doors.site.pages.voices.fields import CHOICES, as_toml, fields_of, values_of, what_is_wrong

FIELDS = {"address": "du", "register": "warm", "gender": "colon", "euro": "word", "english": "us"}
WORDS = st.from_regex(r"[A-Za-zÄÖÜäöüß]{1,12}( [A-Za-zäöüß]{1,8})?", fullmatch=True)


def test_a_voice_is_made_and_speaks(site: Site) -> None:
    admin = site.browser("anna")
    avoid = {"avoid": ["zeitnah", "innovativ", ""], "instead": ["bald", "", ""]}
    place = admin.send(
        "/voices/new", name="nah", use="gemeinsam\neinfach", hashtags="#Werkstatt Rad", **FIELDS, **avoid
    )
    assert place == "/voices/nah"
    voice = site.desk.voice("nah")
    assert (voice.address, voice.register, voice.gender) == ("du", "warm", "colon")
    assert voice.avoid == (("zeitnah", "bald"), ("innovativ", None))
    assert voice.use == ("gemeinsam", "einfach")
    assert voice.hashtags == ("Werkstatt", "Rad")


def test_each_saving_is_a_version(site: Site) -> None:
    admin = site.browser("anna")
    admin.send("/voices/new", name="nah", **FIELDS)
    admin.send("/voices/nah", version="1", **FIELDS | {"address": "Sie"})
    assert "version 2 by Anna Beispiel" in admin.read("/voices")
    assert site.desk.voice("nah").address == "Sie"


def test_an_earlier_version_can_be_seen_and_taken_back(site: Site) -> None:
    admin = site.browser("anna")
    admin.send("/voices/new", name="nah", greeting="Hallo", **FIELDS)
    assert "Versions" not in admin.read("/voices/nah")
    admin.send("/voices/nah", version="1", greeting="Moin", **FIELDS | {"address": "Sie"})
    page = admin.read("/voices/nah?version=1")
    assert 'value="Hallo"' in page
    assert "This is version 1" in page
    assert site.desk.voice("nah").greeting == "Moin"
    admin.send("/voices/nah/restore", version="2", restore="1")
    assert site.desk.voice_versions("nah")[0].version == 3
    assert site.desk.voice_versions("nah")[0].values == site.desk.voice_versions("nah")[2].values
    assert [old.by for old in site.desk.voice_versions("nah")] == ["anna"] * 3


def test_taking_a_version_back_overwrites_nobodys_newer_one(site: Site) -> None:
    admin = site.browser("anna")
    for version, greeting in enumerate(("Hallo", "Moin", "Servus")):
        place = "/voices/nah" if version else "/voices/new"
        admin.send(place, name="nah", version=str(version), greeting=greeting, **FIELDS)
    page = admin.send("/voices/nah/restore", status=409, version="2", restore="1")
    assert 'value="Hallo"' in page
    assert site.desk.voice("nah").greeting == "Servus"
    admin.send("/voices/nah/restore", status=404, version="3", restore="9")
    site.browser("ben").send("/voices/nah/restore", status=403, version="3", restore="1")
    assert "Restore" not in site.browser("ben").read("/voices/nah")


def test_who_saves_later_loses_nothing(site: Site) -> None:
    admin = site.browser("anna")
    admin.send("/voices/new", name="nah", **FIELDS)
    admin.send("/voices/nah", version="1", greeting="Hallo", **FIELDS)
    page = admin.send("/voices/nah", status=409, version="1", greeting="Moin", **FIELDS)
    assert 'value="Moin"' in page
    admin.send("/voices/nah", version=re.search(r'name="version" value="(\d+)"', page)[1], greeting="Moin", **FIELDS)
    assert site.desk.voice("nah").greeting == "Moin"


@pytest.mark.parametrize(
    ("field", "value", "english", "german"),
    [
        ("name", "mit Leerzeichen", "and no spaces", "keine Leerzeichen"),
        ("link", "www.beispiel.de", "begins with https://", "beginnt mit https://"),
        ("hashtags", "#Zwei-Wörter", "A hashtag is one word", "Ein Hashtag ist ein Wort"),
        ("register", "schräg", "one of the choices", "eine der Möglichkeiten"),
    ],
)
def test_what_is_wrong_stands_at_its_field_in_both_languages(
    site: Site, field: str, value: str, english: str, german: str
) -> None:
    for language, words in (("en", english), ("de", german)):
        admin = site.browser("anna")
        admin.client.cookies.set("klaviatur_language", language)
        page = admin.send("/voices/new", status=422, **{"name": "nah"} | FIELDS | {field: value})
        assert re.search(rf'id="wrong-{field}">[^<]*{re.escape(words)}', page)
        if field != "register":
            assert value in page
    assert list(site.desk.voices()) == []


def test_a_name_is_given_once(site: Site) -> None:
    admin = site.browser("anna")
    admin.send("/voices/new", name="nah", **FIELDS)
    page = admin.send("/voices/new", status=422, name="nah", **FIELDS)
    assert "exists already" in page


def test_the_sample_shows_what_the_voice_changes(site: Site) -> None:
    admin = site.browser("anna")
    text = (
        "# Kurs am 4. Mai 2027\n\nAm 4. Mai 2027 beginnt der Kurs im Haus. Melden Sie sich bis zum 30. April 2027 an."
    )
    page = admin.send("/voices/new/sample", status=200, sample=text, **FIELDS)
    assert re.search(r"<ins>[^<]*[Mm]elde", page)
    assert list(site.desk.voices()) == []


def test_a_sample_without_text_to_work_with_says_so(site: Site) -> None:
    page = site.browser("anna").send("/voices/new/sample", status=200, sample="12", **FIELDS)
    assert "mk-warn" in page


def test_a_file_goes_in_and_the_same_voice_comes_out(site: Site, tmp_path: object) -> None:
    admin = site.browser("anna")
    data = 'name = "haus"\naddress = "Sie"\nuse = ["klar"]\n[avoid]\n"nutzen" = "gebrauchen"\n'
    answer = admin.client.post(
        "/voices/import", data={"csrf": admin.csrf}, files={"file": ("haus.toml", data.encode())}
    )
    assert answer.status_code == 200
    assert 'value="gebrauchen"' in answer.text
    admin.send("/voices/new", name="haus", address="Sie", use="klar", avoid="nutzen", instead="gebrauchen")
    out = admin.client.get("/voices/haus.toml")
    place = tmp_path / "haus.toml"  # type: ignore[operator]
    place.write_bytes(out.content)
    assert load_voice(place) == site.desk.voice("haus")


@pytest.mark.parametrize("data", [b"address = ", b"\xff\xfe", b'adress = "du"', b"x" * 300_000])
def test_a_file_that_is_no_voice_is_refused_with_a_reason(site: Site, data: bytes) -> None:
    admin = site.browser("anna")
    answer = admin.client.post("/voices/import", data={"csrf": admin.csrf}, files={"file": ("x.toml", data)})
    assert answer.status_code == 200
    assert "Not saved." in answer.text


def test_only_admins_change_voices(site: Site) -> None:
    site.browser("anna").send("/voices/new", name="nah", **FIELDS)
    page = site.browser("ben").read("/voices/nah")
    assert "Only admins change voices." in page
    site.browser("ben").send("/voices/nah", status=403, version="1", **FIELDS)
    site.browser("ben").read("/voices/new", status=403)


def test_an_unknown_voice_says_so(site: Site) -> None:
    site.browser("anna").read("/voices/niemand", status=404)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    choices=st.fixed_dictionaries({key: st.sampled_from(known) for key, known in CHOICES.items()}),
    avoid=st.dictionaries(WORDS, WORDS | st.just(""), max_size=4),
    use=st.lists(WORDS, max_size=4, unique=True),
    boilerplate=st.just("") | WORDS,
)
def test_a_voice_survives_form_and_file(
    choices: dict[str, str], avoid: dict[str, str], use: list[str], boilerplate: str
) -> None:
    values: dict[str, object] = {**choices, "emoji": True} | ({"avoid": avoid} if avoid else {})
    values |= ({"use": use} if use else {}) | ({"boilerplate": boilerplate} if boilerplate.strip() else {})
    again = values_of(fields_of("nah", values))
    assert make_voice("nah", again) == make_voice("nah", values)
    assert what_is_wrong(fields_of("nah", values)) == {}
    written = tomllib.loads(as_toml("nah", again))
    assert make_voice("nah", written) == make_voice("nah", values)


def test_the_sample_follows_while_somebody_changes_the_voice(open_page: OpenPage, served: Site) -> None:
    page = open_page("/voices/new", locale="de")
    page.fill(
        "[name=sample]",
        "# Kurs am 4. Mai 2027\n\nAm 4. Mai 2027 beginnt der Kurs. Melden Sie sich bis 30. April 2027 an.",
    )
    page.check("input[value=du]", force=True)
    expect(page.locator("#samples ins").first).to_be_visible()
    page.click("#more")
    expect(page.locator("#avoid p")).to_have_count(4)
    expect(page.locator("#avoid p").last.locator("input").first).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_voices_breaks_an_accessibility_rule(
    open_page: OpenPage, served: Site, width: int, theme: str
) -> None:
    for version in (1, 2):
        served.desk.keep_voice("nah", FIELDS | {"avoid": {"zeitnah": "bald"}}, version=version, by=served.actor("anna"))
    page = open_page("/voices", width=width, theme=theme)
    for place in ("/voices", "/voices/new", "/voices/nah", "/voices/nah?version=1"):
        page.goto(served.base + place)
        page.wait_for_function("document.documentElement.classList.contains('js')")
        assert broken_rules(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def test_a_changed_voice_is_told_at_what_was_written_before_and_ends_no_release(site: Site) -> None:
    admin, by = site.browser("anna"), site.members.actor("anna")
    site.desk.keep_voice("nah", {"address": "du"}, version=1, by=by)
    (kept,) = site.desk.play("text", site.desk.sources(kind="text")[0].key, channels=["sms"], voice="nah", by=by)
    page = f"/review/{kept.id}"
    assert "was changed (version" not in admin.read(page)
    release = site.desk.release(kept.id, wording=kept.wording, by=by)
    site.desk.keep_voice("nah", {"address": "Sie"}, version=2, by=by)
    assert "the voice nah was changed (version 2" in admin.read(page)
    assert site.desk.opened(kept.id).release == release
    site.desk.withdraw(kept.id, "Neue Ansprache.", by=by)
    assert "Play again in the new voice" in admin.read(page)
