"""A message that names a next step names a command that exists."""

import re
from pathlib import Path

import click
import pytest

import klaviatur
from klaviatur.doors.cli import cli

SOURCES = Path(klaviatur.__file__).parent
NAMED = re.compile(r"klaviatur ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+(?:-[a-z]+)*)?)(?=[ \"'`.,:;)|]|$)", re.MULTILINE)
STEP = re.compile(r"(?:[a-z]: |`|\n  |\n\\b\n)klaviatur [^\n]*")


def named() -> list[tuple[str, str]]:
    """File and words after `klaviatur` of every command line that a text of ours shows."""
    found = []
    for file in sorted(SOURCES.rglob("*")):
        if file.suffix not in {".py", ".toml", ".html", ".po"} or "examples" in file.parts:
            continue
        for step in STEP.finditer(file.read_text(encoding="utf-8")):
            found += [(str(file.relative_to(SOURCES)), match[1]) for match in NAMED.finditer(step[0])]
    return sorted(set(found))


@pytest.mark.parametrize(("file", "words"), named())
def test_every_command_a_message_names_exists(file: str, words: str) -> None:
    first, _, second = words.partition(" ")
    assert first in cli.every(), f"{file}: klaviatur {words}"
    command = cli.every()[first]
    if isinstance(command, click.Group):
        assert not second or second in command.commands, f"{file}: klaviatur {words}"
