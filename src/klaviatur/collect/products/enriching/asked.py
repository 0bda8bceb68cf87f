"""What people ask of a product that its facts do not say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.collect.products.enriching.known import Known
from klaviatur.collect.products.enriching.proposing import proposal
from klaviatur.collect.products.enriching.reviews import Review, Sentence, sentences
from klaviatur.records import Bilingual, Kind, Proposal, ProposalEvidence
from klaviatur.text.lexicon import read_table

_ASKED = (0.5, 0.65, 0.75, 0.82, 0.88)  # by one, two, three, ... people
_LEAST_LABEL = 5  # letters of a label that asks for its attribute
_ANSWERED_BY = {
    "length": ("dimensions",),
    "width": ("dimensions",),
    "height": ("dimensions",),
    "depth": ("dimensions",),
    "dimensions": ("length", "width", "height"),
    "weight": ("net_weight", "gross_weight"),
    "volume": ("net_content",),
    "allergens": ("ingredients",),
    "ingredients": ("inci",),
    "price": ("sale_price", "list_price"),
}


def propose_missing(products: Sequence[Known], reviews: Iterable[Review]) -> list[Proposal]:
    """Return the attributes people ask for that no fact of a product, or of its parent, says; never a value."""
    known = {product.key: product for product in products}
    asked: dict[tuple[str, str], dict[str, Sentence]] = defaultdict(dict)
    for review in reviews:
        for sentence in sentences(review.text, review.where):
            for attribute in asked_for(sentence):
                asked[review.product, attribute].setdefault(sentence.where, sentence)
    return [
        _proposal(key, attribute, list(said.values()))
        for (key, attribute), said in asked.items()
        if key in known and not _answered(known[key], attribute, known)
    ]


def asked_for(sentence: Sentence) -> list[str]:
    """Return the attributes a question, or a complaint that something is not said, is about."""
    if not sentence.asks and not _lacking(sentence.language).search(sentence.text):
        return []
    found = [attribute for attribute, pattern in _questions().items() if pattern.search(sentence.text)]
    return found or [attribute for attribute, pattern in _labels().items() if pattern.search(sentence.text)][:1]


def _answered(product: Known, attribute: str, known: dict[str, Known]) -> bool:
    parent = known.get(product.parent or "")
    names = (attribute, *_ANSWERED_BY.get(attribute, ()))
    return any(one.has(name) for one in (product, parent) if one for name in names)


def _proposal(product: str, attribute: str, said: Sequence[Sentence]) -> Proposal:
    name, count = label_of(attribute), len(said)
    label = Bilingual(f"{count} × gefragt: {name.de}", f"asked {count} ×: {name.en}")
    evidence = [ProposalEvidence(sentence.text, sentence.where) for sentence in said]
    return proposal(product, "missing", attribute, "", label, _ASKED[min(count, len(_ASKED)) - 1], evidence)


@cache
def _questions() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(text, re.IGNORECASE) for name, text in _table()["attributes"].items()}


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    """Return patterns for the labels of the vocabulary, German and English."""
    found = {}
    for attribute in vocabulary().values():
        names = {name for name in attribute.label if len(name) >= _LEAST_LABEL}
        if names and not attribute.name.startswith("_") and attribute.kind not in {Kind.MEDIA, Kind.RELATION}:
            found[attribute.name] = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    return found


@cache
def _lacking(language: str) -> re.Pattern[str]:
    return re.compile(_table()["lacking"][language], re.IGNORECASE)


def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products.enriching", "asked.toml")
