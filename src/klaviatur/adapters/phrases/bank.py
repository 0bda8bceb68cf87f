"""Reads phrase files.

A file holds one table per use. Its keys say for whom the phrases are: an address ("any", "du", "Sie"), then
optionally registers after a dot, joined by "+", then optionally channel families after "@":

    ["cta.link"]
    any = ["Mehr dazu: {link}"]
    "Sie.formal+plain@mail" = ["Weitere Informationen finden Sie hier: {link}"]

Append to a list, never reorder it: the place in the list is part of a phrase's id, and ids stand in sidecars.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from klaviatur.errors import ProfileError
from klaviatur.records import Language, Phrase, Phrasebook
from klaviatur.text.lexicon import read_table

_Address = Literal["du", "Sie", "any"]
_LANGUAGES: tuple[Language, ...] = ("de", "en")
_REGISTERS = frozenset({"formal", "warm", "plain", "lively"})
_HERE = "klaviatur.adapters.phrases"


def load_phrasebook(*files: Path) -> Phrasebook:
    """Return the built-in phrases, followed by those of users' own files.

    An own file says its language at the top (`language = "de"`). Raises ProfileError with the file, the key and the
    next step when a file cannot be read or a key says something we do not know.
    """
    phrases = [phrase for language in _LANGUAGES for phrase in _built_in(language)]
    for file in files:
        phrases += _own(file)
    return Phrasebook(tuple(phrases))


def _built_in(language: Language) -> Iterator[Phrase]:
    for file in (f"phrases_{language}.toml", f"products_{language}.toml"):
        yield from _read(read_table(_HERE, file), language, language, file)
    for forms, meaning in read_table(_HERE, f"explain_{language}.toml")["words"].items():
        yield Phrase(f"{language}.explain.{forms}", "explain", language, meaning)


def _own(file: Path) -> Iterator[Phrase]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ProfileError(
            f"Phrase file {str(file)!r} cannot be read ({problem}). Write it as TOML in UTF-8."
        ) from problem
    language = table.pop("language", None)
    if language not in _LANGUAGES:
        raise ProfileError(
            f'Phrase file {str(file)!r} names no language. Put language = "de" or "en" in its first line.'
        )
    yield from _read(table, language, f"{file.stem}.{language}", str(file))


def _read(table: Mapping[str, Any], language: Language, prefix: str, place: str) -> Iterator[Phrase]:
    for use, keys in table.items():
        if not isinstance(keys, dict):
            raise ProfileError(f'{place}: {use!r} has to be a table of lists, such as ["{use}"] any = ["..."].')
        for key, texts in keys.items():
            yield from _phrases((use, key), texts, language, prefix, place)


def _phrases(
    place_in_file: tuple[str, str], texts: object, language: Language, prefix: str, place: str
) -> Iterator[Phrase]:
    use, key = place_in_file
    address, registers, families = _audience(key, f"{place}, {use!r}")
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise ProfileError(f"{place}, {use!r}: {key!r} has to be a list of non-empty texts.")
    for number, text in enumerate(texts, start=1):
        yield Phrase(f"{prefix}.{use}.{key}.{number}", use, language, text, address, registers, families)


def _audience(key: str, place: str) -> tuple[_Address, tuple[str, ...], tuple[str, ...]]:
    who, _, families = key.partition("@")
    address, _, registers = who.partition(".")
    wanted = tuple(registers.split("+")) if registers else ()
    if address not in get_args(_Address) or not _REGISTERS.issuperset(wanted):
        raise ProfileError(
            f"{place}: nobody speaks like {key!r}. A key is any, du or Sie, then .formal, .warm, .plain or .lively."
        )
    return _known(address), wanted, tuple(families.split("+")) if families else ()


def _known(address: str) -> _Address:
    return "du" if address == "du" else "Sie" if address == "Sie" else "any"
