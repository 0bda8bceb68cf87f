"""A command that a message advises works as it is written, once its names in capitals are filled in."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.pofile import read_po

import klaviatur
from klaviatur.doors.cli import cli

SOURCES = Path(klaviatur.__file__).parent
TO_FILL_IN = re.compile(r"\{[^{} ]*\}(?:=[A-ZÄÖÜ]+)?|%\(\w+\)s|[A-ZÄÖÜ]{2,}(?:\.md)?")
OPTION = re.compile(r"--?[a-z][a-z-]*")
ADVISED = re.compile(rf"klaviatur((?: (?:{OPTION.pattern}|[a-z]+(?:-[a-z]+)*|{TO_FILL_IN.pattern}))+)")
NO_MESSAGE = {"chain/members/passkeys.py"}  # what is signed begins like a command
ASKS_ITSELF = {"syndicate": "--check", "deliver": "--look"}  # who does it, unless somebody only looks
Read = Iterator[str]


def texts() -> Iterator[tuple[str, str]]:
    """Yield file and text of all that messages are made of."""
    for file in sorted(SOURCES.rglob("*")):
        read = {".py": of_code, ".toml": of_table, ".po": of_catalogue, ".html": of_page}.get(file.suffix)
        name = file.relative_to(SOURCES).as_posix()
        if read and "examples" not in file.parts and name not in NO_MESSAGE:
            yield from ((name, text) for text in read(file) if "klaviatur " in text)


def of_code(file: Path) -> Read:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = [each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)]  # what docstrings say is no message
    parts = [part for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values]
    left_out = {*map(id, told), *map(id, parts)}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in each.values)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in left_out:
            yield from () if "Examples:" in each.value else (each.value,)


def of_table(file: Path) -> Read:
    yield from strings(tomllib.loads(file.read_text(encoding="utf-8")))


def of_catalogue(file: Path) -> Read:
    with file.open("rb") as lines:
        yield from strings([list(m.string) if isinstance(m.string, tuple) else m.string for m in read_po(lines)])


def of_page(file: Path) -> Read:
    yield file.read_text(encoding="utf-8")


def strings(value: Any) -> Read:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(each)


def advised() -> list[tuple[str, str]]:
    """Return file and words after `klaviatur` of every command, without what the sentence says behind it."""
    return sorted({(file, match[1].strip()) for file, text in texts() for match in ADVISED.finditer(text)})


def lacking(words: list[str]) -> list[str]:
    """Return what a command asks for and is not given, and what it does not know."""
    first, *rest = words
    command = cli.every()[first]
    if isinstance(command, click.Group) and rest:
        command, *rest = command.commands[rest[0]], *rest[1:]
    said = list(takewhile(lambda word: OPTION.fullmatch(word) or TO_FILL_IN.fullmatch(word), rest))
    given = [word for word in said if OPTION.fullmatch(word)]
    known = {name: each for each in command.params if isinstance(each, click.Option) for name in each.opts}
    values = sum(name in known and not known[name].is_flag for name in given)
    needed = [each.human_readable_name for each in command.params if each.required and isinstance(each, click.Argument)]
    missing = needed[len(said) - len(given) - values :]
    missing += [name for name, each in known.items() if each.required and not {*each.opts} & {*given}]
    if first in ASKS_ITSELF and not {"--by", ASKS_ITSELF[first]} & {*given}:
        missing.append("--by")
    return missing + [name for name in given if name not in known]


@pytest.mark.parametrize(("file", "words"), advised())
def test_an_advised_command_has_all_that_it_asks_for(file: str, words: str) -> None:
    assert not lacking(words.split()), f"{file}: klaviatur {words}"
