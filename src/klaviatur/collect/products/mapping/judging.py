"""Whether the cells of a column agree with the attribute its header names, and which one they speak for alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping.headers import Reading
from klaviatur.collect.products.mapping.looks import Look
from klaviatur.collect.products.mapping.names import Candidate
from klaviatur.collect.products.mapping.spelling import word_keys
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

_LONGEST_CODE = 5.5  # "de_AT"; "Deutsch" is the language of a book
_FEW = 3  # cells that say nothing of a whole column
_ENOUGH = 5  # GTINs, one in ten of which would be right by chance
_SURE_OF_GTINS = 0.9
_SURE_OF_LABELS = 0.5  # an address is no class, whatever the other cells are


def judged(candidate: Candidate, look: Look) -> Candidate:
    """Return the candidate as sure as the cells leave it."""
    if candidate.reading.of or not look.filled:
        return candidate
    candidate = _instead(candidate, look)
    factor = agreement(candidate.attribute, look)
    if factor == 1.0 and candidate.reading.key in word_keys("vague"):
        factor = 1.08  # the cells bear out a name that says little
    return replace(candidate, confidence=min(0.99, candidate.confidence * factor))


def agreement(attribute: str, look: Look) -> float:
    """Return 1 where the cells may be values of an attribute, less the more they speak against it."""
    test = _AGREES.get(vocabulary()[attribute].kind)
    own = _OWN.get(attribute)
    factor = test(look) if test else 1.0
    factor = min(factor, own(look)) if own else factor
    return max(factor, 0.8) if look.filled < _FEW else factor


def by_cells(look: Look, reading: Reading) -> Iterator[Candidate]:
    """Yield what cells alone speak for, whatever the header says."""
    if look.filled >= _FEW and look.gtin >= _SURE_OF_GTINS and look.different > 0.5:
        yield Candidate("gtin", 0.9 if look.filled >= _ENOUGH else 0.7, "pattern", reading)


def _instead(candidate: Candidate, look: Look) -> Candidate:
    """Return another candidate where the cells are those of another attribute than the vague name says."""
    for rule in read_table(__package__, "words.toml")["instead"]:
        if candidate.attribute in rule["named"] and rule["cells"] in look.kinds:
            return replace(candidate, attribute=rule["attribute"], why="pattern")
    if candidate.reading.key == "unitprice" and not any("/" in cell for cell in look.cells):
        return replace(candidate, attribute="price", confidence=candidate.confidence * 0.85)  # of one piece
    if candidate.attribute == "material" and look.number > _SURE_OF_GTINS:  # what an ERP calls an article
        return replace(candidate, attribute="sku", confidence=candidate.confidence * 0.95)
    if candidate.attribute == "_locale" and look.length > _LONGEST_CODE:
        return replace(candidate, attribute="content_language", confidence=candidate.confidence * 0.8)
    return replace(candidate, attribute=_of_energy(candidate, look) or candidate.attribute)


def _of_energy(candidate: Candidate, look: Look) -> str:
    """Return what a column of energy in kcal or of labels ("Energielabel") is, "" where it is neither."""
    if candidate.attribute == "energy_kj" and (candidate.reading.unit or "").replace(" ", "") == "kcal":
        return "energy_kcal"
    labels = candidate.attribute == "energy_class" and look.url + look.image + look.file >= _SURE_OF_LABELS
    return "energy_label_image" if labels else ""


# --- Kinds ------------------------------------------------------------------------------------------------------------
def _gtin(look: Look) -> float:
    return 1.0 if look.gtin >= 0.5 else 0.93 if look.number >= 0.5 else 0.45


def _number(look: Look) -> float:
    share = look.number + look.measured + look.money
    return 1.0 if share >= 0.6 else 0.9 if share >= 0.2 else 0.75 if look.length < 40 else 0.45


def _money(look: Look) -> float:
    share = look.number + look.money + look.measured
    return 1.0 if share >= 0.6 else 0.85 if share >= 0.2 else 0.5


def _date(look: Look) -> float:
    return 1.0 if look.date >= 0.5 else 0.9 if look.number >= 0.5 else 0.6


def _boolean(look: Look) -> float:
    return 1.0 if look.yes_no >= 0.6 else 0.5 if look.length > 15 or look.number > 0.8 else 0.8


def _media(look: Look) -> float:
    link = look.url + look.image + look.file
    return 1.0 if link >= 0.4 or (look.length < 120 and look.worded > 0.3) else 0.5


def _rich_text(look: Look) -> float:
    return 0.5 if look.number > 0.8 or look.url > 0.8 or look.yes_no > 0.9 else 1.0


def _text(look: Look) -> float:
    return 0.6 if look.url > 0.8 or (look.html > 0.5 and look.length > 300) else 1.0


_AGREES: dict[Kind, Callable[[Look], float]] = {
    Kind.GTIN: _gtin,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.MEDIA: _media,
    Kind.RICH_TEXT: _rich_text,
    Kind.TEXT: _text,
    Kind.LIST: _text,
}


# --- Attributes -------------------------------------------------------------------------------------------------------
def _words(look: Look) -> float:
    return 0.55 if look.worded < 0.2 else 1.0


def _key(look: Look) -> float:
    if look.length > 60 or look.date > 0.8 or look.url > 0.8:
        return 0.5
    return 1.0 if look.different > 0.5 or look.filled < 10 else 0.8


def _language(look: Look) -> float:
    return 1.0 if look.languages > 0.7 else 0.6


def _url_key(look: Look) -> float:
    return 0.6 if look.length > 150 else 1.0


_OWN: dict[str, Callable[[Look], float]] = {
    "name": _words,
    "description": _words,
    "short_description": _words,
    "ingredients": _words,
    "brand": lambda look: 0.7 if look.worded < 0.2 else 0.6 if look.length > 60 else 1.0,
    "manufacturer": lambda look: 0.7 if look.worded < 0.2 else 1.0,
    "color": lambda look: 0.6 if look.worded < 0.2 or look.length > 80 else 1.0,
    "material": lambda look: 0.6 if look.worded < 0.2 else 1.0,
    "sku": _key,
    "_locale": _language,
    "_channel": lambda look: 0.6 if look.different > 0.5 and look.filled > 8 else 1.0,
    "url_key": _url_key,
    "image_alt_text": lambda look: 0.5 if look.image > 0.5 else 1.0,
    "manufacturer_email": lambda look: 1.0 if look.email > 0.3 else 0.6,
    "parent": lambda look: 0.6 if look.yes_no > 0.9 and look.different < 0.3 else 1.0,
    "url": lambda look: 1.0 if look.url + look.file > 0.3 or look.length < 80 else 0.5,
    "order_unit": lambda look: 0.6 if look.number > 0.8 else 1.0,
    "publication_year": lambda look: 0.6 if look.worded > 0.5 else 1.0,
    "tax_rate": lambda look: 0.75 if look.worded > 0.6 else 1.0,
}
