"""Which word stands for which people: masculine and feminine plural, dative, and the word for both."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from klaviatur.text.lexicon import read_table

_SHORTEST_HEAD = 5  # letters; a shorter word ends many that are no people


@dataclass(frozen=True, slots=True)
class Person:
    """One noun in the plural. `stem` and "innen" make the feminine; `both` is "" where no word fits women and men."""

    plural: str
    dative: str
    stem: str
    both: str = ""
    both_dative: str = ""
    adjectival: bool = False  # `both` takes the endings of an adjective: Mitarbeitende, die Mitarbeitenden

    @property
    def women(self) -> str:
        """Return the feminine plural."""
        return f"{self.stem}innen"

    @property
    def same_in_singular(self) -> bool:
        """Return whether the plural is written like the singular: der Mitarbeiter, die Mitarbeiter."""
        return self.dative == f"{self.plural}n" and self.plural.endswith("er")


@cache
def person_named(word: str) -> Person | None:
    """Return the people a plural or dative plural names, also behind the first part of a compound; None for others."""
    known = _known()
    if word in known:
        return known[word]
    for at in range(2, len(word) - _SHORTEST_HEAD + 1):
        head = word[at:].capitalize() if word[at:].islower() else ""
        if head in known and len(head) >= _SHORTEST_HEAD:
            return _compound(word[:at], known[head])
    return None


def _compound(left: str, head: Person) -> Person:
    def joined(word: str) -> str:
        return left + word[:1].lower() + word[1:] if word else ""

    both, both_dative = (joined(head.both), joined(head.both_dative)) if head.adjectival else ("", "")
    return Person(joined(head.plural), joined(head.dative), joined(head.stem), both, both_dative, head.adjectival)


@cache
def _known() -> dict[str, Person]:
    """Return every form of the list with its person."""
    table = read_table("klaviatur.compose.gender", "persons.toml")
    rows = [(one, f"{one}n", one) for one in table["er"].split()]
    rows += [(plural, plural, stem) for plural, stem in (row.split(":") for row in table["en"].split())]
    rows += [(a, b, c) for a, b, c in (row.split(":") for row in table["irregular"].split())]
    people = [_with_neutral(table, *row) for row in rows]
    return {form: person for person in people for form in (person.plural, person.dative)}


def _with_neutral(table: dict[str, Any], plural: str, dative: str, stem: str) -> Person:
    participle = table["neutral"].get(plural, "")
    if participle:
        return Person(plural, dative, stem, participle, f"{participle}n", adjectival=True)
    both, _, both_dative = table["neutral_nouns"].get(plural, "").partition(" ")
    return Person(plural, dative, stem, both, both_dative)
