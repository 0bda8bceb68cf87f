"""Persons, organisations, places and products a text names."""

import re
from functools import cache

from klaviatur.text.lexicon import read_table

_PERSON = re.compile(r"[A-ZÄÖÜ][\w'’-]+(?:\s+[A-ZÄÖÜ]\.)?\s+[A-ZÄÖÜ][\w'’-]+")


@cache
def known_places() -> frozenset[str]:
    return frozenset()


def find_person(text: str) -> str | None:
    found = _PERSON.search(text)
    return found.group() if found else None


def find_organisations(text: str) -> list[str]:
    return []
