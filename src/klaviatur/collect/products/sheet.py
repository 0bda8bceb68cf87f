"""A product as a source: its data sheet in plain text, every value with its place.

Title, then "Label: value" lines in the locale's own notation, then the long texts, parsed like any other text. What a
variant does not say of itself its parent says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.vocabulary import label_of
from klaviatur.collect.parsing import parse
from klaviatur.collect.products.choosing import chosen
from klaviatur.collect.products.moving import moved
from klaviatur.collect.products.wording import known_locale, labelled, language_of, one_line, worded
from klaviatur.records import (
    Bilingual,
    Block,
    Document,
    Fact,
    Finding,
    Image,
    Kind,
    Language,
    Link,
    Product,
    RawBlock,
    RawKind,
    Role,
    Sentence,
    Severity,
    Source,
    Span,
    StatedFact,
)
from klaviatur.text.lexicon import read_table

MEDIA_TYPE = "text/x-product-sheet"  # with "; locale=de_CH" behind it
_BULLET = re.compile(r"^\s*[-•*·–▪✓]\s+")
_INCH = re.compile(r"\d[ \u00a0]?$")
_HEADING_WORDS = 9
_SENTENCE = re.compile(r"[.!?…:;]$")
_NAMES = ("name", "title")
_PRICES = frozenset({"price", "sale_price", "list_price"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the sheet: "Gewicht: 1,2 kg"."""

    fact: Fact
    label: str
    value: str


def product_sheet(
    product: Product, *, locale: str, channel: str | None = None, parent: Product | None = None
) -> Source:
    """Return the product's data sheet for a locale ("de_CH") and channel, with a StatedFact for every value.

    Facts in another language are left out, prices in another currency where there are some in the locale's own, and a
    finding says which. A product without a name is headed by its key.
    The sheet's locale stands in `media_type`. Links of media are the source's images.
    """
    locale = known_locale(locale)
    language = language_of(locale)
    said, foreign = chosen(product, locale, channel, parent)
    facts = [fact for fact in said if not _is_of_several(fact, said)]
    named = next((fact for name in _NAMES for fact in facts if fact.attribute == name), None)
    prose = [fact for fact in facts if fact is not named and _is_prose(fact)]
    lines = [_line(fact, locale) for fact in facts if fact is not named and fact not in prose and _is_line(fact)]
    title = worded(named, locale) if named else one_line(product.key)
    head = _head(title, named, [line for line in lines if line.value], language)
    sheet = head
    for fact in prose:
        sheet = _with_text(sheet, fact, language)
    return replace(
        sheet,
        id=sha256(sheet.text.encode()).hexdigest(),
        origin=facts[0].origin.file if facts else product.key,
        media_type=f"{MEDIA_TYPE}; locale={locale}",
        links=(*_addresses(sheet), *sheet.links),
        images=tuple(_images(facts)),
        findings=(
            *_foreign(product, facts, language),
            *_untranslated(facts, language),
            *_other_money(foreign),
            *_of_several(said),
        ),
    )


def locale_of(source: Source) -> str:
    """Return the locale of a data sheet, the language's home for any other source."""
    _, _, locale = source.media_type.partition("locale=")
    return locale or known_locale(source.language)


def _is_of_several(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Return whether a fact is the price of 10, 100 or 1,000: nobody is told that as the price of one."""
    if fact.kind is not Kind.MONEY or fact.attribute not in _PRICES:
        return False
    counts = (one.number for one in facts if one.attribute == "price_quantity")
    return any(count not in {None, 0, 1} for count in counts)


def _of_several(facts: Iterable[Fact]) -> tuple[Finding, ...]:
    facts = tuple(facts)
    if not any(_is_of_several(fact, facts) for fact in facts):
        return ()
    message = Bilingual(
        "Der Preis gilt für mehrere (Preisbezugsmenge) und bleibt deshalb weg: hier stünde er als Preis für eines.",
        "The price is that of several (price quantity) and so is left out: here it would stand as the price of one.",
    )
    return (Finding("sheet.price_of_several", Severity.NOTE, message),)


def _is_prose(fact: Fact) -> bool:
    table = _table()
    if fact.attribute in table["lines"] or fact.kind not in {Kind.TEXT, Kind.RICH_TEXT}:
        return False
    return fact.attribute in table["prose"] or fact.kind is Kind.RICH_TEXT or len(fact.value) >= table["prose_from"]


def _is_line(fact: Fact) -> bool:
    if fact.attribute in _table()["addresses"] or fact.attribute in _table()["lines"]:
        return True
    if is_internal(fact.attribute, fact.label):
        return False
    return fact.kind not in {Kind.MEDIA, Kind.RELATION} and fact.attribute not in _table()["silent"]


def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products", "sheet.toml")


def _line(fact: Fact, locale: str) -> _Line:
    label = one_line(label_of(fact.attribute, fact.label).in_language(language_of(locale))).rstrip(":")
    if "_" in label:
        label = label.replace("_", " ").strip().capitalize()
    return _Line(fact, labelled(label, locale), worded(fact, locale))


def _head(title: str, named: Fact | None, lines: Iterable[_Line], language: Language) -> Source:
    """Return the sheet without its long texts."""
    text = title
    span = Span(0, len(title))
    blocks, sentences = [Block(0, Role.TITLE, span, 1)], [Sentence(0, 0, Role.TITLE, span, title)]
    stated = [_stated(named, span)] if named else []
    for line in lines:
        text += "\n" if stated and text != title else "\n\n"
        label = Span(len(text), len(text) + len(line.label))
        text += f"{line.label}: {line.value}"
        whole, value = Span(label.start, len(text)), Span(label.end + 2, len(text))
        sentences.append(Sentence(len(sentences), len(blocks), Role.TABLE, whole, text[whole.start :]))
        blocks.append(Block(len(blocks), Role.TABLE, whole))
        stated.append(_stated(line.fact, value, label))
    return Source("", "", "", language, text, tuple(blocks), tuple(sentences), title=span, facts=tuple(stated))


def _stated(fact: Fact, span: Span, label: Span | None = None) -> StatedFact:
    return StatedFact(fact.id, fact.attribute, fact.kind.value, span, label, fact.number, fact.unit or fact.currency)


def _addresses(sheet: Source) -> Iterator[Link]:
    """Give the product's own pages, so that a call to action can lead there."""
    for fact in sheet.facts:
        if fact.attribute in _table()["addresses"]:
            yield Link(sheet.words(fact.span), span=fact.span)


def _images(facts: Iterable[Fact]) -> Iterator[Image]:
    for fact in facts:
        if fact.kind is Kind.MEDIA and fact.attribute not in _table()["addresses"]:
            yield from (Image(url) for url in fact.items or (fact.value,))


def _with_text(sheet: Source, fact: Fact, language: Language) -> Source:
    """Return the sheet with a long text behind it: its sentences, figures and quotations count in the sheet."""
    document = Document("", "text/plain", tuple(_raw_blocks(fact.value)))
    read = parse(document, language=language)
    if not read.text:
        return sheet
    text = f"{sheet.text}\n\n{read.text}"
    by, blocks, sentences = len(sheet.text) + 2, len(sheet.blocks), len(sheet.sentences)
    more = moved(read, by, blocks, sentences)
    stated = _stated(fact, Span(by, len(text)))
    return replace(
        sheet,
        text=text,
        blocks=(*sheet.blocks, *more.blocks),
        sentences=(*sheet.sentences, *more.sentences),
        quotes=(*sheet.quotes, *more.quotes),
        numbers=(*sheet.numbers, *more.numbers),
        dates=(*sheet.dates, *more.dates),
        names=(*sheet.names, *more.names),
        links=(*sheet.links, *more.links),
        calls=(*sheet.calls, *more.calls),
        facts=(*sheet.facts, stated),
    )


def _raw_blocks(text: str) -> Iterator[RawBlock]:
    """Give the paragraphs, list items and headings of a long text: one line is one block."""
    for row in text.replace("\\n", "\n").splitlines():  # some exports write a line break as two characters
        line = _inches(row.strip())
        if not line:
            continue
        if _BULLET.match(line):
            yield RawBlock(RawKind.ITEM, _BULLET.sub("", line))
        elif len(line.split()) < _HEADING_WORDS and not _SENTENCE.search(line):
            yield RawBlock(RawKind.HEADING, line, 2)
        else:
            yield RawBlock(RawKind.PARAGRAPH, line)


def _inches(line: str) -> str:
    """Return a line whose straight marks behind figures are inch marks, unless they close a quotation."""
    marks = [match.start() for match in re.finditer('"', line)]
    inches = [at for count, at in enumerate(marks) if count % 2 == 0 and _INCH.search(line[:at])]
    return "".join("″" if at in inches else char for at, char in enumerate(line))


def _foreign(product: Product, facts: list[Fact], language: Language) -> tuple[Finding, ...]:
    """Return a note on attributes that the product has in other languages only."""
    have = {fact.attribute for fact in facts}
    missing = [f for f in product.facts if f.attribute not in have and f.locale and f.locale[:2].lower() != language]
    if not missing:
        return ()
    german, english = _named(missing)
    message = Bilingual(
        f"In dieser Sprache fehlt: {german}. Es steht nur in einer anderen und bleibt deshalb weg.",
        f"Missing in this language: {english}. It is there in another one only and so is left out.",
    )
    return (Finding("sheet.other_language", Severity.NOTE, message),)


def _untranslated(facts: Iterable[Fact], language: Language) -> tuple[Finding, ...]:
    """Return a warning on allergens and warnings that speak another language, since they may not be left out."""
    foreign = [f for f in facts if f.locale and f.locale[:2].lower() != language]
    if not foreign:
        return ()
    german, english = _named(foreign)
    message = Bilingual(
        f"Nur in einer anderen Sprache vorhanden: {german}. Das darf nicht fehlen; bitte übersetzt ergänzen.",
        f"There in another language only: {english}. It may not be missing; please add a translation to the product.",
    )
    return (Finding("sheet.untranslated", Severity.WARN, message),)


def _named(facts: Iterable[Fact]) -> tuple[str, str]:
    """Return what attributes of facts are called in German and in English, each once."""
    names = [label_of(fact.attribute, fact.label) for fact in facts]
    german, english = (", ".join(dict.fromkeys(name.in_language(to) for name in names)) for to in ("de", "en"))
    return german, english


def _other_money(prices: Iterable[Fact]) -> tuple[Finding, ...]:
    """Return a note on prices that are left out beside those in the locale's own currency."""
    names = [label_of(f.attribute, f.label) for f in prices]
    if not names:
        return ()
    german, english = (", ".join(dict.fromkeys(n.in_language(to) for n in names)) for to in ("de", "en"))
    message = Bilingual(
        f"In der Währung dieses Landes fehlt: {german}. Es steht nur in einer anderen und bleibt deshalb weg.",
        f"Missing in the currency of this country: {english}. It is there in another one only and so is left out.",
    )
    return (Finding("sheet.other_currency", Severity.NOTE, message),)
