"""What commands say of outputs as they lie there: damaged, about to say something else, with a product or without."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner, Result

import klaviatur
from klaviatur.doors.cli import cli
from klaviatur.ports.outputs import Ended
from klaviatur.records import Actor, MemberRole, RunKind

TABLE = """Artikelnummer;Produktname;Hauptartikel;Preis;Angebotspreis;Angebot bis;EAN;Verfügbarkeit;Bild;Link;Beschreibung
A-1;Feile;;4,90 EUR;3,90 EUR;2099-11-30T18:00Z;4006381333931;auf Lager;https://s.example/1.jpg;https://s.example/1;Aus Holz.
L;Lampe;;;;;;;;;
L-1;Lampe rot;L;9,90 EUR;;;;;;;
L-2;Lampe blau;L;9,90 EUR;;;;;;;
"""
GOOGLE, SITEMAP = "google_merchant", "sitemap"
Call = Callable[..., Result]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two outputs that have run."""
    folder = tmp_path_factory.mktemp("standing")
    call = _caller(folder / "team")
    call("init", str(folder / "team"), "--admin", "anna")
    (folder / "lampen.csv").write_text(TABLE, encoding="utf-8")
    assert call("collect", str(folder / "lampen.csv")).exit_code == 0
    for name in (GOOGLE, SITEMAP):
        assert call("outputs", "on", name, "--set", "base_url=https://s.example", "--by", "anna").exit_code == 0
    call("syndicate", "--by", "anna")
    return folder / "team"


def _caller(team: Path) -> Call:
    env = {"KLAVIATUR_WORKSPACE": str(team), "KLAVIATUR_INTERFACE_LANGUAGE": "en", "KLAVIATUR_TIME_ZONE": "UTC"}

    def call(*words: str, **more: str) -> Result:
        return CliRunner(env=env | more).invoke(cli, list(words))

    return call


@pytest.fixture
def team(begun: Path, tmp_path: Path) -> Path:
    """A copy of that workspace."""
    return Path(shutil.copytree(begun, tmp_path / "team"))


@pytest.fixture
def call(team: Path) -> Call:
    return _caller(team)


def told(result: Result) -> dict[str, str]:
    """Return what is said of each output, with the lines below it."""
    assert result.exit_code == 0, result.output
    found, name = dict[str, str](), ""
    for line in result.stdout.splitlines():
        name = name if line.startswith(" ") else line.split()[0]
        found[name] = f"{found.get(name, '')}{line}\n"
    return found


def test_an_output_whose_files_are_damaged_says_how_it_is_made_anew_and_the_others_are_shown(
    call: Call, team: Path
) -> None:
    (team / "outputs" / GOOGLE / "state.json").unlink()
    for words in (("outputs",), ("outputs", "show", GOOGLE)):
        said = told(call(*words))[GOOGLE]
        assert "DAMAGED" in said
        assert f"klaviatur syndicate {GOOGLE} --full" in said
    german = told(call("outputs", "show", GOOGLE, "--interface-language", "de"))[GOOGLE]
    assert "BESCHÄDIGT: Dateien der Ausgabe „google_merchant“ fehlen" in german
    assert "4 products = 1 in it" in told(call("outputs"))[SITEMAP]
    why = told(call("outputs", "why", "A-1"))
    assert f"klaviatur syndicate {GOOGLE} --full" in why[GOOGLE]
    assert why[GOOGLE].split("\n")[0].endswith(" damaged")
    assert why[SITEMAP].endswith(" in it\n")
    call("syndicate", "--by", "anna")
    assert "DAMAGED" not in call("outputs").stdout


def test_a_product_that_only_groups_its_variants_is_said_to(call: Call) -> None:
    for language, words in (("en", "only groups its variants"), ("de", "fasst nur seine Varianten zusammen")):
        assert words in told(call("outputs", "why", "L", "--interface-language", language))[GOOGLE]


def test_an_output_says_when_a_sale_begins_or_ends_next_in_the_time_zone_of_the_workspace(call: Call) -> None:
    there = {"KLAVIATUR_TIME_ZONE": "America/New_York"}
    for words in (("outputs",), ("outputs", "show", GOOGLE)):
        call("syndicate", "--by", "anna", **there)
        assert "a sale begins or ends on 2099-11-30 13:00" in told(call(*words, **there))[GOOGLE]
        german = told(call(*words, "--interface-language", "de", **there))[GOOGLE]
        assert "am 2099-11-30 13:00 beginnt oder endet ein Angebot" in german
    assert "sale" not in call("outputs", "show", "json_ld").stdout
    call("outputs", "off", GOOGLE, "--by", "anna")
    assert "a sale" not in told(call("outputs"))[GOOGLE]


def test_where_that_moment_has_come_it_says_what_to_do(call: Call, team: Path) -> None:
    state = team / "outputs" / GOOGLE / "state.json"
    state.write_text(state.read_text(encoding="utf-8").replace("2099-11-30T18", "2020-11-30T18"), encoding="utf-8")
    said = told(call("outputs"))
    assert f"a sale began or ended on 2020-11-30 18:00: klaviatur syndicate {GOOGLE} --by NAME" in said[GOOGLE]
    assert "begins or ends" in said[SITEMAP]


@pytest.mark.parametrize(
    ("state", "message", "words"),
    [
        (
            "stopped_by_parity",
            "2 differences to other outputs: price of 'A-1'",
            "STOPPED, what was there before stays: ",
        ),
        ("failed", "Der Strom ist ausgefallen.", "FAILED: Der Strom"),
        ("running", "", "running"),
    ],
)
def test_behind_a_run_that_is_not_done_the_figures_are_those_of_what_lies_there(
    call: Call, team: Path, state: Literal["stopped_by_parity", "failed", "running"], message: str, words: str
) -> None:
    with klaviatur.open_syndication(team) as syndication:
        (run,) = syndication.store.begin({GOOGLE: RunKind.DELTA}, by=Actor("anna", frozenset({MemberRole.ADMIN})))
        syndication.store.end([Ended(replace(run, state=state, message=message))])
    for asked in (("outputs",), ("outputs", "show", GOOGLE)):
        said = told(call(*asked))[GOOGLE]
        assert "3 products = 1 in it + 2 held back" in said
        assert words in said
        assert "0 products" not in said
