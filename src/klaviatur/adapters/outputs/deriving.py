"""Profiles that are like another one, and rules that belong to all of them: said once, in the file they belong to."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from klaviatur.errors import ProfileError

Raw = Mapping[str, Any]
MOST = 4  # profiles that are like one another in a row
_LISTS = ("field", "rule")
_TABLES = ("options", "needs", "wordings", "terms")
_NAME = re.compile(r"(?<![\w'\"-])[a-z]\w*(?![\w'\"-])")  # not in quotes


def derived(place: str, values: Raw, find: Callable[[str], Raw | None], depth: int = 0) -> dict[str, Any]:
    """Return the tables of a profile with those it is `like`; own keys win, and `without` takes fields and rules away.

    A field or rule of the same name is replaced where it stands, a new one comes last. `find` gives the tables of
    another profile; the names in `without` stay in the result for `with_rules`. Raises ProfileError.
    """
    own = {key: value for key, value in values.items() if key != "like"}
    own["without"] = _names(place, values.get("without", []))
    for key in _TABLES:
        if not isinstance(own.get(key, {}), Mapping):
            raise ProfileError(f"Output file {place!r}: {key} must be a table. Write [{key}], then its lines.")
    name = values.get("like")
    if name is None:
        return own
    other = find(name) if isinstance(name, str) and depth < MOST else None
    if other is None:
        raise ProfileError(f"Output file {place!r}: like is {name!r}, and there is no such output. Correct its name.")
    base = derived(place, other, find, depth + 1)
    tables = {key: {**base.get(key, {}), **own.get(key, {})} for key in _TABLES if key in base or key in own}
    lists = {key: _united(base.get(key, []), own.get(key, []), own["without"]) for key in _LISTS}
    return {**base, **own, **tables, **lists, "without": [*base["without"], *own["without"]]}


def with_rules(values: Raw, rules: Sequence[Raw]) -> dict[str, Any]:
    """Return the tables of a profile with rules of all profiles before its own.

    `families` says whose they are, `reads` that they belong to those alone of which a field reads that attribute.
    """
    own = [rule for rule in values.get("rule", []) if isinstance(rule, Mapping)]
    taken = {*values.get("without", []), *(rule.get("name") for rule in own)}
    family = values.get("family")
    said = " ".join(str(field.get("from")) for field in values.get("field", []) if isinstance(field, Mapping))
    read = {*_NAME.findall(said)}
    shared = [
        {key: value for key, value in rule.items() if key not in {"families", "reads"}}
        for rule in rules
        if rule["name"] not in taken
        and family in rule.get("families", [family])
        and ("reads" not in rule or rule["reads"] in read)
    ]
    kept = {key: value for key, value in values.items() if key != "without"}
    return {**kept, "rule": [*shared, *values.get("rule", [])]}


def _names(place: str, said: object) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise ProfileError(f'Output file {place!r}: without must be a list of names. Write without = ["field"].')
    return said


def _united(base: list[Any], own: list[Any], without: list[str]) -> list[Any]:
    """Return what another profile has, with what one's own has of the same name in its place, and what is new."""
    new = {_name(one): one for one in own}
    kept = [new.get(_name(one), one) for one in base if _name(one) not in without]
    known = {_name(one) for one in kept}
    return [*kept, *(one for one in own if _name(one) not in known)]


def _name(table: object) -> object:
    """Return the name a field or rule has; what is no table is judged where profiles are read."""
    return table.get("name") if isinstance(table, Mapping) else table
