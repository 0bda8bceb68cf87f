"""Countries as ISO 3166 codes, languages and locales as tags."""

import polars as pl

from klaviatur.catalogue.places import country_names, known_locale
from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.collect.products.values.texts import tidy
from klaviatur.text.lexicon import read_table


def read_countries(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return ISO 3166-1 alpha-2 codes; a region or several countries stay as written."""
    return read_odd(as_cells(text), text, _country)


def read_languages(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return language tags ("de", "de_AT"); anything else stays as written."""
    return read_odd(as_cells(text), text, _language)


def as_locales(text: pl.Series) -> pl.Series:
    """Return the locale each row says it is in, null where it says none; one nobody knows stays as written."""
    different = text.drop_nulls().unique()
    return text.replace({each: known_locale(each) or each for each in different}) if len(different) else text


def _country(text: str) -> Parsed:
    tidied, steps, rules = tidy(text)
    table = read_table("klaviatur.collect.products.values", "countries.toml")
    word = tidied.strip(" .").lower()
    code = table["alpha_3"].get(tidied.upper()) or table["names"].get(word) or country_names().get(word)
    if not code:
        return Parsed(tidied or None, steps=steps, rules=rules)
    return Parsed(code, steps=(*steps, "country_code") if code != text else steps)


def _language(text: str) -> Parsed:
    known = known_locale(text)
    return Parsed(known, steps=("language_tag",) if known != text else ()) if known else Parsed(*tidy(text)[:1])
