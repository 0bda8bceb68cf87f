"""Which category of a taxonomy a product belongs to: what its words say, and what they mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np
from numpy.typing import NDArray

from klaviatur.catalogue.categories import Category
from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.enriching.proposing import proposal
from klaviatur.collect.products.enriching.terms import Hit, Terms
from klaviatur.ports import Embedder
from klaviatur.records import Kind, Proposal, ProposalEvidence
from klaviatur.text.lexicon import read_table

ATTRIBUTE = "google_product_category"
BATCH = 512  # products whose vectors are compared with all categories at once
_STEPS = re.compile(r"\s*(?:>|/|›|»|\|)\s*")
_LAST, _ABOVE = 1.0, 0.35  # a shop's own path: its last step says most
_MEANS = 2.6  # what a cosine of 1 weighs against words; found on our own products, see bench/enriching.py
_LEAST_SCORE, _LEAST_CONFIDENCE = 0.35, 0.12
_BIAS, _ON_SCORE, _ON_LEAD = -1.4, 0.35, 1.35  # of the logistic curve that gives the confidence


@dataclass(frozen=True, slots=True)
class Guess:
    """A category with its score, confidence and the words that speak for it."""

    category: Category
    score: float
    confidence: float
    evidence: tuple[ProposalEvidence, ...] = ()


@dataclass(slots=True)
class Categoriser:
    """Knows a taxonomy: its terms, and the vectors of its names."""

    categories: Sequence[Category]
    embedder: Embedder | None = None
    _terms: Terms = field(init=False)
    _vectors: "NDArray[np.float32] | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._terms = Terms(self.categories)
        if self.embedder:
            names = [name for category in self.categories for name in (category.leaf.de, category.leaf.en)]
            self._vectors = self.embedder.embed(names)

    def guess(self, products: Sequence[Known], *, most: int = 5) -> Iterator[tuple[Guess, ...]]:
        """Yield for each product the likeliest categories, the likeliest first; none where nothing speaks for one."""
        for start in range(0, len(products), BATCH):
            batch = products[start : start + BATCH]
            found = [[(fact, self._terms.find(text), weight) for fact, text, weight in _said(p)] for p in batch]
            words = np.stack([self._by_words(hits) for hits in found])
            meant = self._by_meaning([_about(product) for product in batch])
            for row, hits in zip(words + meant, found, strict=True):
                yield self._best(row, hits, most)

    def _by_words(self, found: "Sequence[tuple[Stated, list[Hit], float]]") -> "NDArray[np.float32]":
        scores = np.zeros(len(self.categories), np.float32)
        for _, hits, weight in found:
            each = np.zeros(len(self.categories), np.float32)
            for hit in hits:
                for number, share in self._terms.of_term[hit.term].items():
                    each[number] = max(each[number], hit.weight * share * self._terms.rarity[hit.term])
            scores += weight * each
        return scores

    def _by_meaning(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        if self.embedder is None or self._vectors is None:
            return np.zeros((len(texts), len(self.categories)), np.float32)
        near = self.embedder.embed(texts) @ self._vectors.T
        both = near.reshape(len(texts), len(self.categories), 2).max(axis=2)
        return np.asarray(_MEANS * np.maximum(both, 0) ** 2, np.float32)

    def _best(
        self, row: "NDArray[np.float32]", found: "list[tuple[Stated, list[Hit], float]]", most: int
    ) -> "tuple[Guess, ...]":
        order = [int(one) for one in np.argsort(-row, kind="stable")[: most + 1]]
        if row[order[0]] < _LEAST_SCORE:
            return ()
        sure = _confidences(row, order)
        return tuple(
            Guess(self.categories[one], float(row[one]), sure[rank], self._evidence(one, found))
            for rank, one in enumerate(order[:most])
        )

    def _evidence(self, number: int, found: "list[tuple[Stated, list[Hit], float]]") -> tuple[ProposalEvidence, ...]:
        """Return the words that speak for a category, with the fact they stand in."""
        rows = []
        for fact, hits, weight in found:
            speaking = [hit for hit in hits if number in self._terms.of_term[hit.term]]
            if speaking:
                hit = max(speaking, key=lambda one: one.weight)
                rows.append((weight * hit.weight, _quoted(fact, hit)))
        if not rows and found:
            rows = [(0.0, ProposalEvidence(fact.value[:120], fact.id)) for fact, _, _ in found[:1]]
        return tuple(evidence for _, evidence in sorted(rows, key=lambda row: -row[0]))[:3]


def propose_categories(
    products: Sequence[Known], categories: Sequence[Category], embedder: Embedder | None = None, *, most: int = 3
) -> list[Proposal]:
    """Return up to `most` proposals for each product that has no category of the taxonomy yet."""
    open_ones = [product for product in products if not product.has(ATTRIBUTE)]
    if not open_ones:
        return []
    made = []
    for product, guesses in zip(open_ones, Categoriser(categories, embedder).guess(open_ones, most=most), strict=True):
        for guess in guesses:
            if guess.confidence >= _LEAST_CONFIDENCE or guess is guesses[0]:
                one = guess.category
                made.append(
                    proposal(product.key, "category", ATTRIBUTE, one.id, one.path, guess.confidence, guess.evidence)
                )
    return made


def _said(product: Known) -> Iterator[tuple[Stated, str, float]]:
    """Yield what of a product tells its category, with its weight; of each attribute and language one value."""
    weights = read_table("klaviatur.collect.products.enriching", "categories.toml")["weights"]
    for attribute, weight in weights.items():
        seen = set()
        for fact in product.all(attribute):
            if fact.language in seen:
                continue
            seen.add(fact.language)
            for text, share in _parts(fact):
                yield fact, text, weight * share
    if product.family and not product.has("family"):
        fact = Stated(f"{product.key}/family", "family", Kind.TEXT, product.family)
        yield fact, product.family.replace("_", " "), weights["family"]


def _parts(fact: Stated) -> list[tuple[str, float]]:
    """Return the steps of a shop's own path, the last one first; any other value as it is."""
    if fact.attribute not in {"category", "product_type", "groups"}:
        return [(fact.value, 1.0)]
    steps = [step for step in _STEPS.split(fact.value.replace("_", " ")) if step]
    return [(step, _LAST if place == len(steps) - 1 else _ABOVE) for place, step in enumerate(steps)]


def _about(product: Known) -> str:
    """Return the few words a product is known by: its name up to the first comma, and its kind."""
    name, kind = product.first("name", "short_name"), product.first("product_type", "product_kind", "family")
    own = re.split(r"[,(|]", name.value, maxsplit=1)[0] if name else ""
    brand = product.first("brand")
    own = own.replace(brand.value, " ") if brand else own
    said = [_parts(kind)[-1][0]] if kind else [product.family.replace("_", " ")] if product.family else []
    return " ".join(" ".join([*said, own]).split())[:120]


def _quoted(fact: Stated, hit: Hit) -> ProposalEvidence:
    """Return the whole value where it is short, else the words around a hit; where the hit stands in the value."""
    place = fact.value.casefold().find(fact.value[hit.start : hit.end].casefold())
    start, end = (hit.start, hit.end) if place == hit.start else (None, None)
    return ProposalEvidence(fact.value if len(fact.value) <= 160 else fact.value[:159] + "…", fact.id, start, end)


def _confidences(row: "NDArray[np.float32]", order: Sequence[int]) -> list[float]:
    """Return how likely the best categories are: by how much speaks for the first, and how far it leads."""
    scores = [float(row[one]) for one in order]
    lead = scores[0] - (scores[1] if len(scores) > 1 else 0.0)
    first = 1 / (1 + exp(-(_BIAS + _ON_SCORE * scores[0] + _ON_LEAD * lead)))
    rest = [exp(2 * (score - scores[0])) for score in scores[1:]]
    share = (1 - first) / max(1.0, sum(rest) + 0.5)
    return [first, *(min(first, share * one) for one in rest)]
