"""Texts from records: every slot is said once, nothing else is said.

A value with a span keeps it, so that a product text has its evidence like any other. What the grammar is not sure of
(the gender of a German noun) is said in a way that needs no gender.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from klaviatur.compose.pieces import Pieces, declared, fill, join, layout, rendered, text_of
from klaviatur.records import Language, Phrase, Span
from klaviatur.text.lexicon import read_table

_VOWEL = "aeiouAEIOU"
_AN = ("hour", "honest", "heir", "LED", "LCD", "SSD", "HDMI", "MP3", "8", "11 ", "18 ")
_A = ("uni", "use", "euro", "one", "USB", "UV")
_ARTICLE = {"m": ("ein", "Der", "der"), "f": ("eine", "Die", "die"), "n": ("ein", "Das", "das")}
_TWO = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a record: `label` names it, `span` is where a source holds it."""

    label: str
    value: str
    unit: str = ""
    span: Span | None = None


def realise_venue(slots: Sequence[Slot], language: Language) -> Pieces:
    """Return a text on a restaurant, pub or coffee shop; a label may come twice (a pub that is a restaurant too).

    Labels as in the E2E data: name, eatType, food, area, near, customer rating, priceRange, familyFriendly.
    """
    wording = _wording(language, "venue")
    claims = _venue_claims(slots, language)
    name = _named([_value(slot) for slot in _all(slots, "name")] or [_literal(wording["unnamed"])])
    if claims and not {slot.label for slot in slots} & {"eatType", "food", "area", "near"}:
        return (*name, *_literal(" "), *_listed(claims, wording["last"]), *_literal("."))
    opening = _venue_opening(name, slots, language)
    if not claims:
        return opening
    return join([opening, (*_literal(wording["pronoun"]), *_listed(claims, wording["last"]), *_literal("."))])


def _named(names: Sequence[Pieces]) -> Pieces:
    """Return the name, others in brackets behind it."""
    others = join(names[1:], ", ")
    return (*names[0], *layout(" ("), *others, *layout(")")) if others else names[0]


def _all(slots: Sequence[Slot], label: str) -> list[Slot]:
    return [slot for slot in slots if slot.label == label]


def _venue_claims(slots: Sequence[Slot], language: Language) -> list[Pieces]:
    """Return what a venue is and what it has, each as a verb phrase."""
    wording = _wording(language, "venue")
    owned = [_rating(slot, language) for slot in _all(slots, "customer rating")]
    owned += [_price(slot, language) for slot in _all(slots, "priceRange")]
    friendly = [_friendly(slot, language) for slot in sorted(_all(slots, "familyFriendly"), key=_is_no)]
    return friendly + ([(*_literal(wording["has"]), *_listed(owned, wording["last"]))] if owned else [])


def realise_product(slots: Sequence[Slot], language: Language) -> Pieces:
    """Return a text on a product: labels name, brand and category, every other slot is an attribute.

    Attributes are said in the order given. Raises ValueError without a name.
    """
    known = {slot.label: slot for slot in slots}
    if "name" not in known:
        raise ValueError("A product text needs a slot 'name'. Add Slot('name', ...) to the record.")
    attributes = [slot for slot in slots if slot.label not in ("name", "brand", "category")]
    sentences = [_product_opening(known, language), *_attributes(attributes, language)]
    return join([sentence for sentence in sentences if sentence])


def _product_opening(known: Mapping[str, Slot], language: Language) -> Pieces:
    wording = _wording(language, "product")
    brand, name = known.get("brand"), known["name"]
    branded = brand is not None and brand.value.lower() not in name.value.lower()
    subject = _say(wording["by"], name=_value(name), brand=_value(brand)) if brand and branded else _value(name)
    category = known.get("category")
    if category is None:
        return (*subject, *_literal("."))
    article = an(category.value) if language == "en" else _indefinite(category.value)
    template = wording["opening"] if article else wording["opening_unsure"]
    return _say(template, subject=subject, article=article or "", category=_value(category))


def _attributes(slots: Sequence[Slot], language: Language) -> list[Pieces]:
    """Return one sentence per two attributes, what cannot be inflected in a list at the end."""
    sure = [slot for slot in slots if language == "en" or gender_of_label(slot.label)]
    sentences = [_measures(sure[i : i + _TWO], language) for i in range(0, len(sure), _TWO)]
    rest = [slot for slot in slots if slot not in sure]
    if rest:
        items = [(*_literal(slot.label + " "), *_value(slot)) for slot in rest]
        sentences.append(_say(_wording(language, "product")["listed"], list=join(items, ", ")))
    return sentences


def _measures(slots: Sequence[Slot], language: Language) -> Pieces:
    wording = _wording(language, "product")
    if language == "en":
        return (
            *_listed([_measure_en(slot, number) for number, slot in enumerate(slots)], wording["last"]),
            *_literal("."),
        )
    short = all(_is_measured(slot) for slot in slots)
    said = [_measure_de(slot, number, short=short) for number, slot in enumerate(slots)]
    return (*_listed(said, wording["last_short" if short else "last"]), *_literal("."))


def _is_measured(slot: Slot) -> bool:
    return bool(slot.unit) or slot.value[:1].isdigit()


def _measure_en(slot: Slot, number: int) -> Pieces:
    label = slot.label if slot.label.isupper() else slot.label[:1].lower() + slot.label[1:]
    return _say(_wording("en", "product")["more" if number else "first"], label=label, value=_value(slot))


def _measure_de(slot: Slot, number: int, *, short: bool) -> Pieces:
    """Return "Die Höhe beträgt 12 cm", or "die Höhe 12 cm" behind another measure."""
    wording = _wording("de", "product")
    _, opening, inside = _ARTICLE[gender_of_label(slot.label) or "n"]
    full = wording["first" if _is_measured(slot) else "first_word"]
    template = wording["more"] if number and short else full
    return _say(template, article=inside if number else opening, label=slot.label, value=_value(slot))


def _venue_opening(name: Pieces, slots: Sequence[Slot], language: Language) -> Pieces:
    wording = _wording(language, "venue")
    kinds = [_translated(slot, language) for slot in _all(slots, "eatType")] or [_literal(wording["kind_unknown"])]
    kind = _listed(kinds, wording["last"])
    parts = [_say(wording["opening"], name=name, kind=kind, article=an(text_of(kind)))]
    for label, say in (("food", _food), ("area", _translated), ("near", lambda slot, _: _value(slot))):
        values = [say(slot, language) for slot in _all(slots, label)]
        if values:
            parts.append(_say(wording[label], **{label: _listed(values, wording["last"])}))
    return (*(piece for part in parts for piece in part), *_literal("."))


def _food(slot: Slot, language: Language) -> Pieces:
    food = _translated(slot, language)
    return food if language == "de" or text_of(food).endswith("food") else (*food, *_literal(" food"))


def _is_no(slot: Slot) -> bool:
    return slot.value == "no"


def _friendly(slot: Slot, language: Language) -> Pieces:
    words = _wording(language, "venue")["friendly" if slot.value == "yes" else "unfriendly"]
    return (rendered(words, slot.span, "realised"),) if slot.span else _literal(words)


def _rating(slot: Slot, language: Language) -> Pieces:
    template = _wording(language, "venue")["rating_of" if slot.value[:1].isdigit() else "rating"]
    return _say(template, rating=_translated(slot, language), article=an(slot.value))


def _price(slot: Slot, language: Language) -> Pieces:
    template = _wording(language, "venue")["price_range" if any(c.isdigit() for c in slot.value) else "price"]
    return _say(template, price=_translated(slot, language))


def an(word: str) -> str:
    """Return "a" or "an" for what follows, by sound as far as spelling tells."""
    if word.startswith(_AN):
        return "an"
    return "an" if word[:1] in _VOWEL and not word.startswith(_A) else "a"


@cache
def gender_of_label(label: str) -> str | None:
    """Return "m", "f" or "n" for a German attribute's name, None if it is not known."""
    return next((g for g, names in _tables()["de"]["labels"].items() if label in names.split()), None)


@cache
def gender_of_category(category: str) -> str | None:
    """Return the gender of a German category by its last part, None if it is not sure."""
    if not category[:1].isupper() or len(category.split()) != 1:
        return None
    ends = [(len(end), g) for g, known in _tables()["de"]["endings"].items() for end in known.split()]
    fitting = [(length, g) for length, g in ends if _ends_with(category, length, g)]
    return max(fitting)[1] if fitting else None


def _ends_with(category: str, length: int, gender: str) -> bool:
    return category.lower()[-length:] in _tables()["de"]["endings"][gender].split()


def _indefinite(category: str) -> str | None:
    gender = gender_of_category(category)
    return _ARTICLE[gender][0] if gender else None


def _value(slot: Slot) -> Pieces:
    """Return a value with its unit, never parted: a non-breaking space stands between them."""
    unit = f"\u00a0{slot.unit}" if slot.unit else ""
    return _origin(slot, slot.value + unit)


def _translated(slot: Slot, language: Language) -> Pieces:
    values: Mapping[str, str] = _wording(language, "venue").get("values", {})
    return _origin(slot, values.get(slot.value, slot.value))


def _origin(slot: Slot, words: str) -> Pieces:
    if slot.span is None:
        return declared(words, f"record.{slot.label}")
    same = words == slot.value and slot.span.end - slot.span.start == len(words)
    return (rendered(words, slot.span, "" if same else "realised"),)


def _say(template: str, **slots: Pieces | str) -> Pieces:
    return fill(Phrase("grammar.record", "record", "de", template), slots)


def _literal(words: str) -> Pieces:
    return declared(words, "grammar.record")


def _listed(items: Sequence[Pieces], last: str) -> Pieces:
    """Return "a, b and c"."""
    if len(items) == 1:
        return items[0]
    return (*join(items[:-1], ", "), *layout(last), *items[-1])


def _wording(language: Language, kind: str) -> dict[str, Any]:
    wording: dict[str, Any] = _tables()[language][kind]
    return wording


def _tables() -> dict[str, Any]:
    return read_table("klaviatur.compose", "realise.toml")
