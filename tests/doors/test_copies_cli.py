"""Outputs that are kept up to date somewhere, from the command line: ordered, listed, old with a reason, ended."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from klaviatur.doors.cli import cli

TABLE = """Artikelnummer;EAN;Produktname;Beschreibung;Marke;Bild;Link;Verfügbarkeit;Preis
A-1;4006381333931;Feile;Der Griff ist aus Holz.;Holzmann;https://s.example/1.jpg;https://s.example/1;auf Lager;4,90 EUR
"""
GOOGLE = "google_merchant"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A workspace with an output that has run, and a folder as outlet."""

    def call(*words: str, language: str = "en") -> Result:
        env = {"KLAVIATUR_WORKSPACE": str(tmp_path / "team"), "KLAVIATUR_INTERFACE_LANGUAGE": language}
        return CliRunner(env=env).invoke(cli, list(words))

    call("init", str(tmp_path / "team"), "--admin", "anna")
    sell(call, tmp_path, TABLE)
    call("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--by", "anna")
    assert call("syndicate", "--by", "anna").exit_code == 0
    place = f"path={tmp_path / 'shelf'}"
    assert call("outlets", "add", "shelf", "--kind", "folder", "--set", place, "--by", "anna").exit_code == 0
    return call


def sell(call: Run, folder: Path, table: str) -> None:
    (folder / "werkzeug.csv").write_text(table, encoding="utf-8")
    assert call("collect", str(folder / "werkzeug.csv")).exit_code == 0


def test_a_copy_is_ordered_listed_told_as_old_with_its_reason_and_ended(run: Run, tmp_path: Path) -> None:
    assert "No output is kept up to date anywhere" in run("outputs", "copies").stdout
    ordered = run("outputs", "publish", GOOGLE, "shelf", "--keep", "--by", "anna")
    assert (ordered.exit_code, f"publish {GOOGLE} shelf --stop" in ordered.stdout) == (0, True)
    assert b"4.90 EUR" in (tmp_path / "shelf" / "google_merchant.xml").read_bytes()
    for words in (("outputs",), ("outputs", "show", GOOGLE), ("outputs", "copies")):
        assert "at shelf: up to date" in run(*words).stdout
    sell(run, tmp_path, TABLE.replace("4,90", "5,90"))
    run("syndicate", "--by", "anna")
    assert "at shelf: OLD" in run("outputs").stdout
    assert "A worker puts the new one at once" in run("outputs").stdout
    run("pause", "a crisis", "--by", "anna")
    assert "a crisis" in run("outputs", "copies", GOOGLE).stdout
    german = run("outputs", "copies", language="de").stdout
    assert "in shelf: VERALTET" in german
    assert "Alles ruht (a crisis)" in german
    (told,) = json.loads(run("outputs", "copies", "--json").stdout)
    assert (told["output"], told["outlet"], told["by"], told["old"]) == (GOOGLE, "shelf", "anna", True)
    ended = run("outputs", "publish", GOOGLE, "shelf", "--stop", "--by", "anna")
    assert (ended.exit_code, "no longer" in ended.stdout) == (0, True)
    assert "nothing to end" in run("outputs", "publish", GOOGLE, "shelf", "--stop", "--by", "anna").stdout
    assert "shelf" not in run("outputs").stdout


def test_what_cannot_be_kept_says_so(run: Run) -> None:
    wrong = [(GOOGLE, "shelf", "--keep", "--stop"), (GOOGLE, "nowhere", "--keep"), ("idealo", "shelf", "--keep")]
    for words in wrong:
        assert run("outputs", "publish", *words, "--by", "anna").exit_code == 2
    assert run("outputs", "copies", "nothing").exit_code == 2
    assert json.loads(run("outputs", "copies", "--json").stdout) == []
