"""Languages as formats write them, as locales."""

from babel.core import get_global


def locale_of(language: str, territory: str = "") -> str | None:
    """Return "deu" and "DE" as "de_DE", "deu" as "de"; None for what is no language."""
    word, _, region = language.strip().replace("-", "_").partition("_")
    word = word.lower()
    two = word if len(word) == 2 else str(get_global("language_aliases").get(word, ""))
    region = region or territory
    if len(two) != 2 or not two.isalpha():
        return None
    return f"{two}_{region.upper()}" if len(region) == 2 and region.isalpha() else two
