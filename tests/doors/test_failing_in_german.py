"""A command says what failed in the language it was asked in."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import klaviatur
from klaviatur.doors.cli import cli


@pytest.mark.parametrize(
    ("asked", "environment", "words"),
    [
        ([], {"LC_ALL": "de_DE.UTF-8"}, "Eine Ausgabe „gogle“ gibt es nicht"),
        (["--interface-language", "de"], {"LC_ALL": "C"}, "Eine Ausgabe „gogle“ gibt es nicht"),
        ([], {"LC_ALL": "C"}, "There is no output 'gogle'"),
        (["--interface-language", "en"], {"LC_ALL": "de_DE.UTF-8"}, "There is no output 'gogle'"),
    ],
)
def test_a_failure_is_told_in_the_language_of_the_command(
    tmp_path: Path, asked: list[str], environment: dict[str, str], words: str
) -> None:
    klaviatur.open_workspace(tmp_path).close()
    done = CliRunner(env=environment).invoke(cli, ["outputs", "show", "gogle", "--workspace", str(tmp_path), *asked])
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_command_in_a_german_message_is_written_as_a_command_line_takes_it(tmp_path: Path) -> None:
    klaviatur.open_workspace(tmp_path).close()
    asked = ["outputs", "why", "Rote Feile", "--workspace", str(tmp_path), "--interface-language", "de"]
    done = CliRunner().invoke(cli, asked)
    assert "Kein Produkt hat den Schlüssel „Rote Feile“." in done.stderr
    assert "klaviatur products 'Rote Feile'" in done.stderr
