"""Products on the command line: what goes in comes out with its place, and whatever is wrong ends in one sentence."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import klaviatur
from klaviatur import open_workspace
from klaviatur.doors.cli import cli
from klaviatur.doors.failures import BAD_INPUT, BLOCKED, OK
from klaviatur.records import Bilingual, Proposal, ProposalEvidence
from klaviatur.wiring.members import open_members

HEAD = "Artikelnummer;EAN;Bezeichnung;Marke;Farbe;Gewicht;Preis"
ROWS = [
    "A-1;4006381333931;Kaffeemühle Nova;Mahlwerk;rot;1,2 kg;49,90 €",
    "A-2;4006381333948;Kaffeemühle Luna;Mahlwerk;blau;1,4 kg;59,90 €",
]
LANGUAGES = ["de", "en"]
CHANNELS = ["--channels", "sms,newsletter"]


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=data)


def good(*arguments: str, data: bytes | None = None) -> str:
    result = run(*arguments, data=data)
    assert result.exit_code == OK, result.output
    return result.stdout


def read_json(*arguments: str) -> Any:
    return json.loads(good(*arguments, "--json"))


def refused(*arguments: str, data: bytes | None = None) -> str:
    """Run what must not work, and return its one sentence."""
    result = run(*arguments, data=data)
    assert result.exit_code == BAD_INPUT, result.output
    assert "Traceback" not in result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def products_csv(*rows: str) -> bytes:
    return "\n".join((HEAD, *(rows or ROWS), "")).encode()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of products and the workspace they are in."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.csv").write_bytes(products_csv())
    before = Path.cwd()
    os.chdir(folder)
    good("collect", "shop.csv")
    os.chdir(before)
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLAVIATUR_DEBUG", raising=False)
    return tmp_path


@pytest.fixture
def shop(collected: Path, here: Path) -> Path:
    """A working folder whose workspace holds two products."""
    shutil.copytree(collected, here, dirs_exist_ok=True)
    return here


def keys() -> list[str]:
    with open_workspace("klaviatur-workspace") as workspace:
        return list(workspace.keys())


# --- in -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("de", "2 Zeilen = 2 geschrieben"), ("en", "2 rows = 2 written")])
def test_an_import_says_what_became_of_every_row(here: Path, language: str, words: str) -> None:
    (here / "shop.csv").write_bytes(products_csv())
    assert words in good("collect", "shop.csv", "--interface-language", language)
    assert keys() == ["A-1", "A-2"]


def test_an_import_as_json_adds_up(shop: Path) -> None:
    (shop / "shop.csv").write_bytes(products_csv(ROWS[0].replace("rot", "grün"), ROWS[1], ";;;;;;weiß nicht"))
    (one,) = read_json("collect", "shop.csv")["imports"]
    assert one["rows"] == one["written"] + one["unchanged"] + one["rejected"] == 3
    assert (one["written"], one["unchanged"], one["rejected"]) == (1, 1, 1)
    (rejected,) = one["rejections"]
    assert rejected["row"] == 4
    assert set(rejected["message"]) == {"de", "en"}
    assert ["Preis", "weiß nicht"] in rejected["raw"]


def test_an_import_that_comes_again_changes_nothing(shop: Path) -> None:
    assert "0 written + 2 unchanged" in good("collect", "shop.csv", "--interface-language", "en")
    assert read_json("changes", "--since", "1") == []


def test_patterns_folders_and_standard_input_bring_products_in(here: Path) -> None:
    (here / "feeds").mkdir()
    for name, row in zip(("one.csv", "two.csv"), ROWS, strict=True):
        (here / "feeds" / name).write_bytes(products_csv(row))
    assert len(read_json("collect", "feeds/*.csv")["imports"]) == 2
    assert len(read_json("collect", "feeds", "--workspace", "second")["imports"]) == 2
    good("collect", "-", "--workspace", "third", data=products_csv())
    for folder in ("klaviatur-workspace", "second", "third"):
        assert [one["key"] for one in read_json("products", "--workspace", folder)] == ["A-1", "A-2"]


def test_a_dry_run_writes_no_product_and_no_mapping(here: Path) -> None:
    (here / "shop.csv").write_bytes(products_csv())
    assert "nothing was written" in good("collect", "shop.csv", "--dry-run", "--interface-language", "en")
    assert keys() == []
    assert not list(here.rglob("*.toml"))


def test_a_corrected_mapping_decides(shop: Path) -> None:
    good("mapping", "shop.csv")
    file = shop / "klaviatur-workspace" / "mappings" / "shop.toml"
    text = file.read_text("utf-8")
    assert 'attribute = "color"' in text
    file.write_text(text.replace('attribute = "color"', 'attribute = "finish_of_ours"\nown = true'), "utf-8")
    good("collect", "shop.csv", "--mapping", str(file))
    assert "finish_of_ours" in {fact["attribute"] for fact in read_json("product", "A-1")["facts"]}


def test_a_mapping_is_shown_column_by_column(shop: Path) -> None:
    lines = good("mapping", "shop.csv").splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["Artikelnummer", "sku"],
        ["EAN", "gtin"],
        ["Bezeichnung", "name"],
    ]
    assert "shop.toml" in lines[-1]
    columns = read_json("mapping", "shop.csv")["columns"]
    assert {"column", "attribute", "kind", "confidence", "why"} <= set(columns[0])


# --- out ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "label", "weight"), [("de", "Gewicht", "1,2 kg"), ("en", "Weight", "1.2 kg")])
def test_every_fact_is_shown_with_its_place(shop: Path, language: str, label: str, weight: str) -> None:
    shown = good("product", "A-1", "--interface-language", language)
    (line,) = [line for line in shown.splitlines() if line.split()[0] == label]
    assert weight in line.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "(shop.csv:2 Gewicht)" in line


def test_a_product_as_json_keeps_what_stood_in_the_file(shop: Path) -> None:
    found = read_json("product", "A-1")
    (weight,) = [fact for fact in found["facts"] if fact["attribute"] == "weight"]
    assert (weight["value"], weight["unit"], weight["raw"]) == ("1.2", "KGM", "1,2 kg")
    assert (weight["origin"]["file"], weight["origin"]["row"], weight["origin"]["column"]) == ("shop.csv", 2, "Gewicht")


def test_products_are_found_by_number_name_and_brand(shop: Path) -> None:
    for search, wanted in [
        ("A-2", ["A-2"]),
        ("luna", ["A-2"]),
        ("4006381333931", ["A-1"]),
        ("Mahlwerk", ["A-1", "A-2"]),
    ]:
        assert [one["key"] for one in read_json("products", search)] == wanted
    assert len(read_json("products", "--limit", "1")) == 1
    assert good("products", "A-1").split()[:2] == ["A-1", "4006381333931"]


@pytest.mark.parametrize("since", ["1", "2020-01-01", "2020-01-01T08:00", "2020-01-01T08:00:00+01:00"])
def test_a_change_says_what_was_before(shop: Path, since: str) -> None:
    (shop / "shop.csv").write_bytes(products_csv(ROWS[0].replace("rot", "grün"), ROWS[1]))
    good("collect", "shop.csv")
    (change,) = [one for one in read_json("changes", "--since", since) if one["attribute"] == "color"]
    assert (change["key"], change["before"], change["after"]) == ("A-1", "rot", "grün")
    shown = good("changes", "--since", since, "--interface-language", "de")
    assert "Farbe: rot → grün" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_without_an_entry_says_so(here: Path, language: str) -> None:
    klaviatur.open_workspace(here / "klaviatur-workspace").close()
    for command in (["products"], ["stale"], ["proposals"], ["quality"], ["changes", "--since", "2020-01-01"]):
        assert len(good(*command, "--interface-language", language).strip().splitlines()) == 1
        assert read_json(*command) == []


def test_looking_where_nothing_was_collected_makes_nothing_and_says_what_to_do(here: Path) -> None:
    for command in (["products"], ["stale"], ["quality"], ["product", "A-1"], ["play", "--all"], ["migrate"]):
        result = run(*command)
        assert result.exit_code == 2, command
        assert "klaviatur-workspace" in result.stderr
    assert not (here / "klaviatur-workspace").exists()


def test_a_dry_run_makes_no_workspace(here: Path) -> None:
    (here / "p.csv").write_text("sku,name\nA-1,Lampe\n", encoding="utf-8")
    assert run("collect", "p.csv", "--dry-run").exit_code == OK
    assert not (here / "klaviatur-workspace").exists()


def test_quality_names_an_unknown_product_and_an_unknown_channel(shop: Path) -> None:
    for command, word in ((["quality", "NIX"], "NIX"), (["quality", "--channel", "nix"], "google_merchant")):
        result = run(*command)
        assert result.exit_code == 2
        assert word in result.stderr


# --- play -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("locale", "language"), [("de_DE", "de"), ("en_GB", "en")])
def test_a_product_is_played(shop: Path, locale: str, language: str) -> None:
    result = run("play", "--product", "A-1", *CHANNELS, "--locale", locale, "--interface-language", language)
    assert result.exit_code in {OK, BLOCKED}, result.output
    names = {file.name for file in (shop / "klaviatur-out" / "A-1").iterdir()}
    assert {"board.html", "sms.json", "newsletter.json"} <= names
    wording = json.loads((shop / "klaviatur-out" / "A-1" / "sms.json").read_text("utf-8"))["variant"]["parts"][0][
        "text"
    ]
    assert "Nova" in wording


def test_a_locale_nobody_writes_is_refused(shop: Path) -> None:
    result = run("play", "--product", "A-1", *CHANNELS, "--locale", "xx")
    assert result.exit_code == 2
    assert "de_AT" in result.stderr


def test_a_key_with_a_slash_names_its_own_folder(here: Path) -> None:
    (here / "p.csv").write_text("sku,name\nA/1,Lampe\nB/1,Tisch\n", encoding="utf-8")
    assert run("collect", "p.csv").exit_code == OK
    assert run("play", "--all", *CHANNELS).exit_code in {OK, BLOCKED}
    assert {"A-1", "B-1"} <= {folder.name for folder in (here / "klaviatur-out").iterdir()}


def test_all_products_are_played(shop: Path) -> None:
    result = run("play", "--all", *CHANNELS)
    assert result.exit_code in {OK, BLOCKED}, result.output
    assert {"A-1", "A-2"} <= {folder.name for folder in (shop / "klaviatur-out").iterdir()}


def test_a_sentence_is_stale_once_its_fact_has_changed(shop: Path) -> None:
    run("play", "--product", "A-1", *CHANNELS)
    assert read_json("stale") == []
    changed = ROWS[0].replace("Kaffeemühle Nova", "Espressomühle Nova").replace("1,2 kg", "1,3 kg")
    (shop / "shop.csv").write_bytes(products_csv(changed.replace("rot", "grün"), ROWS[1]))
    assert "klaviatur stale" in good("collect", "shop.csv")
    found = read_json("stale")
    assert {one["product"] for one in found} == {"A-1"}
    assert {"sentence", "fact", "value", "channel"} <= set(found[0])
    assert "A-1" in good("stale")


# --- what people decide ---------------------------------------------------------------------------------------------
def test_quality_names_what_a_product_lacks(shop: Path) -> None:
    (row,) = read_json("quality", "A-1", "--channel", "web")
    assert row["key"] == "A-1"
    assert 0 < row["share"] < 1
    assert "description" in row["missing"]
    assert "Beschreibung" in good("quality", "A-1", "--channel", "web", "--interface-language", "de")
    assert "0 of 2 complete" in good("quality", "--channel", "web", "--interface-language", "en")


@pytest.fixture
def proposed(shop: Path) -> Path:
    """The shop, with two proposals nobody has decided."""
    label = Bilingual("für Kaffeetrinker", "for those who drink coffee")
    evidence = (ProposalEvidence("Mühle für Kaffeetrinker", "shop.csv"),)
    with open_workspace("klaviatur-workspace") as workspace:
        workspace.store.propose(
            [
                Proposal(number, "A-1", "audience", "audience", number, label, 0.8, evidence)
                for number in ("first", "second")
            ]
        )
    return shop


@pytest.mark.parametrize(("language", "words"), [("de", "für Kaffeetrinker"), ("en", "for those who drink coffee")])
def test_a_proposal_is_shown_with_the_words_it_rests_on(proposed: Path, language: str, words: str) -> None:
    shown = good("proposals", "--product", "A-1", "--interface-language", language)
    assert words in shown
    assert "Mühle für Kaffeetrinker" in shown


def test_where_there_are_members_only_one_who_may_decides_about_products(proposed: Path) -> None:
    with open_members("klaviatur-workspace") as members:
        members.redeem(members.first_link(), "ein langer Satz im Garten", name="anna", shown="Anna")
        _, link = members.invite("cleo", "Cleo", ("analyst",), by=members.actor("anna"))
        members.redeem(link, "ein anderer Satz im Garten")
    assert "may not decide" in refused("accept", "first", "--by", "cleo")
    assert "Nobody here is called 'Ada'" in refused("accept", "first", "--by", "Ada")
    assert len(read_json("proposals")) == 2
    (accepted,) = read_json("accept", "first", "--by", "anna")
    assert accepted["state"] == "accepted"


def test_proposals_are_accepted_and_refused_in_somebodys_name(proposed: Path) -> None:
    (accepted,) = read_json("accept", "first", "--by", "Ada")
    assert accepted["state"] == "accepted"
    good("refuse", "second", "--by", "Ada")
    assert read_json("proposals") == []
    assert {one["state"] for one in read_json("proposals", "--all")} == {"accepted", "refused"}
    (fact,) = [fact for fact in read_json("product", "A-1")["facts"] if fact["attribute"] == "audience"]
    assert "accepted by Ada" in fact["steps"]


def test_a_person_chooses_which_source_is_right(shop: Path) -> None:
    (shop / "other.csv").write_bytes(products_csv(ROWS[0].replace("rot", "grün")))
    good("collect", "other.csv")
    for source, color in (("shop", "rot"), ("other", "grün")):
        found = json.loads(good("choose", "A-1", "color", source, "--by", "Ada", "--json"))
        assert {fact["value"] for fact in found["facts"] if fact["attribute"] == "color"} == {color}


def test_what_another_source_brings_is_new_from_this_source(shop: Path) -> None:
    (shop / "other.csv").write_bytes(products_csv(ROWS[0].replace("rot", "grün")))
    assert "1 new from this source" in good("collect", "other.csv", "--interface-language", "en")
    assert len(read_json("products")) == len(ROWS)


def test_a_played_product_is_headed_by_its_name_and_key(shop: Path) -> None:
    first = good("play", "--product", "A-1", *CHANNELS, "--out", str(shop / "out")).splitlines()[0]
    assert first.startswith("Kaffeemühle Nova [A-1] (")


def test_texts_in_a_folder_are_passed_over_with_a_note(shop: Path) -> None:
    (shop / "all").mkdir()
    (shop / "all" / "shop.csv").write_bytes(products_csv())
    prose = "# Messe\n\nWir zeigen Lampen, Tische, Stühle und mehr.\nKommen Sie vorbei, wir freuen uns.\n"
    for name in ("brief.md", "brief.txt"):
        (shop / "all" / name).write_text(prose, "utf-8")
    (report,) = read_json("collect", "all", "--dry-run")["imports"]
    skipped = [one for one in report["findings"] if one["rule"] == "file.skipped"]
    assert sum(one["count"] for one in skipped) == 2
    assert all("was passed over" not in one["message"]["de"] and "table" not in one["message"]["de"] for one in skipped)


def test_a_workspace_of_this_version_needs_no_migration(shop: Path) -> None:
    assert good("migrate", "--check") == good("migrate")


# --- what is wrong --------------------------------------------------------------------------------------------------
WRONG_FILES = [
    ("bytes.csv", bytes(range(256)) * 20, "Export the products"),
    ("empty.csv", b"", "Export it again"),
    ("blank.csv", b"\n \n", "Export it again"),
    ("only_head.csv", HEAD.encode(), "at least one product"),
    ("no_head.csv", b"1;2,5\n2;3,5\n3;4,5\n", "Put a first line"),
    ("odd.xml", b"<a><b/></a>", "--record NAME"),
    ("cut.json", b'[{"sku": "A"', "Export it again"),
    ("list.pdf", b"%PDF-1.7 ...", "Export the products"),
    ("cut.xlsx", b"PK\x03\x04" + bytes(50), "again"),
    ("page.html", b"<!doctype html><html><body><p>Login</p></body></html>", "Give the page of a product"),
]


@pytest.mark.parametrize(("name", "data", "step"), WRONG_FILES, ids=[name for name, _, _ in WRONG_FILES])
def test_a_file_that_cannot_be_read_gives_one_sentence_and_writes_nothing(
    here: Path, name: str, data: bytes, step: str
) -> None:
    (here / name).write_bytes(data)
    for command in ("collect", "mapping"):
        message = refused(command, name)
        assert name in message
        assert step in message
    assert keys() == []
    assert not list(here.rglob("*.toml"))


def test_what_comes_from_standard_input_is_checked_alike(here: Path) -> None:
    assert "'stdin' is empty" in refused("collect", "-", data=b"")
    assert "comes alone" in refused("collect", "-", "shop.csv", data=products_csv())


@pytest.mark.parametrize("place", ["nothing.csv", "none/*.csv", "http://127.0.0.1:9/feed.csv"])
def test_a_place_with_nothing_is_named(here: Path, place: str) -> None:
    message = refused("collect", place)
    assert place in message
    assert "Check the" in message


def test_a_broken_file_does_not_take_the_others_along(here: Path) -> None:
    (here / "shop.csv").write_bytes(products_csv())
    (here / "empty.csv").write_bytes(b"")
    result = run("collect", "empty.csv", "shop.csv", "--json")
    assert result.exit_code == BAD_INPUT
    found = json.loads(result.stdout)
    assert [place for place, _ in found["failures"]] == ["empty.csv"]
    assert found["imports"][0]["written"] == 2
    assert keys() == ["A-1", "A-2"]


WRONG_MAPPINGS = [
    ('attribute = "color"', 'attribute = "colour_of"', r"line \d+.*'colour_of'.*own = true"),
    ('attribute = "color"', "attribute = color", "not valid TOML"),
    ('decimal = ","', 'decimal = ";"', r"line \d+"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_MAPPINGS, ids=["attribute", "toml", "decimal"])
def test_a_mistake_in_a_mapping_is_told_with_its_line(shop: Path, old: str, new: str, message: str) -> None:
    text = (shop / "klaviatur-workspace" / "mappings" / "shop.toml").read_text("utf-8")
    assert old in text
    (shop / "mine.toml").write_text(text.replace(old, new), "utf-8")
    assert re.search(message, refused("collect", "shop.csv", "--mapping", "mine.toml"))


def test_a_workspace_that_cannot_be_one_is_named(here: Path) -> None:
    (here / "taken").write_text("a file", "utf-8")
    (here / "shop.csv").write_bytes(products_csv())
    for folder in ("taken", "taken/below"):
        for command in (["collect", "shop.csv"], ["products"], ["play", "--all"]):
            assert "taken" in refused(*command, "--workspace", folder)
    assert (here / "taken").read_text("utf-8") == "a file"


def test_an_unknown_product_is_answered_with_how_to_find_it(shop: Path) -> None:
    for command in (
        ["product", "A-9"],
        ["play", "--product", "A-9"],
        ["choose", "A-9", "color", "shop", "--by", "Ada"],
    ):
        assert refused(*command).endswith("'A-9'. Look it up: klaviatur products 'A-9'")
    assert not (shop / "klaviatur-out").exists()


@pytest.mark.parametrize("since", ["gestern", "", "01.11.2026", "2026-13-01", "-5"])
def test_a_time_nobody_can_read_is_answered_with_examples(shop: Path, since: str) -> None:
    assert "2026-11-01" in refused("changes", f"--since={since}")


@pytest.mark.parametrize(
    ("command", "step"),
    [
        (["accept", "nothing", "--by", "Ada"], "klaviatur proposals"),
        (["refuse", "nothing", "--by", "Ada"], "klaviatur proposals"),
        (["choose", "A-1", "color", "nowhere", "--by", "Ada"], "Known: shop"),
        (["choose", "A-1", "colour", "shop", "--by", "Ada"], "Name one it has: color"),
        (["choose", "A-1", "wingspan", "shop", "--by", "Ada"], "Name one it has: brand, color"),
        (["changes", "--since", "999"], "There is no import 999: the last one is 1"),
        (["collect", "shop.csv", "--engine", "abacus"], "Known: local, ray"),
        (["collect", "shop.csv", "--mapping", "none.toml"], "Check the path"),
        (["play", "--product", "A-1", "--channels", "telegraph"], "Known: "),
        (["play", "shop.csv", "--all"], "not both"),
        (["play", "--all", "--workspace", "new"], "klaviatur collect FILE"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)
def test_what_is_not_there_is_answered_with_the_next_step(shop: Path, command: list[str], step: str) -> None:
    assert step in refused(*command)
