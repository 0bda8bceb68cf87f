"""Bring the interface's catalogues up to date: `python tools/translations.py`.

Collects every marked text of the pages and what settings say of themselves, keeps what is translated, takes out what
nobody says any more, and fills the English catalogue with the English words. Prints what German still lacks.
"""

from dataclasses import fields
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from klaviatur.settings import Settings

SITE = Path(__file__).resolve().parent.parent / "src" / "klaviatur" / "doors" / "site"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
JINJA = {"**.html": {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
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


def place_of(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return SITE / "locale" / language / "LC_MESSAGES" / "site.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue as it lies there, an empty one where there is none yet."""
    place = place_of(language)
    if not place.is_file():
        return Catalog(locale=language, project="Klaviatur", charset="utf-8", fuzzy=False)
    with place.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Write both catalogues."""
    for language in ("de", "en"):
        known, told = read(language), wanted()
        for message in filter(lambda m: m.id, told):
            old = known.get(message.id, message.context)
            message.string = message.id if language == "en" else old.string if old else ""
            if not said(message.string):
                print(f"{language}: {message.id!r} ({', '.join(place for place, _ in message.locations)})")
        with place_of(language).open("wb") as file:
            write_po(file, told, width=120, sort_output=True, omit_header=True, include_lineno=False)


def said(words: str | tuple[str, ...] | list[str]) -> bool:
    """Return whether every form of a text has words."""
    return bool(words) and all([words] if isinstance(words, str) else words)


if __name__ == "__main__":
    main()
