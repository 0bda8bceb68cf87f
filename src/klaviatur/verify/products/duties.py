"""What a product text must not leave out, and what it may not promise: allergens, warnings, energy class, prices."""

from collections.abc import Iterator

import regex

from klaviatur.records import Channel, Measure, Span, Variant
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.products.claims import Doubt
from klaviatur.verify.products.quantities import quantities_of
from klaviatur.verify.products.sheet import Known, Sheet

_ALLERGENS = ("allergens", "traces")
_WARNINGS = ("warnings", "hazard_statements", "precautionary_statements", "min_age_warning")
_FREE_ROOM = 250  # characters a text needs for what it describes, beside its duties
_POINTS = {"de": regex.compile(r"(?i)allergene?\b"), "en": regex.compile(r"(?i)\ballergens?\b")}
_CURRENCIES = frozenset({"EUR", "USD", "GBP", "CHF"})
_REDUCED = regex.compile(
    r"(?i)(?<!\p{L})(?<!\b(?:no|without|not|ohne|kein|keine|keinen|keinem|keiner) )"
    r"(?:reduziert\w*|rabatt\w*|sale|statt\s+(?=[\d€])|ersparnis\w*|"
    r"spar(?:e|en)\b[^.]{0,20}\d|jetzt nur|"
    r"nur noch|günstiger|preissenkung|discount\w*|reduced|save (?:up to )?[£$€\d]|was (?=[£$€\d])|"
    r"\d+\s?% (?:off|günstiger))"
)
_CLASS_WORDS = regex.compile(
    r"(?i)energieeffizienz|energieklasse|energy (?:efficiency )?class|energy label|energielabel"
)
_PART_ALLERGENS = regex.compile(r"[,;/]| und | and ")
_CHARACTERS = {Measure.WORDS: 6, Measure.LINES: 60, Measure.HASHTAGS: 1000}
_OUTSIDE = frozenset({"access"})


def check_duties(variant: Variant, channel: Channel, sheet: Sheet) -> Iterator[Doubt]:
    """Yield what the variant as a whole leaves out; the place is the variant, so spans are empty."""
    key = f" {verbatim_key(variant.text)} "
    yield from _allergens(variant, channel, sheet, key)
    yield from _warnings(variant, channel, sheet, key)
    yield from _energy(variant, channel, sheet, key)
    yield from _prices(variant, sheet)


def _allergens(variant: Variant, channel: Channel, sheet: Sheet, key: str) -> Iterator[Doubt]:
    known = [sheet.by_attribute[name] for name in _ALLERGENS if name in sheet.by_attribute]
    missing = [(one, item) for one in known for item in _items(one) if f" {verbatim_key(item)} " not in key]
    if not missing or channel.family in _OUTSIDE:
        return
    said = ", ".join(item for _, item in missing)
    some = len(missing) < sum(len(_items(one)) for one in known)
    if some or has_room(variant, channel, sum(len(one.text) for one in known)):
        yield Doubt("allergens.dropped", Span(0, 0), said, missing[0][0].span)
    elif _POINTS[sheet.language].search(variant.text):
        yield Doubt("allergens.elsewhere", Span(0, 0), said, missing[0][0].span)
    else:
        yield Doubt("allergens.unmentioned", Span(0, 0), said, missing[0][0].span)


def _items(known: Known) -> list[str]:
    return [item.strip() for item in _PART_ALLERGENS.split(known.text) if verbatim_key(item)]


def _warnings(variant: Variant, channel: Channel, sheet: Sheet, key: str) -> Iterator[Doubt]:
    known = [sheet.by_attribute[name] for name in _WARNINGS if name in sheet.by_attribute]
    missing = [one for one in known if f" {one.key} " not in key]
    if not missing or channel.family in _OUTSIDE:
        return
    room = has_room(variant, channel, sum(len(one.text) for one in known))
    yield Doubt("warnings.dropped" if room else "warnings.elsewhere", Span(0, 0), missing[0].text, missing[0].span)


def has_room(variant: Variant, channel: Channel, needed: int) -> bool:
    """Return whether a part of the channel could hold the duties beside a description, and the variant describes."""
    rooms = [_room(limit.measure, limit.maximum) for p in channel.parts for limit in p.limits[:1] if limit.maximum]
    rooms += [10_000 for part in channel.parts if not part.limits]
    return max(rooms, default=0) >= needed + _FREE_ROOM and len(variant.text) >= _FREE_ROOM and channel.family != "ad"


def _room(measure: Measure, maximum: int) -> int:
    return maximum * _CHARACTERS.get(measure, 1)


def _energy(variant: Variant, channel: Channel, sheet: Sheet, key: str) -> Iterator[Doubt]:
    known = sheet.by_attribute.get("energy_class")
    shown = known is None or (_CLASS_WORDS.search(variant.text) and f" {known.key} " in key)
    if known is None or shown or channel.family not in {"ad", "social", "shop", "mail"}:
        return
    priced = any(q.dimension in _CURRENCIES for q in quantities_of(variant.text, sheet.language))
    yield Doubt("energy.class_missing" if priced else "energy.class_unshown", Span(0, 0), known.text, known.span)


def _prices(variant: Variant, sheet: Sheet) -> Iterator[Doubt]:
    told = [q for q in quantities_of(variant.text, sheet.language) if q.dimension in _CURRENCIES]
    reduced = _REDUCED.search(variant.text)
    if told:
        yield Doubt("price.fresh", Span(0, 0), told[0].text)
    if not reduced or not (told or "sale_price" in sheet.by_attribute):
        return
    prices = [sheet.by_attribute[name] for name in ("price", "list_price") if name in sheet.by_attribute]
    both = "sale_price" in sheet.by_attribute and bool(prices)
    yield Doubt("price.lowest" if both else "price.without_old", Span(0, 0), reduced.group())
