"""From the tables of a profile to a `Channel`; every mistake is a ProfileError that names file and key."""

import re
from collections.abc import Mapping
from typing import Any

from klaviatur.adapters.channels.table import Table
from klaviatur.adapters.channels.words import (
    FAMILIES,
    FORMALITIES,
    FORMS,
    GENERIC_FORM,
    LINKS,
    MEASURES,
    PREVIEWS,
    SEVERITIES,
)
from klaviatur.records import Bilingual, Channel, Limit, Measure, PartProfile, Severity

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def read_channel(place: str, values: Mapping[str, Any]) -> Channel:
    """Return the channel a parsed TOML file describes; raises ProfileError."""
    table = Table(place, values)
    channel = Channel(
        name=_name(table),
        label=_label(table),
        form=table.choice("form", FORMS, GENERIC_FORM),
        family=table.choice("family", FAMILIES),
        parts=_parts(table),
        read=table.day("read"),
        sources=_sources(table),
        hashtags=table.pair("hashtags", (0, 0)),
        links=table.choice("links", LINKS, "end"),
        emoji=table.flag("emoji", default=False),
        formality=table.choice("formality", FORMALITIES, "consumer"),
        max_sentence_words=table.number("max_sentence_words", 20, minimum=3),
        preview=table.choice("preview", PREVIEWS, "card"),
        whole=tuple(_limit(item) for item in table.tables("whole")),
        options=table.pairs("options"),
    )
    table.done()
    return channel


def _name(table: Table) -> str:
    name: str = table.words("name")
    if not _NAME.fullmatch(name):
        table.fail("name", f"is {name!r}; allowed are small letters, digits and _, a letter first")
    return name


def _label(table: Table) -> Bilingual:
    """Read {de = "...", en = "..."}, or one text for both languages."""
    value = table.raw("label")
    if isinstance(value, dict):
        labels = Table(f"{table.place}, label", value)
        pair = Bilingual(de=labels.words("de"), en=labels.words("en"))
        labels.done()
        return pair
    text = table.words("label")
    return Bilingual(de=text, en=text)


def _sources(table: Table) -> tuple[str, ...]:
    sources = table.texts("sources")
    if not sources:
        table.fail("sources", 'is empty; say where the limits come from, "our own practice" will do')
    return sources


def _parts(table: Table) -> tuple[PartProfile, ...]:
    parts = tuple(_part(item) for item in table.tables("parts"))
    if not parts:
        table.fail("parts", "is missing; a channel has at least one part, written as [[parts]]")
    names = [part.name for part in parts]
    for name in names:
        if names.count(name) > 1:
            table.fail("parts", f"has {name!r} twice; repeat a part with count = [least, most]")
    return parts


def _part(table: Table) -> PartProfile:
    part = PartProfile(
        name=_name(table),
        label=_label(table),
        limits=tuple(_limit(item) for item in table.tables("limits")),
        visible=table.number("visible", None, minimum=1),
        target=table.pair("target", None),
        count=table.pair("count", (1, 1)),
        multiline=table.flag("multiline", default=True),
    )
    table.done()
    if part.count[1] == 0:
        table.fail("count", "allows none at all; leave the part out")
    return part


def _limit(table: Table) -> Limit:
    documented = table.flag("documented", default=True)
    limit = Limit(
        measure=Measure(table.choice("measure", MEASURES)),
        maximum=table.number("maximum", None, minimum=1),
        minimum=table.number("minimum", None),
        documented=documented,
        severity=Severity(table.choice("severity", SEVERITIES, "block" if documented else "warn")),
        source=table.words("source", ""),
    )
    table.done()
    _check_bounds(table, limit)
    return limit


def _check_bounds(table: Table, limit: Limit) -> None:
    if limit.maximum is None and limit.minimum is None:
        table.fail("maximum", "is missing; a limit needs a maximum, a minimum or both")
    if limit.maximum is not None and limit.minimum is not None and limit.minimum > limit.maximum:
        table.fail("minimum", f"is {limit.minimum}, above the maximum {limit.maximum}")
