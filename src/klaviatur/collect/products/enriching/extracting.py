"""Values of attributes in free text: by patterns, or by a model whose every word is checked against the text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from klaviatur.catalogue import units
from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.enriching.patient import Patient
from klaviatur.collect.products.enriching.proposing import proposal
from klaviatur.collect.products.values.figures import canonical
from klaviatur.ports import Extractor
from klaviatur.records import Bilingual, Extraction, Kind, Language, Proposal, ProposalEvidence
from klaviatur.text.lexicon import read_table

TEXTS = (
    "description",
    "short_description",
    "marketing_text",
    "bullet_point",
    "specifications",
    "subtitle",
    "instructions",
)
LONGEST = 12_000  # characters of one text that a model is sent
_FIGURE = r"(?<![\w.,/-])\d{1,3}(?:[. \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?!\d)|(?<![\w.,/-])\d+(?:[.,]\d+)?(?!\d)"
_QUANTITY = re.compile(
    rf"(?P<figure>{_FIGURE})[\s\u00a0\u202f]?-?(?P<unit>[A-Za-zµ°Ω\"″²³%'’]{{1,14}}(?:/[a-z]+)?)(?![\w])"
)
_BEFORE, _AFTER = 40, 28  # characters beside a quantity that are looked at
_CLAUSE = re.compile(r"[.;!?\n•|](?:\s|$)|\n")
_SURE_LABEL, _SURE_NEAR, _SURE_MODEL, _CONFLICT = 0.85, 0.7, 0.8, 0.35
_LOCALES = ("de_DE", "en_GB")
_NEAR = Decimal("0.005")  # a rounded figure says the same


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a text, and where its words stand."""

    attribute: str
    value: str  # canonical figure, or the words
    unit: str | None
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A value of a model that the text does not carry, or a text a model gave no answer for."""

    product: str
    where: str  # Fact.id
    extraction: Extraction | None  # None: the model failed, and the text was skipped
    reason: Bilingual


# --- Patterns ---------------------------------------------------------------------------------------------------------
def find_values(text: str) -> list[Found]:
    """Return the quantities of a text whose attribute stands beside them: "wiegt 1,2 kg", "12 Zoll Display".

    A limited figure ("bis zu 5 m") and the ends of a range are none; of an attribute that has several values, none is.
    """
    found = [value for match in _QUANTITY.finditer(text) if (value := _value(text, match))]
    said: dict[str, set[tuple[str, str | None]]] = {}
    for value in found:
        said.setdefault(value.attribute, set()).add((value.value, value.unit))
    first = {value.attribute: value for value in reversed(found)}
    return [value for value in first.values() if len(said[value.attribute]) == 1]


def _value(text: str, match: re.Match[str]) -> Found | None:
    unit = units.find(match["unit"])
    if not unit or _is_limited(text, match.start()) or _is_range(text, match):
        return None
    found = _named_before(text, match, unit.dimension) or _named_after(text, match, unit.dimension)
    if not found:
        return None
    attribute, start, end, sure = found
    return Found(attribute, canonical(_figure(match["figure"])), unit.code, start, end, sure)


def _named_before(text: str, match: re.Match[str], dimension: str) -> tuple[str, int, int, float] | None:
    """Return the attribute whose word stands before a quantity, with "von", "beträgt" or a colon between or not."""
    begin = max(0, match.start() - _BEFORE)
    stops = [m.end() for m in _CLAUSE.finditer(text, begin, match.start())]
    clause = text[max([begin, *stops]) : match.start()]
    found = _before().search(clause)
    if not found:
        return None
    attribute = _by_word("before", dimension).get(" ".join(found["word"].casefold().split()))
    sure = _SURE_LABEL if ":" in found.group() else _SURE_NEAR + 0.08
    return (attribute, match.start() - len(found.group()), match.end(), sure) if attribute else None


def _named_after(text: str, match: re.Match[str], dimension: str) -> tuple[str, int, int, float] | None:
    found = _after().match(text, match.end())
    if not found or found.end() - match.end() > _AFTER:
        return None
    attribute = _by_word("after", dimension).get(" ".join(found["word"].casefold().split()))
    return (attribute, match.start(), found.end(), _SURE_NEAR) if attribute else None


def _is_limited(text: str, place: int) -> bool:
    before = text[max(0, place - 20) : place].casefold().rstrip()
    return any(re.search(rf"(?<!\w){re.escape(word)}$", before) for word in _words("limited"))


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Return whether a figure is one end of a range or one side of a body: "10-12 cm", "20 x 30 cm"."""
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 5]
    return bool(re.search(r"\d\s?(?:[-–x×*/]|bis)\s?$", before) or re.match(r"\s?(?:[-–x×*]|bis|to)\s?\d", after))


@cache
def _before() -> re.Pattern[str]:
    between = "|".join(re.escape(word) for word in sorted((*_words("joins"), *_words("about")), key=len, reverse=True))
    words = _alternatives("before")
    return re.compile(
        rf"(?<!\w)(?P<word>{words})(?:\s*(?:\([^)]*\))?\s*[:=]\s*|\s+)(?:(?:{between})\s+)*$", re.IGNORECASE
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        rf"[\s\u00a0-]+(?:(?:\w+e[sn]?|großes|kleines)\s+)?(?P<word>{_alternatives('after')})(?!\w)", re.IGNORECASE
    )


def _alternatives(side: str) -> str:
    words = {word for dimension in units.dimensions() for word in _by_word(side, dimension)}
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def _by_word(side: str, dimension: str) -> Mapping[str, str]:
    """Return attributes of a dimension by the words beside their quantity; names of the vocabulary stand before it."""
    known = vocabulary()
    found: dict[str, str] = {}
    for attribute in known.values() if side == "before" else ():
        if attribute.dimension == dimension:
            names = (*attribute.label, *(name for name in attribute.names if len(name) > 3))
            found |= {name.casefold(): attribute.name for name in names if name.casefold() not in found}
    for name, words in _table()[side].items():
        if name in known and dimension in {known[name].dimension, _table()["measured"].get(name)}:
            found |= dict.fromkeys(words, name)
    return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(_table()["words"][name])


def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products.enriching", "extracting.toml")


# --- Checking what a model says ---------------------------------------------------------------------------------------
def checked(text: str, said: Extraction, asked: Mapping[str, str]) -> Found | Bilingual:
    """Return a value with the place of its words in the text, or why it is refused.

    Refused: an attribute nobody asked for, a quote that does not stand in the text word by word, a value that the quote
    does not hold (figures count by what they are worth, so "1.2" stands in "1,2 kg"), a unit that is not the quote's.
    """
    if said.attribute not in asked:
        return Bilingual("nach diesem Merkmal war nicht gefragt", "this attribute was not asked for")
    start = text.find(said.quote) if said.quote.strip() else -1
    if start < 0:
        return Bilingual("das Zitat steht so nicht im Text", "the quote does not stand in the text")
    if not said.value.strip():
        return Bilingual("es ist kein Wert genannt", "no value is given")
    end = start + len(said.quote)
    attribute = vocabulary().get(said.attribute)
    if attribute and attribute.kind in {Kind.NUMBER, Kind.MONEY}:
        return _checked_figure(said, start, end)
    if " ".join(said.value.casefold().split()) not in " ".join(said.quote.casefold().split()):
        return Bilingual("das Zitat enthält den Wert nicht", "the quote does not hold the value")
    return Found(said.attribute, said.value.strip(), None, start, end, _SURE_MODEL)


def _checked_figure(said: Extraction, start: int, end: int) -> Found | Bilingual:
    value = _model_figure(said.value)
    quantities = list(re.finditer(_FIGURE, said.quote))
    same = [found for found in quantities if value is not None and _figure(found.group()) == value]
    if value is None or not same:
        return Bilingual("das Zitat enthält diese Zahl nicht", "the quote does not hold this figure")
    unit = units.find(said.unit) if said.unit.strip() else None
    beside = [units.find(m["unit"]) for m in _QUANTITY.finditer(said.quote) if _figure(m["figure"]) == value]
    written = [one for one in beside if one]
    if said.unit.strip() and not (unit in written if unit else _stands_in(said.unit.strip(), said.quote)):
        return Bilingual("das Zitat enthält diese Einheit nicht", "the quote does not hold this unit")
    code = unit.code if unit else written[0].code if written else None
    dimension = vocabulary()[said.attribute].dimension
    if dimension and code and units.units()[code].dimension != dimension:
        return Bilingual("die Einheit misst etwas anderes", "the unit measures something else")
    return Found(said.attribute, canonical(value), code, start, end, _SURE_MODEL)


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def _model_figure(text: str) -> Decimal | None:
    """Return the figure a model gives, with a point or a comma and with its unit or without."""
    found = re.match(rf"\s*[-−]?(?:{_FIGURE})", text)
    return _figure(found.group().strip()) if found else None


def _figure(text: str) -> Decimal:
    """Return a figure as written in German or English; a lone point before three digits parts thousands."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-")
    if "," in plain and "." in plain:
        plain = (
            plain.replace(".", "").replace(",", ".") if plain.rfind(",") > plain.rfind(".") else plain.replace(",", "")
        )
    elif re.fullmatch(r"-?[1-9]\d{0,2}(?:\.\d{3})+", plain):
        plain = plain.replace(".", "")
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return Decimal(0)


# --- Proposals --------------------------------------------------------------------------------------------------------
def propose_values(
    products: Sequence[Known], extractor: Extractor | None = None, attributes: Iterable[str] = ()
) -> tuple[list[Proposal], list[Refused]]:
    """Return values that texts of products hold, and what a model said that its text does not carry.

    A value the facts have already is none; one they contradict is shown as such, with little confidence. A model is
    asked for `attributes` (default: what its product lacks of the attributes that products of its family have). A text
    it fails at is skipped, and said so; raises WriterError only where it never answers.
    """
    model = Patient(extractor) if extractor else None
    made: list[Proposal] = []
    refused: list[Refused] = []
    common = _common(products)
    for product in products:
        for fact in product.all(*TEXTS):
            found = [(value, "embedded") for value in find_values(fact.value)]
            if model:
                wanted = attributes or common[product.family or ""]
                asked = {
                    name: str(label_of(name).in_language(fact.language or "en"))
                    for name in wanted
                    if not product.has(name)
                }
                values, wrong = _asked(model, product, fact, asked)
                found += [(value, model.name) for value in values]
                refused += wrong
            made += [one for value, by in found if (one := _proposal(product, fact, value, by))]
    if model:
        model.end()
    return list({one.id: one for one in reversed(made)}.values())[::-1], refused


def _lacking(product: Known, wanted: Iterable[str], language: Language) -> dict[str, str]:
    return {name: label_of(name).in_language(language) for name in wanted if not product.has(name)}


def _asked(model: Patient, product: Known, fact: Stated, asked: Mapping[str, str]) -> tuple[list[Found], list[Refused]]:
    text = fact.value[:LONGEST]
    answer = model.ask(text, asked) if asked else ()
    if isinstance(answer, Bilingual):
        return [], [Refused(product.key, fact.id, None, answer)]
    judged = [(said, checked(text, said, asked)) for said in answer]
    wrong = [Refused(product.key, fact.id, said, reason) for said, reason in judged if isinstance(reason, Bilingual)]
    return [value for _, value in judged if isinstance(value, Found)], wrong


def _common(products: Sequence[Known]) -> Mapping[str, tuple[str, ...]]:
    """Return for each family the attributes of the vocabulary that can stand in a text and that its products have."""
    kinds = {Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN, Kind.LIST}
    own = {
        a.name for a in vocabulary().values() if a.kind in kinds and a.name not in {*TEXTS, "name", "brand", "family"}
    }
    found: dict[str, dict[str, None]] = {}
    for product in products:
        names = found.setdefault(product.family or "", {})
        names.update({fact.attribute: None for fact in product.facts if fact.attribute in own})
    basic = ("weight", "length", "width", "height", "material", "color", "power", "dimensions")
    return {family: tuple(dict.fromkeys((*names, *basic)))[:60] for family, names in found.items()}


def _proposal(product: Known, fact: Stated, found: Found, by: str) -> Proposal | None:
    """Return the proposal of one value; None where the facts say the same already."""
    stated = list(product.all(found.attribute))
    if any(same(one, found) for one in stated):
        return None
    value = f"{found.value} {found.unit}" if found.unit else found.value
    label, sure = Bilingual(*(_shown(found.value, found.unit, locale) for locale in _LOCALES)), found.confidence
    evidence = [ProposalEvidence(fact.value[found.start : found.end], fact.id, found.start, found.end)]
    if stated:
        first, second = (_shown(stated[0].value, stated[0].unit, locale) for locale in _LOCALES)
        label, sure = Bilingual(f"{label.de} (widerspricht: {first})", f"{label.en} (contradicts: {second})"), _CONFLICT
        evidence.append(ProposalEvidence(stated[0].value, stated[0].id))
    return proposal(product.key, "value", found.attribute, value, label, sure, evidence, by=by)


def _shown(value: str, unit: str | None, locale: str) -> str:
    return units.show(value, unit, locale) if unit else value


def same(fact: Stated, found: Found) -> bool:
    """Return whether a fact says what was found: the same figure in any unit, rounded, or the same words."""
    try:
        stated = Decimal(fact.value)
    except InvalidOperation:
        return found.value.casefold() in fact.value.casefold()
    value = Decimal(found.value) if found.unit or re.fullmatch(r"-?\d+(?:\.\d+)?", found.value) else None
    if value is None:
        return False
    if fact.unit and found.unit and fact.unit != found.unit:
        converted = units.convert(value, found.unit, fact.unit)
        value = value if converted is None else converted
    return abs(stated - value) <= abs(stated) * _NEAR
