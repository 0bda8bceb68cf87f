"""From the tables of a profile to an `OutputProfile`; every mistake is a ProfileError that names file and key."""

import re
from collections.abc import Mapping
from typing import Any

from klaviatur.records import Bilingual, OutletField, OutputField, OutputProfile, OutputRule, Severity
from klaviatur.text.profile_table import ProfileTable

FAMILIES = ("shopping", "shop", "agent", "catalogue", "web")
TYPES = ("string", "integer", "number", "boolean", "list", "object", "json")
CUTS = ("words", "sentence", "never")
WRONG = ("", "hold", "leave_out")
LIMITS = ("least", "most", "most_bytes", "most_parts")
PARTS = ("", "sitemap_index", "numbered")  # how an output leaves that is longer than its limits; "": not at all
IDS = ("missing", "too_long", "wrong")
STATED = (
    *("price", "selling_price", "sale_from", "sale_until", "currency", "availability", "gtin", "title", "description"),
    "key",
)
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_WORDING = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")


class Table(ProfileTable):
    """A table of an output's profile."""

    next_step = "Correct the file; docs/outputs.md lists every key."


def read_profile(place: str, values: Mapping[str, Any]) -> OutputProfile:
    """Return the output a parsed TOML file describes; raises ProfileError."""
    table = Table(f"Output file {place!r}", values)
    profile = OutputProfile(
        name=_name(table),
        label=_pair(table, "label"),
        family=table.choice("family", FAMILIES),
        format=table.words("format"),
        file=table.words("file"),
        media_type=table.words("media_type"),
        read=table.day("read"),
        sources=table.texts("sources"),
        fields=tuple(_field(one) for one in table.tables("field")),
        rules=tuple(_rule(one) for one in table.tables("rule")),
        needs=_needs(table),
        wordings=_wordings(table),
        options=_options(table),
        group=table.choice("group", ("", "parent"), ""),
        parents=table.choice("parents", ("in", "out"), "out"),
        place=place,
    )
    table.done()
    if not re.fullmatch(r"[\w][\w .+-]*", profile.file):
        table.fail("file", f"must be the name of a file alone, not {profile.file!r}")
    if not profile.fields:
        table.fail("field", "is missing; an output has at least one field, written as [[field]]")
    return profile


def _options(table: Table) -> Mapping[str, str]:
    """Return the options of the writer, with the limits of the file."""
    options = table.pairs("options")
    for name in LIMITS:
        if not options.get(name, "0").isdecimal():
            table.fail(f"options.{name}", f"must be a whole number, 0 for no limit, not {options[name]!r}")
    if (parts := options.get("parts", "")) not in PARTS:
        table.fail("options.parts", f"is {parts!r}; there are {', '.join(PARTS[1:])}")
    if parts and not any(int(options.get(name, 0)) for name in ("most", "most_bytes")):
        table.fail("options.parts", "needs most or most_bytes: how much a part may hold")
    return options


def _name(table: Table) -> str:
    name: str = table.words("name")
    if not NAME.fullmatch(name):
        table.fail("name", f"is {name!r}; allowed are small letters, digits and _, a letter first")
    return name


def _pair(table: Table, key: str, default: Bilingual | None = None) -> Bilingual:
    """Read ["Deutsch", "English"], or one text for both."""
    value = table.raw(key)
    if value is None and default is not None:
        return default
    both = [value, value] if isinstance(value, str) else value
    if not isinstance(both, list) or len(both) != 2 or not all(isinstance(one, str) and one.strip() for one in both):
        table.fail(key, 'must be two texts, German and English: ["Preis", "Price"]')
    return Bilingual(*both)


def _field(table: Table) -> OutputField:
    made = OutputField(
        name=table.words("name"),
        says=table.words("from"),
        required=table.flag("required", default=False),
        max_characters=table.number("max_characters", None, minimum=1),
        max_bytes=table.number("max_bytes", None, minimum=1),
        pattern=table.words("pattern", ""),
        one_of=table.texts("one_of", ()),
        minimum=_figure(table, "min"),
        maximum=_figure(table, "max"),
        type=table.choice("type", TYPES, "string"),
        cut=table.choice("cut", CUTS, "never"),
        ids=_ids(table),
        parity=_parity(table),
        reader=table.words("reader", ""),
        level=table.choice("level", ("item", "group"), "item"),
        options=table.pairs("options"),
        wrong=table.choice("wrong", WRONG, ""),
    )
    table.done()
    return made


def _parity(table: Table) -> tuple[str, ...]:
    value = table.raw("parity")
    stated = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(stated, list) or any(one not in STATED for one in stated):
        table.fail("parity", f"must be one or several of {', '.join(STATED)}")
    return tuple(stated)


def _ids(table: Table) -> Mapping[str, str]:
    ids = table.pairs("ids")
    for name in ids:
        if name not in IDS:
            table.fail(f"ids.{name}", f"is no kind of error; there are {', '.join(IDS)}")
    return ids


def _figure(table: Table, key: str) -> float | None:
    value = table.raw(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        table.fail(key, f"must be a number, not {value!r}")
    return None if value is None else float(value)


def _rule(table: Table) -> OutputRule:
    name = _name(table)
    message = _pair(table, "message")
    made = OutputRule(
        name=name,
        holds_when=table.words("holds_when"),
        message=message,
        proposal=_pair(table, "proposal"),
        severity=Severity(table.choice("severity", [one.value for one in Severity], "block")),
        id=table.words("id", ""),
        place=table.words("place", ""),
        shows=table.words("shows", ""),
    )
    table.done()
    return made


def _needs(table: Table) -> tuple[OutletField, ...]:
    needs = table.take("needs", dict, "tables, each written as [needs.name]", {})
    return tuple(_need(Table(f"{table.place}, needs.{name}", {"name": name, **said})) for name, said in needs.items())


def _need(table: Table) -> OutletField:
    name = _name(table)
    made = OutletField(
        name=name,
        label=_pair(table, "label", Bilingual(name, name)),
        required=table.flag("required", default=False),
        default=table.words("default", ""),
        help=_pair(table, "help", Bilingual("", "")),
    )
    table.done()
    return made


def _wordings(table: Table) -> Mapping[str, str]:
    wordings = table.pairs("wordings")
    for name, place in wordings.items():
        if not _WORDING.fullmatch(place):
            table.fail(f"wordings.{name}", f'is {place!r}; write "channel:part", such as "shopping_title:title"')
    return wordings
