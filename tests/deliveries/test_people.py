"""Whom a delivery goes to, who wants no more, and what nobody gets to see."""

import stat
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.deliveries.house import ADA, BEGIN, DELIVERED, PIA, PLANNED, House, one

from klaviatur.errors import Conflict, NotAllowed, NotReady, SettingError, UnknownDelivery, UnknownOutlet
from klaviatur.records import DeliveryState
from klaviatur.settings import Settings
from klaviatur.syndicate.recipients import checked, in_list, in_text, why_wrong
from klaviatur.wiring.backups import back_up, restore_backup
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.secrets import FILE, Secrets, variable
from klaviatur.wiring.unsubscribing import PLACE, Unsubscribing

HELD = DeliveryState.HELD
LIST = ["anna@x.de", "Anna@X.de", "Ben Beispiel <ben@x.de>", "no address", "cleo@x.de", "ben@x.de ", ""]


# --- recipients -----------------------------------------------------------------------------------------------------
def test_every_address_that_is_given_is_accounted_for(house: House, deliveries: Deliveries) -> None:
    deliveries.suppress("mail", "CLEO@x.de", "called us", by=PIA)
    found = deliveries.recipients("mail", LIST)
    assert found.taken == ("anna@x.de", "ben@x.de")
    assert (found.given, found.doubles, found.suppressed) == (7, 2, ("cleo@x.de",))
    assert [said for said, _ in found.wrong] == ["no address", ""]
    planned = deliveries.plan(house.release().id, "mail", recipients=LIST, by=PIA)
    assert len(planned) + found.doubles == found.given
    held = {one.recipient: one.why for one in planned if one.state is HELD}
    assert set(held) == {"cleo@x.de", "no address", ""}
    assert "unsubscribed" in held["cleo@x.de"]
    details = dict(one(house.lines("delivery.planned")).entry.details)
    assert [details[name] for name in ("given", "doubles", "planned", "held")] == ["7", "2", "2", "3"]
    assert deliveries.send_due() == 2
    assert sorted(outgoing.recipient for _, outgoing in house.platform.arrived) == ["anna@x.de", "ben@x.de"]
    for wrong in ("no address", "cleo@x.de"):
        again = next(delivery for delivery in planned if delivery.recipient == wrong)
        with pytest.raises(NotReady, match=r"Cancel this delivery|has unsubscribed"):
            deliveries.again(again.id, by=PIA)


def test_an_outlet_has_its_own_list_in_the_workspace(house: House, deliveries: Deliveries) -> None:
    (house.folder / "press.csv").write_text("Name;E-Mail\nAnna;anna@x.de\nBen;ben@x.de\n", encoding="utf-8-sig")
    said = {"recipients": "cleo@x.de, dora@x.de; anna@x.de", "recipients_file": "press.csv"}
    deliveries.keep_outlet("mail", "mail", said, version=2, by=ADA)
    planned = deliveries.plan(house.release().id, "mail", by=PIA)
    assert [one.recipient for one in planned] == ["cleo@x.de", "dora@x.de", "anna@x.de", "ben@x.de"]
    (house.folder / "press.csv").unlink()
    with pytest.raises(SettingError, match=r"press\.csv.*cannot be read"):
        deliveries.plan(house.release().id, "mail", by=PIA)
    deliveries.keep_outlet("mail", "mail", {"recipients_file": "../../etc/passwd"}, version=3, by=ADA)
    with pytest.raises(SettingError, match="is not in the workspace"):
        deliveries.recipients("mail")


def test_a_list_of_one_address_is_taken_where_none_is_named(tmp_path: Path) -> None:
    server = {"host": "127.0.0.1", "security": "none", "from_address": "press@example.org", "from_name": "Lindhof"}
    with open_deliveries(tmp_path / "workspace", settings=Settings()) as deliveries:
        deliveries.keep_outlet("press", "mail", server | {"to": "list@example.org"}, version=1, by=ADA)
        assert deliveries.recipients("press").taken == ("list@example.org",)
        deliveries.keep_outlet("press", "mail", server | {"to": "a@x.de", "recipients": "b@x.de"}, version=2, by=ADA)
        assert deliveries.recipients("press").taken == ("b@x.de",)


def test_an_outlet_without_people_takes_no_addresses_and_one_with_people_needs_some(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    with pytest.raises(NotReady, match="has no recipients"):
        deliveries.plan(variant.id, "wall", recipients=["a@x.de"], by=PIA)
    with pytest.raises(NotReady, match="none are named"):
        deliveries.plan(variant.id, "mail", by=PIA)
    with pytest.raises(UnknownOutlet, match="Known: mail, safe, site, wall"):
        deliveries.plan(variant.id, "nowhere", by=PIA)
    with pytest.raises(NotReady, match="has no time zone"):
        deliveries.plan(variant.id, "wall", at=BEGIN.replace(tzinfo=None), by=PIA)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.emails(), st.text(max_size=12), st.sampled_from(LIST)), max_size=30))
def test_addresses_add_up_whatever_is_given(given_: list[str]) -> None:
    found = checked(given_, ["anna@x.de"])
    assert found.given == len(given_) == len(found.taken) + found.doubles + len(found.wrong) + len(found.suppressed)
    assert len({address.lower() for address in found.taken}) == len(found.taken)
    for address in found.taken:
        assert not why_wrong(address)
        assert not set(address) & set(" \r\n\t\0<>,;")


@pytest.mark.parametrize(
    "address",
    ["", "a", "@x.de", "a@", "a@x", "a b@x.de", "a@x..de", ".a@x.de", "a..b@x.de", "a@-x.de", "a@x.de\nBcc: b@x.de", "a@@x.de",
     "a@x.de,b@x.de", f"{'a' * 65}@x.de", f"a@{'x' * 64}.de", "a@[127.0.0.1]", "a@x.de>"],
)  # fmt: skip
def test_what_is_no_address_is_told_so(address: str) -> None:
    assert why_wrong(address)


@pytest.mark.parametrize("address", ["a@x.de", "o'neil+press@news.example.org", "jörg@müller.example", "a_b@x-y.co.uk"])
def test_what_may_be_an_address_is_taken(address: str) -> None:
    assert why_wrong(address) == ""


def test_lists_are_read_as_people_write_them() -> None:
    assert in_text('a@x.de, b@x.de;c@x.de\n# not d@x.de\n\n "Dora, Dr." <d@x.de> ') == [
        "a@x.de",
        "b@x.de",
        "c@x.de",
        '"Dora, Dr." <d@x.de>',
    ]
    assert in_list("\ufeffE-Mail\na@x.de\nb@x.de\n") == ["a@x.de", "b@x.de"]
    assert in_list('name,email\n"Dr. A, B",a@x.de\nnobody,\n') == ["a@x.de"]
    assert in_list("a@x.de\nb@x.de") == ["a@x.de", "b@x.de"]
    assert in_list("") == []


@pytest.mark.parametrize(
    "text",
    [
        "Name;E-Mail Adresse\nAnna;anna@x.de\nBen;ben@x.de\n",
        "Vorname,Nachname,Email Address\nAnna,Bauer,anna@x.de\nBen,Roth,ben@x.de\n",
        "Nr.\tE-Mail (privat)\tOrt\n1\tanna@x.de\tKassel\n2\tben@x.de\t\n3\t\tFulda\n",
        "Anna;Bauer;anna@x.de\nBen;Roth;ben@x.de\n",
        "Bauer, Anna <anna@x.de>\nRoth, Ben <ben@x.de>\n",
        "Bauer, Anna <anna@x.de>; Roth, Ben <ben@x.de>",
        "Bauer, Anna <anna@x.de>, ben@x.de",
        'email;name\n"anna@x.de; ben@x.de";Bauer und Roth\n',
        'Name;E-Mail\n"Anna;anna@x.de\nBen;ben@x.de\n',
        'E-Mail,Name\nanna@x.de,"Bauer\nAnna"\nben@x.de,Roth',
        "mailto:anna@x.de\nben@x.de.\n",
        "anna@x.de\u200b\n\ufeffben@x.de\u00a0\n",
    ],
)
def test_a_list_from_another_program_names_people_and_nothing_else(text: str) -> None:
    found = checked(in_list(text))
    assert (found.taken, found.wrong, found.doubles) == (("anna@x.de", "ben@x.de"), (), 0)


def test_one_mailbox_gets_one_mail_however_it_is_spelled() -> None:
    found = checked(["info@bäder.example", "Info@xn--bder-loa.example", "info@ba\u0308der.example"])
    assert (found.taken, found.doubles) == (("info@bäder.example",), 2)
    assert checked(["info@xn--bder-loa.example"], ["info@bäder.example"]).suppressed == ("info@xn--bder-loa.example",)
    assert len(checked(["a@straße.example", "a@strasse.example", "a@xn--ä.example"]).taken) == 3


def test_a_list_as_excel_saves_it_is_read(house: House, deliveries: Deliveries) -> None:
    for encoding in ("cp1252", "utf-16"):
        (house.folder / "press.csv").write_text("Name;E-Mail\r\nJürgen;jürgen@bäder.example\r\n", encoding=encoding)
        deliveries.keep_outlet(encoding, "mail", {"recipients_file": "press.csv"}, version=1, by=ADA)
        assert deliveries.recipients(encoding).taken == ("jürgen@bäder.example",)


# --- unsubscribing --------------------------------------------------------------------------------------------------
def test_one_click_unsubscribes_one_recipient_of_one_outlet(house: House, deliveries: Deliveries) -> None:
    deliveries.keep_outlet("news", "mail", {}, version=1, by=ADA)
    variant = house.release()
    deliveries.plan(variant.id, "mail", recipients=["anna@x.de", "ben@x.de"], by=PIA)
    deliveries.send_due()
    address = {outgoing.recipient: outgoing.unsubscribe for _, outgoing in house.platform.arrived}["anna@x.de"]
    assert address.startswith(f"https://press.example{PLACE}")
    assert "anna" not in address
    token = address.rpartition("/")[2]
    assert deliveries.unsubscription(token) == "mail"
    assert house.lines("recipient.suppressed") == []
    assert [deliveries.unsubscribe(token) for _ in range(2)] == ["mail", "mail"]
    line = one(house.lines("recipient.suppressed"))
    assert "anna" not in str(line)
    other = house.release("Wind.", key="wind")
    planned = deliveries.plan(other.id, "mail", recipients=["ANNA@x.de", "ben@x.de"], by=PIA)
    assert [one.state for one in planned] == [PLANNED, HELD]
    assert [one.state for one in deliveries.plan(other.id, "news", recipients=["anna@x.de"], by=PIA)] == [PLANNED]


def test_who_unsubscribes_after_the_plan_gets_nothing_either(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "mail", recipients=["anna@x.de"], at=BEGIN + timedelta(hours=1), by=PIA)
    token = deliveries._unsubscribing.token("mail", "anna@x.de")
    deliveries.unsubscribe(token)
    house.clock.go(hours=1)
    assert deliveries.send_due() == 0
    held = one(deliveries.deliveries())
    assert (held.state, house.platform.asked) == (HELD, 0)
    assert "unsubscribed" in held.why


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
@example("MTAw")  # a number
@example("W1tb" * 30_000)  # lists in lists
def test_no_token_is_guessed(token: str) -> None:
    ours = Unsubscribing(b"key", "https://x.example")
    for tried in (token, f"{ours.token('mail', 'a@x.de').partition('.')[0]}.{token}"):
        with pytest.raises(UnknownDelivery, match="not whole"):
            ours.read(tried)
    with pytest.raises(UnknownDelivery):
        ours.read(Unsubscribing(b"other", "").token("mail", "a@x.de"))
    assert ours.read(ours.token("mäil", " A@x.de")) == ("mäil", ours.mark("mäil", "a@X.DE"))


def test_without_an_https_address_no_mail_promises_one_click() -> None:
    assert Unsubscribing(b"key", "http://localhost:8321").address("mail", "a@x.de") == ""
    assert Unsubscribing(b"key", "").address("mail", "a@x.de") == ""


# --- outlets and secrets --------------------------------------------------------------------------------------------
def test_a_secret_is_in_its_file_alone_and_the_environment_wins(
    house: House, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "s3cret \"quoted\" \\ = 'x' ü\n[mail]\x7f"
    deliveries.keep_outlet("wall", "wall", {"host": "a"}, secrets={"token": token}, version=2, by=ADA)
    place = house.folder / FILE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    kept = deliveries.outlet("wall")
    assert Secrets(house.folder, {}).of("wall", frozenset({"token"})) == {"token": token}
    assert deliveries.secrets_of("wall") == {"token"}
    assert (kept.version, dict(kept.values)) == (2, {"host": "a"})
    assert "s3cret" not in str(house.lines("outlet.kept"))
    assert variable("wall-1", "token") == "KLAVIATUR_OUTLET_WALL_1_TOKEN"
    monkeypatch.setenv("KLAVIATUR_OUTLET_WALL_TOKEN", "other")
    assert Secrets(house.folder).of("wall", frozenset({"token"})) == {"token": "other"}
    deliveries.keep_outlet("wall", "wall", {"host": "b"}, version=3, by=ADA)
    assert Secrets(house.folder, {}).of("wall", frozenset({"token"})) == {"token": token}
    deliveries.keep_outlet("wall", "wall", {}, secrets={"token": ""}, version=4, by=ADA)
    assert Secrets(house.folder, {}).of("wall", frozenset({"token"})) == {}
    assert [p.name for p in house.folder.glob(".secrets.toml.*") if not p.name.endswith(".lock")] == []


def test_a_broken_file_of_secrets_says_nothing_of_what_is_in_it(house: House, deliveries: Deliveries) -> None:
    (house.folder / FILE).write_text('[wall]\ntoken = "s3cret', encoding="utf-8")
    with pytest.raises(SettingError, match="cannot be read") as raised:
        deliveries.secrets_of("wall")
    assert "s3cret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_outlet_takes_only_the_settings_it_has(house: House, deliveries: Deliveries) -> None:
    for values, secrets, said in (
        ({"token": "x"}, {}, "is a secret"),
        ({"colour": "x"}, {}, "has no setting 'colour'"),
        ({}, {"host": "x"}, "has no setting 'host'"),
    ):
        with pytest.raises(SettingError, match=said):
            deliveries.keep_outlet("new", "wall", values, secrets=secrets, version=1, by=ADA)
    for name in ("", "A", "ä", "../x", "x" * 61):
        with pytest.raises(SettingError, match="cannot be an outlet's name"):
            deliveries.keep_outlet(name, "wall", {}, version=1, by=ADA)
    with pytest.raises(SettingError, match="no kind of outlet 'fax'"):
        deliveries.keep_outlet("new", "fax", {}, version=1, by=ADA)
    with pytest.raises(Conflict):
        deliveries.keep_outlet("wall", "wall", {}, secrets={"token": "new"}, version=1, by=ADA)
    assert deliveries.secrets_of("wall") == frozenset()
    with pytest.raises(NotAllowed):
        deliveries.suppress("mail", "a@x.de", "why", by=ADA)


def test_how_an_outlet_is_seen_is_kept(house: House, deliveries: Deliveries) -> None:
    health = deliveries.check_outlet("wall")
    assert health.ok
    assert deliveries.outlet("wall").health == health
    assert [kind.kind for kind in deliveries.kinds()] == ["wall", "mail", "safe", "site"]


def test_a_backup_holds_no_secret_and_a_restored_workspace_sends_nothing_by_itself(
    house: House, deliveries: Deliveries, tmp_path: Path
) -> None:
    settings_ = Settings(database_url=house.place if "://" in house.place else "")
    deliveries.keep_outlet("wall", "wall", {}, secrets={"token": "s3cret"}, version=2, by=ADA)
    variant = house.release()
    deliveries.plan(variant.id, "wall", by=PIA)
    archive = tmp_path / "backup.zip"
    back_up(house.folder, archive, settings_)
    with ZipFile(archive) as packed:
        assert not [name for name in packed.namelist() if FILE in name]
        assert not [name for name in packed.namelist() if b"s3cret" in packed.read(name)]
    deliveries.send_due()  # after the backup was made
    assert deliveries.deliveries()[0].state is DELIVERED
    restore_backup(archive, tmp_path / "restored", Settings())
    restored = House(tmp_path / "restored", str(tmp_path / "restored" / "klaviatur.db"), house.clock, house.platform)
    with restored.deliveries() as again:
        assert again.send_due() == 0
        pause = again.paused()
    assert len(house.platform.arrived) == 1
    assert pause is not None
    assert "restored" in pause.why
