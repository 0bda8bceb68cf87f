"""The command line: what it promises in --help holds, and whatever happens ends in one sentence."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stage
from click.testing import CliRunner, Result

from klaviatur import __version__
from klaviatur.doors.cli import cli, main
from klaviatur.doors.failures import BAD_INPUT, OUR_FAULT, Failure, attempt
from klaviatur.doors.terminal import sum_up
from klaviatur.errors import SourceNotFound
from klaviatur.records import Severity

TEXT = """# Kassel bekommt eine neue Brücke

Die Stadt Kassel baut ab dem 3. Mai 2027 eine neue Brücke über die Fulda. Sie ist 140 Meter lang und kostet 12 Millionen
Euro. „Die alte Brücke hält noch zwei Winter“, sagt Bauleiterin Eva Roth. Der Verkehr läuft während der Arbeiten weiter.

Die neue Brücke hat auf beiden Seiten einen Radweg. Im Herbst 2029 soll sie fertig sein.
"""
FEW = ["--channels", "sms,newsletter", "--interface-language", "de"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one source."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLAVIATUR_DEBUG", raising=False)
    (tmp_path / "text.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=data)


def test_a_source_is_played_and_its_board_named(here: Path) -> None:
    result = run("play", "text.md", *FEW)
    assert result.exit_code in {0, 1}, result.output
    assert "Board: klaviatur-out/text/board.html" in result.output.replace(os.sep, "/")
    assert re.search(r"^SMS +[✓✕] ", result.stdout, re.MULTILINE)
    assert {f.name for f in (here / "klaviatur-out" / "text").iterdir()} >= {
        "board.html",
        "sms.json",
        "newsletter.json",
    }


def test_the_run_is_summed_up_with_what_must_be_seen() -> None:
    played = stage.played()
    weighty = replace(played.findings[0], severity=Severity.WARN)
    assert sum_up(played, "de") == ["34 Kanäle, 3 gesperrt, 2 mit Warnung"]
    assert sum_up(replace(played, findings=(weighty,)), "en")[1].startswith("▲ “newsletter” addresses")


def test_the_text_file_is_the_wording_of_the_sidecar(here: Path) -> None:
    run("play", "text.md", *FEW)
    out = here / "klaviatur-out" / "text"
    record = json.loads((out / "sms.json").read_text(encoding="utf-8"))
    name = "sms.blocked.txt" if record["checks"]["blocked"] else "sms.txt"
    assert (out / name).read_text(encoding="utf-8") == record["variant"]["parts"][0]["text"] + "\n"
    assert not (out / ("sms.txt" if "blocked" in name else "sms.blocked.txt")).exists()


def test_several_parts_stand_under_their_labels(here: Path) -> None:
    run("play", "text.md", *FEW)
    [text] = list((here / "klaviatur-out" / "text").glob("newsletter*.txt"))
    assert re.findall(r"^\[(.+)\]$", text.read_text(encoding="utf-8"), re.MULTILINE)[:2] == ["Betreff", "Vorschautext"]


def test_a_named_folder_holds_a_single_source_itself(here: Path) -> None:
    run("play", "text.md", *FEW, "--out", "today")
    assert (here / "today" / "board.html").is_file()


def test_several_sources_get_a_folder_each_and_a_list(here: Path) -> None:
    (here / "other.txt").write_text(TEXT.replace("Kassel", "Fulda"), encoding="utf-8")
    result = run("play", "*.md", "other.txt", *FEW, "--out", "today")
    assert result.exit_code in {0, 1}
    assert (here / "today" / "text" / "board.html").is_file()
    assert (here / "today" / "other" / "board.html").is_file()
    assert 'href="other/board.html"' in (here / "today" / "board.html").read_text(encoding="utf-8")


def test_one_failed_source_does_not_stop_the_others(here: Path) -> None:
    result = run("play", "nowhere.md", "text.md", *FEW)
    assert result.exit_code == 2
    assert "nowhere.md" in result.stderr
    assert (here / "klaviatur-out" / "text" / "board.html").is_file()


def test_standard_input_is_played(here: Path) -> None:
    result = run("play", "-", "--json", "--channels", "sms", data=TEXT.encode())
    assert json.loads(result.stdout)["sources"][0]["variants"][0]["channel"]["name"] == "sms"


def test_json_is_all_there_is_on_standard_output_and_nothing_is_written(here: Path) -> None:
    result = run("play", "text.md", "nowhere.md", "--channels", "sms", "--json")
    data = json.loads(result.stdout)
    assert data["klaviatur"] == __version__
    assert {s["place"]: s["played"] for s in data["sources"]} == {"text.md": True, "nowhere.md": False}
    assert [s["error"]["kind"] for s in data["sources"] if not s["played"]] == ["SourceNotFound"]
    assert not (here / "klaviatur-out").exists()


def test_json_with_a_folder_writes_too(here: Path) -> None:
    result = run("play", "text.md", "--channels", "sms", "--json", "--out", "today")
    assert json.loads(result.stdout)["sources"][0]["board"] == str(Path("today") / "board.html")
    assert (here / "today" / "board.html").is_file()


def test_the_board_speaks_the_language_that_was_asked_for(here: Path) -> None:
    run("play", "text.md", "--channels", "sms", "--interface-language", "en")
    page = (here / "klaviatur-out" / "text" / "board.html").read_text(encoding="utf-8")
    assert "<html lang=en>" in page


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["play", "nowhere.md"], "nowhere.md"),
        (["play", "text.md", "--channels", "telex"], "telex"),
        (["play", "text.md", "--voice", "nobody.toml"], "nobody.toml"),
        (["play", "text.md", "--writer", "goethe"], "goethe"),
        (["play", "text.md", "--language", "tr"], "tr"),
        (["play"], "SOURCE"),
        (["play", "empty.md"], "empty.md"),
        (["play", "binary.pdf"], "binary.pdf"),
        (["play", "."], "empty.md"),
        (["channels", "telex"], "telex"),
    ],
)
def test_bad_input_ends_in_one_sentence_that_names_the_thing(here: Path, arguments: list[str], word: str) -> None:
    (here / "empty.md").write_text("", encoding="utf-8")
    (here / "binary.pdf").write_bytes(bytes(range(256)) * 8)
    result = run(*arguments)
    assert result.exit_code == 2
    assert word in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_written_is_said_with_the_next_step(here: Path) -> None:
    (here / "taken").write_text("a file", encoding="utf-8")
    result = run("play", "text.md", "--channels", "sms", "--out", "taken")
    assert result.exit_code == 2
    assert "--out" in result.stderr


def test_a_setting_that_cannot_be_used_is_named(here: Path) -> None:
    (here / "klaviatur.toml").write_text("colour = 'blue'", encoding="utf-8")
    for command in (["play", "text.md"], ["settings"], ["channels"]):
        result = run(*command)
        assert result.exit_code == 2
        assert "colour" in result.stderr


def test_the_channels_are_listed_and_shown_one_by_one() -> None:
    listed = run("channels", "--interface-language", "de")
    assert listed.exit_code == 0
    assert "x_thread" in listed.stdout
    shown = run("channels", "x_post", "--interface-language", "en")
    assert "at most 280 weighted characters" in shown.stdout
    assert "https://" in shown.stdout


def test_profiles_can_be_had_as_json() -> None:
    profiles: list[dict[str, Any]] = json.loads(run("channels", "--json").stdout)
    assert len(profiles) >= 30
    assert {"name", "label", "parts", "read"} <= set(profiles[0])


def test_settings_are_shown_without_the_key(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLAVIATUR_WRITER_KEY", "very-secret")
    result = run("settings")
    assert "writer_timeout_s" in result.stdout
    assert "very-secret" not in result.output


def test_help_shows_examples_and_exit_codes() -> None:
    for command in ([], ["play"]):
        help_text = run(*command, "--help").stdout
        assert "klaviatur play pressetext.md" in help_text
        assert "Exit codes" in help_text


def test_the_documented_exit_codes_are_those_of_the_help() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "board.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| (\d+) \|", docs, re.MULTILINE)
    said = re.sub(r"\s+", " ", run("--help").stdout).split("Exit codes:")[1]
    assert documented == re.findall(r"(?:^|; ) ?(\d+) ", said)


def test_an_error_of_ours_becomes_one_sentence_and_code_70(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KLAVIATUR_DEBUG", raising=False)
    failure = attempt(lambda: 1 // 0)
    assert isinstance(failure, Failure)
    assert failure.exit_code == OUR_FAULT
    assert "KLAVIATUR_DEBUG=1" in failure.message


def test_stopping_from_the_keyboard_is_said_and_has_its_own_code(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stopped(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Stopped()))
    monkeypatch.setattr(sys, "argv", ["klaviatur", "play", "-"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130
    assert re.search(r"Stopped,|Angehalten,", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["play"], 2), (["sing"], 2), (["channels", "sms"], 0)]
)
def test_the_command_ends_with_the_documented_code(
    here: Path, arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["klaviatur", *arguments])
    ended = 0
    try:
        main()
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code


def test_a_promised_error_keeps_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KLAVIATUR_DEBUG", raising=False)

    def look() -> None:
        raise SourceNotFound("There is no 'x.md'. Check the name.")

    assert attempt(look) == Failure("SourceNotFound", "There is no 'x.md'. Check the name.", BAD_INPUT)


def test_debug_lets_the_error_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLAVIATUR_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 // 0)


def test_the_installed_command_says_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "klaviatur.doors.cli", "--version"], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == f"klaviatur {__version__}"
    assert done.stderr == ""


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_text_that_a_terminal_cannot_show_does_not_break_the_run(here: Path, more: list[str]) -> None:
    (here / "emoji.md").write_text("# Brücke 🎹 [bold]fett[/bold]\n\n" + TEXT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "klaviatur.doors.cli", "play", "emoji.md", "--channels", "sms", *more],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LANG": "C"},
    )
    assert done.returncode in {0, 1}, done.stderr
    assert done.stderr == b""
    assert done.stdout.isascii()
    assert not more or json.loads(done.stdout)
