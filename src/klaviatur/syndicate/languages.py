"""Further languages of one file: which fields come again in each of them, and what products say there.

An output speaks the language of its locale. Where its setting `languages` names others, each field with the option
`language` (the attribute of its element that names one) comes once more for each. A text is one in a further language
where its source says so: of what bears no language nobody knows it, and it stays in the output's own alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from klaviatur.errors import SettingError
from klaviatur.records import OutputField, OutputProfile

SETTING = "languages"
NAMED_BY = "language"  # option of a field: the attribute that names the language of its element
IN = "in"  # option of a field that comes again: its language or locale, as the setting says it
MARK = "@"  # columns of what is said in a further language: "name@en"
PROOF = ".said"  # beside them: "true" where a source says that it is in that language
CODES = {  # ISO 639-2, as BMEcat writes languages
    "ar": "ara", "bg": "bul", "bs": "bos", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "eu": "eus", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hr": "hrv", "hu": "hun",
    "is": "isl", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "mk": "mkd", "mt": "mlt", "nb": "nob",
    "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip
_ONE = re.compile(r"[a-z]{2}(?:_[A-Z]{2})?")
_OWN = "deu"  # of a locale whose language has no code here


def code_of(locale: str) -> str:
    """Return the ISO 639-2 code of a locale's language."""
    return CODES.get(locale[:2].lower(), _OWN)


def further(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages that an output has beside its own, as its setting names them. Raises SettingError."""
    named = [one for one in re.split(r"[\s,;]+", values.get(SETTING, "")) if one]
    for one in named:
        if not _ONE.fullmatch(one) or one[:2] not in CODES:
            raise SettingError(
                f"The setting 'languages' names {one!r}, which is no language it can have. Write them like de, en, "
                f"fr_CH; there are {', '.join(CODES)}."
            )
    short = [one[:2] for one in named]
    if twice := [one for one in short if short.count(one) > 1]:
        raise SettingError(f"The setting 'languages' names {twice[0]!r} twice. Name each language once.")
    own = values.get("locale", "")[:2].lower()
    return tuple(one for one in named if one[:2] != own)


def has_languages(profile: OutputProfile) -> bool:
    """Return whether a profile has fields that may come again in further languages."""
    return any(NAMED_BY in one.options for one in profile.fields)


def in_languages(profile: OutputProfile, values: Mapping[str, str]) -> OutputProfile:
    """Return a profile whose fields come again in each further language; itself where there is none, or they do."""
    again = any(language_of(one) for one in profile.fields)
    languages = further(values) if has_languages(profile) and not again else ()
    if not languages:
        return profile
    return replace(profile, fields=tuple(made for one in profile.fields for made in _spoken(one, values, languages)))


def _spoken(field: OutputField, values: Mapping[str, str], languages: Sequence[str]) -> Iterator[OutputField]:
    yield field
    if NAMED_BY not in field.options:
        return
    attribute = "" if field.type == "list" else field.options[NAMED_BY]  # of lists the writer names them
    if attribute:
        yield _named(field.name, attribute, values.get("locale", ""))
    for language in languages:
        name = f"{field.name}#{code_of(language)}"
        yield replace(field, name=name, required=False, wrong="leave_out", options={**field.options, IN: language})
        if attribute:
            yield _named(name, attribute, language)


def _named(name: str, attribute: str, locale: str) -> OutputField:
    return OutputField(name=f"{name}/@{attribute}", says=repr(code_of(locale)))


def language_of(field: OutputField) -> str:
    """Return the further language of a field, "" for one in the output's own."""
    return field.options.get(IN, "")


# --- columns ----------------------------------------------------------------------------------------------------------
def column_in(name: str, language: str) -> str:
    """Return the column of what is said in a further language; "" is the output's own."""
    return f"{name}{MARK}{language}" if language else name


def bare(column: str) -> str:
    """Return a column's name without its language."""
    return column.partition(MARK)[0]


def columns_in(names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return names of columns by their further language, without it; those in the output's own are left out."""
    parted = [name.partition(MARK)[::2] for name in sorted(names)]
    languages = dict.fromkeys(language for _, language in parted if language)
    return {one: frozenset(name for name, language in parted if language == one) for one in languages}


def read_in(name: str, language: str, product: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that stand for one in a further language; what is known of every `product` has none."""
    if name in product:
        return (name,)
    column = column_in(name, language)
    return (column,) if _needs_no_proof(name) else (column, column + PROOF)


def said_in(frame: pl.DataFrame, language: str, names: frozenset[str], product: Sequence[str]) -> pl.DataFrame:
    """Return products in whose columns stands what they say in a further language, null for all else."""
    found = []
    for name in sorted(names.difference(product)):
        column = pl.col(column_in(name, language))
        proven = pl.col(column_in(name, language) + PROOF) == "true"
        found.append((column if _needs_no_proof(name) else pl.when(proven).then(column)).alias(name))
    return frame.with_columns(found)


def _needs_no_proof(name: str) -> bool:
    """Return whether a column holds nothing but what is said in its language."""
    return name.startswith("wording:") or name == "features"
