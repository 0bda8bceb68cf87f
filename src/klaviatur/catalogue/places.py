"""Countries and languages by the names and codes people give them."""

from functools import cache

from babel import Locale, UnknownLocaleError

_WRITTEN_IN = ("de", "en")
_NONE = frozenset(
    {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
)  # no countries of ISO 3166-1


@cache
def country_names() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 codes by German and English names, lower case."""
    codes = [str(code) for code in Locale("en").territories]
    codes = [code for code in codes if len(code) == 2 and code.isalpha() and code not in _NONE]
    names = {str(Locale(to).territories[code]).lower(): code for code in codes for to in _WRITTEN_IN}
    return {**names, **{code.lower(): code for code in codes}}


def country_name(code: str, locale: str) -> str:
    """Return what a country is called in a locale's language, the code itself if nobody knows it."""
    return str(_locale(locale).territories.get(code, code))


@cache
def language_names() -> dict[str, str]:
    """Return ISO 639 codes by German and English names lower case."""
    codes = [code for code in map(str, Locale("en").languages) if len(code) == 2]
    named = {to: Locale(to).languages for to in _WRITTEN_IN}
    names = {str(named[to][code]).lower(): code for code in codes for to in _WRITTEN_IN if code in named[to]}
    return {**names, **{code: code for code in codes}}


def known_locale(text: str) -> str | None:
    """Return a locale as "de_DE" or "de" for a tag, code or name, None for anything else."""
    word = text.strip().lower()
    if word in language_names():
        return language_names()[word]
    language, _, country = text.strip().replace("-", "_").partition("_")
    country = country.rpartition("_")[2].upper()
    if language.lower() not in language_names() or len(language) != 2 or country.lower() not in country_names():
        return None
    return f"{language.lower()}_{country}"


@cache
def _locale(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")
