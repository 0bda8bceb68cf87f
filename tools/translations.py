"""Bring the interface's catalogues up to date: `python tools/translations.py`.

Collects every marked text of the pages and what settings say of themselves, and every sentence of an error, keeps what
is translated, takes out what nobody says any more, and fills the English catalogue with the English words. Prints what
German still lacks.
"""

import re
from dataclasses import fields
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from error_words import error_words

from klaviatur.settings import Settings

SITE = Path(__file__).resolve().parent.parent / "src" / "klaviatur" / "doors" / "site"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
JINJA = {"**.html": {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
SIE = re.compile(r"(?<=[a-zäöüß,\"“] )(?:Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b(?! oder du)|\bBitten Sie\b")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "N_": None}


def wanted() -> Catalog:
    """Return every text the pages say."""
    catalogue = Catalog(project="Klaviatur", charset="utf-8", fuzzy=False)
    found = extract_from_dir(SITE, METHODS, JINJA, keywords=KEYWORDS)
    for file, _line, words, _comments, context in sorted(found, key=lambda f: (str(f[2]), f[0])):
        catalogue.add(words, locations=[(Path(file).as_posix(), None)], context=context)
    for field in fields(Settings):
        catalogue.add(field.metadata["help"], locations=[("settings.py", None)])
    return catalogue


def wanted_errors() -> Catalog:
    """Return every sentence an error can say on a page; English needs none of them."""
    catalogue = Catalog(project="Klaviatur", charset="utf-8", fuzzy=False)
    for words, place in error_words().items():
        catalogue.add(words, locations=[(place.removesuffix(".py").replace("/", "."), None)])
    return catalogue


def wanted_with_du() -> Catalog:
    """Return the texts whose German addresses somebody: they need a second one that says du."""
    catalogue = Catalog(project="Klaviatur", charset="utf-8", fuzzy=False)
    for message in read("de"):
        if message.id and SIE.search(" ".join(forms(message.string))):
            catalogue.add(message.id, locations=message.locations, context=message.context)
    return catalogue


def place_of(language: str, name: str = "site") -> Path:
    """Return where a catalogue of a language lies."""
    return SITE / "locale" / language / "LC_MESSAGES" / f"{name}.po"


def read(language: str, name: str = "site") -> Catalog:
    """Return a language's catalogue as it lies there, an empty one where there is none yet."""
    place = place_of(language, name)
    if not place.is_file():
        return Catalog(locale=language, project="Klaviatur", charset="utf-8", fuzzy=False)
    with place.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Write the catalogues."""
    for language in ("de", "en"):
        bring_up_to_date(language, "site", wanted())
    bring_up_to_date("de", "errors", wanted_errors())
    bring_up_to_date("de", "du", wanted_with_du())


def bring_up_to_date(language: str, name: str, told: Catalog) -> None:
    """Write one catalogue with all that is told, and print what has no words yet."""
    known = read(language, name)
    for message in filter(lambda m: m.id, told):
        old = known.get(message.id, message.context)
        message.string = message.id if language == "en" else old.string if old else ""
        if not said(message.string):
            print(f"{language}: {message.id!r} ({', '.join(place for place, _ in message.locations)})")
    with place_of(language, name).open("wb") as file:
        write_po(file, told, width=120, sort_output=True, omit_header=True, include_lineno=False)


def said(words: str | tuple[str, ...] | list[str]) -> bool:
    """Return whether every form of a text has words."""
    return bool(words) and all(forms(words))


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the forms of a text: one, or one for each number."""
    return [words] if isinstance(words, str) else list(words)


if __name__ == "__main__":
    main()
