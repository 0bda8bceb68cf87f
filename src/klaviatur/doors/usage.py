"""What is said of a wrong call of a command, in the language of the command: usage, where help is, what is wrong.

Click says it in English, and so do we where we say it through click. The sentence is found again by its words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import click

from klaviatur.doors.words import language_of
from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

_SLOT = re.compile(r"\{(\w+)(!r)?\}")
_QUOTED = re.compile(r"""(?P<mark>['"])(?P<words>.*?)(?P=mark)""")
_SENTENCES = {"more", "then"}  # slots that are sentences themselves
_FIGURES_OF_SPEECH = {"[OPTIONS]": "[OPTIONEN]", "COMMAND": "BEFEHL", "[ARGS]": "[ARGUMENTE]"}


@dataclass(frozen=True, slots=True)
class _Sentence:
    pattern: re.Pattern[str]
    own: int  # characters that are no slot
    words: str


def refuse(error: click.ClickException) -> int:
    """Say on standard error what is wrong with a call; return the exit code."""
    language = _language_of(error)
    if language == "en" or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(_usage(context), err=True)
        if context.command.get_help_option(context) is not None:
            click.echo(f"Hilfe: {context.command_path} {max(context.help_option_names, key=len)}", err=True)
        click.echo(err=True)
    click.echo(f"Fehler: {in_german(error.format_message())}", err=True)
    return error.exit_code


def in_german(said: str) -> str:
    """Return what is said of a call in German; what is not known stays as it is."""
    for sentence in _sentences():
        if found := sentence.pattern.fullmatch(said):
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return _SLOT.sub(lambda slot, values=values: values[slot[1]], sentence.words)  # type: ignore[misc]
    return said


def _language_of(error: click.ClickException) -> Language:
    context = error.ctx if isinstance(error, click.UsageError) else None
    asked: Language | None = context.params.get("interface") if context else None
    return asked or language_of()


def _usage(context: click.Context) -> str:
    """Return the line that says how a command is called."""
    head, told = context.get_usage().partition("Usage:")[1:]
    for english, german in _FIGURES_OF_SPEECH.items():
        told = told.replace(english, german)
    return f"{'Aufruf:' if head else ''}{told}"


def _value(name: str, value: str) -> str:
    return in_german(value) if name in _SENTENCES else _QUOTED.sub(r"„\g<words>“", value)


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Return all sentences, those with the most words of their own first."""
    table: Mapping[str, Mapping[str, str]] = read_table("klaviatur.doors", "usage.toml")
    return tuple(sorted((_sentence(one["en"], one["de"]) for one in table.values()), key=lambda one: -one.own))


def _sentence(english: str, german: str) -> _Sentence:
    pieces = _SLOT.split(english)
    literal, named = pieces[::3], zip(pieces[1::3], pieces[2::3], strict=True)
    slots = [rf"""(?P<{name}>{"'[^']*'|" + '"[^"]*"' if quoted else ".+?"})""" for name, quoted in named]
    pattern = "".join(re.escape(piece) + slot for piece, slot in zip(literal, [*slots, ""], strict=True))
    return _Sentence(re.compile(pattern, re.DOTALL), sum(map(len, literal)), german)
