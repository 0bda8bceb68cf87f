"""Pairs of products that may be one: by GTIN, by brand and part number, by names that hardly differ.

All pairs of a catalogue are too many, so names are compared only where they share a rare word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.enriching.proposing import proposal
from klaviatur.collect.products.matching.features import Features, features
from klaviatur.records import Bilingual, Proposal, ProposalEvidence

MATCHED = frozenset(
    {
        "gtin",
        "brand",
        "manufacturer",
        "mpn",
        "name",
        "color",
        "size",
        "net_content",
        "pack_quantity",
        "storage_capacity",
        "weight",
    }
)
_MARKS = ("color", "size", "net_content", "pack_quantity", "storage_capacity")  # facts that must not differ
_MOST_OF_GTIN = 8  # keys; a GTIN that more products share is a placeholder
_RARE, _MOST_OF_WORD = 4, 40  # rarest words of a name; products that may share one
_NEAR = 88.0  # of 100, token_sort_ratio
_GTIN, _PART_NUMBER, _NAME_ONLY = 0.96, 0.92, 0.75
_LEAST_MPN = 3  # characters
_SHORT = 3  # letters


@dataclass(slots=True)
class Side:
    """One product as it is compared."""

    known: Known
    brand: str
    gtins: frozenset[str]
    mpns: frozenset[str]
    names: dict[str, Features] = field(default_factory=dict)  # by language, "" where it has none
    facts: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products that seem to be one, with what speaks for it."""

    main: Known
    other: Known
    confidence: float
    reason: str  # "gtin", "mpn", "name"
    evidence: tuple[ProposalEvidence, ...]


def propose_same(products: Sequence[Known]) -> list[Proposal]:
    """Return merge proposals: `product` is the key that stays, `value` the one that joins it."""
    made = []
    for pair in find_same(products):
        main, other = pair.main.key, pair.other.key
        label = Bilingual(f"dasselbe Produkt wie {other}", f"same product as {other}")
        first, second = sorted((main, other))  # whichever stays, it is the same proposal
        one = proposal(first, "same_product", "same_product", other, label, pair.confidence, pair.evidence, mark=second)
        made.append(replace(one, product=main))
    return made


def find_same(products: Sequence[Known]) -> list[Pair]:
    """Return pairs that seem to be one product, the surest first; each product joins one other at most."""
    sides = [_side(known) for known in products]
    parents = {known.parent for known in products if known.parent}
    found: dict[tuple[int, int], Pair] = {}
    for candidates in (_by_gtin(sides), _by_part_number(sides), _by_name(sides)):
        for pair, made in candidates:
            if pair not in found and not _related(sides[pair[0]].known, sides[pair[1]].known, parents):
                found[pair] = made
    return _one_each(sorted(found.values(), key=lambda pair: -pair.confidence))


def _side(known: Known) -> Side:
    brand = known.first("brand", "manufacturer")
    gtins = frozenset(f.value.zfill(14) for f in known.all("gtin") if f.value.isdigit() and checks(f.value))
    mpns = frozenset(code for f in known.all("mpn") if len(code := _code(f.value)) >= _LEAST_MPN)
    name = brand.value if brand else ""
    names = {str(f.language or ""): features(f.value, name) for f in reversed(list(known.all("name")))}
    facts = {mark: frozenset(_said(f) for f in known.all(mark) if f.language != "en") for mark in _MARKS}
    return Side(known, _code(name), gtins, mpns, names, facts)


def checks(gtin: str) -> bool:
    """Return whether the check digit of a GTIN is right (GS1 General Specifications, 7.9)."""
    digits = [int(digit) for digit in gtin.zfill(14)]
    return len(gtin) <= 14 and any(digits) and sum(d * (3, 1)[i % 2] for i, d in enumerate(digits)) % 10 == 0


def _code(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _said(fact: Stated) -> str:
    return f"{fact.value.casefold()} {fact.unit or ''}".strip()


# --- Candidates -------------------------------------------------------------------------------------------------------
Candidate = tuple[tuple[int, int], Pair]


def _by_gtin(sides: Sequence[Side]) -> Iterator[Candidate]:
    for gtin, group in _grouped((gtin, i) for i, side in enumerate(sides) for gtin in side.gtins):
        for one, two in combinations(group, 2):
            a, b = sides[one], sides[two]
            likeness = _likeness(a, b)
            differ = bool(a.brand and b.brand and a.brand != b.brand) or _contradict(a, b)
            sure = _GTIN if likeness >= 50 and not differ else 0.8 if not differ else 0.55
            yield (
                (one, two),
                _pair(a, b, sure, "gtin", _evidence(a, b, "gtin", gtin)),
            )


def _by_part_number(sides: Sequence[Side]) -> Iterator[Candidate]:
    keyed = ((f"{side.brand} {mpn}", i) for i, side in enumerate(sides) if side.brand for mpn in side.mpns)
    for key, group in _grouped(keyed):
        for one, two in combinations(group, 2):
            a, b = sides[one], sides[two]
            if _contradict(a, b) or _likeness(a, b) < 35:
                continue
            sure = 0.6 if a.gtins and b.gtins and not a.gtins & b.gtins else _PART_NUMBER
            code = key.partition(" ")[2]
            yield (one, two), _pair(a, b, sure, "mpn", _evidence(a, b, "mpn", code))


def _by_name(sides: Sequence[Side]) -> Iterator[Candidate]:
    """Yield pairs whose names hardly differ and whose figures, colours, sizes and kinds do not."""
    pairs = sorted(_share_rare_words(sides))
    if not pairs:
        return
    one, two = zip(*pairs, strict=True)
    for language in ("de", "en", ""):
        left = [sides[i].names[language].text if language in sides[i].names else "" for i in one]
        right = [sides[i].names[language].text if language in sides[i].names else "" for i in two]
        scores = cpdist(left, right, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, dtype=np.float32)
        for place in np.flatnonzero(scores):
            pair = pairs[int(place)]
            a, b = sides[pair[0]], sides[pair[1]]
            if left[place] and not _contradict(a, b) and _may_be_one(a, b):
                yield pair, _pair(a, b, _sure(a, b, float(scores[place])), "name", _evidence(a, b, "name"))


def _share_rare_words(sides: Sequence[Side]) -> set[tuple[int, int]]:
    frequency = Counter(word for side in sides for words in _words(side) for word in words)
    holding: dict[str, list[int]] = defaultdict(list)
    for number, side in enumerate(sides):
        rare = {word for words in _words(side) for word in sorted(words, key=lambda w: (frequency[w], w))[:_RARE]}
        for word in rare:
            holding[word].append(number)
    return {pair for group in holding.values() if len(group) <= _MOST_OF_WORD for pair in combinations(group, 2)}


def _words(side: Side) -> Iterator[frozenset[str]]:
    """Yield the words of each name with its figures, so that "WS 240" is a rare word."""
    yield from ((one.words | one.figures) for one in side.names.values())


def _grouped(keyed: Iterable[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for key, number in keyed:
        groups[key].append(number)
    yield from ((key, group) for key, group in groups.items() if 1 < len(group) <= _MOST_OF_GTIN)


# --- Judging ----------------------------------------------------------------------------------------------------------
def _related(a: Known, b: Known, parents: "set[str]") -> bool:
    """Return whether two are variants of one parent, or one is the other's parent: never the same product."""
    same = a.parent is not None and a.parent == b.parent
    return same or a.key == b.parent or b.key == a.parent or (a.key in parents) != (b.key in parents)


def _contradict(a: Side, b: Side) -> bool:
    """Return whether names or facts differ in what makes another product: figures, model, colour, size, kind."""
    for mark, said in a.facts.items():
        if said and b.facts[mark] and not said & b.facts[mark]:
            return True
    return any(_differ(a.names[language], b.names[language]) for language in _shared(a, b))


def _shared(a: Side, b: Side) -> set[str]:
    """Return the languages both have a name in; names of no language count only where there is no other."""
    shared = a.names.keys() & b.names.keys()
    return shared - {""} or shared


def _differ(one: Features, two: Features) -> bool:
    """Return whether two names say different things; a figure or mark that one of them leaves out is no difference."""
    if _clash(one.figures, two.figures) or _clash(one.codes, two.codes):
        return True
    colours, sizes, kinds = zip(one.marks, two.marks, strict=True)
    unlike = [word for word in kinds[0] - kinds[1] if word not in two.text]
    unlike += [word for word in kinds[1] - kinds[0] if word not in one.text]
    return _clash(*colours) or _clash(*sizes) or bool(unlike) or _clash(*_short(one, two))


def _short(one: Features, two: Features) -> tuple[frozenset[str], frozenset[str]]:
    """Return the short words that only one of two names has: "AA" and "AAA" are no slip of the pen."""
    mine, others = one.words - two.words, two.words - one.words
    return frozenset(w for w in mine if len(w) <= _SHORT), frozenset(w for w in others if len(w) <= _SHORT)


def _clash(one: frozenset[str], two: frozenset[str]) -> bool:
    return bool(one and two and one != two)


def _may_be_one(a: Side, b: Side) -> bool:
    """Return whether nothing but names speaks against: another brand, two good GTINs, two part numbers."""
    if a.gtins and b.gtins and not a.gtins & b.gtins:
        return False
    if a.brand and b.brand and a.brand != b.brand:
        return False
    return not (a.mpns and b.mpns and not a.mpns & b.mpns)


def _sure(a: Side, b: Side, score: float) -> float:
    known = 0.1 if a.brand and a.brand == b.brand else -0.1
    shared = _shared(a, b)
    missing = any(
        a.names[one].figures != b.names[one].figures or a.names[one].marks != b.names[one].marks for one in shared
    )
    return _NAME_ONLY + known + (score - 95) / 100 - (0.2 if missing else 0.0)


def _likeness(a: Side, b: Side) -> float:
    """Return how alike the names are, 0 to 100; 50 where they cannot be compared."""
    shared = _shared(a, b)
    return max((fuzz.token_set_ratio(a.names[one].text, b.names[one].text) for one in shared), default=50.0)


# --- Pairs ------------------------------------------------------------------------------------------------------------
def _pair(a: Side, b: Side, confidence: float, reason: str, evidence: tuple[ProposalEvidence, ...]) -> Pair:
    """Return a pair; the product of which more is known stays."""
    main, other = sorted((a, b), key=lambda side: (-len(side.known.facts), side.known.key))
    return Pair(main.known, other.known, confidence, reason, evidence)


def _evidence(a: Side, b: Side, attribute: str, said: str = "") -> tuple[ProposalEvidence, ...]:
    """Return of either side the fact that a pair rests on, and the name; `said` is the value both have."""
    rows = []
    for side in (a, b):
        shared = [fact for fact in side.known.all(attribute) if not said or said.endswith(_code(fact.value))]
        names = list(side.known.all("name")) if attribute != "name" else []
        rows += [ProposalEvidence(fact.value, fact.id) for fact in (*shared[:1], *names[:1])]
    return tuple(rows)


def _one_each(pairs: Iterable[Pair]) -> list[Pair]:
    """Return each product as the joining side once, and no chain: what joins another one is not joined itself."""
    joined: dict[str, str] = {}
    kept = []
    for pair in pairs:
        main = joined.get(pair.main.key, pair.main.key)
        if pair.other.key in joined or main == pair.other.key:
            continue
        joined[pair.other.key] = main
        kept.append(pair)
    return kept
