"""Trust: one number for how far a source carries a claim, from figures that the typed checks and alignment give.

Verbatim claims are judged by how unbroken they run along the source; free paraphrases by weights that were learned
(tools/train_trust.py; trust.toml says from what). It ranks and warns; it never clears what a check blocks.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast
from zlib import crc32

import numpy as np
import regex
from numpy.typing import NDArray

from klaviatur.ports import Embedder
from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table
from klaviatur.verify.align import Alignment, align
from klaviatur.verify.checks import ALL
from klaviatur.verify.claim import Claim
from klaviatur.verify.clauses import sentences_of
from klaviatur.verify.facts import Facts, gather, typed
from klaviatur.verify.opposites import opposed_in
from klaviatur.verify.words import Word, word_set, words_of
from klaviatur.verify.wordwise import (
    LISTS,
    Vocabulary,
    Wordwise,
    asked,
    joined,
    least,
    look,
    new_meaning,
    told,
    vocabulary,
)

BUCKETS = 4096
_TORN = regex.compile(r"(?<=\b\d{1,3}|,\s?\d{3}),\s(?=\d{3}\b)|(?<=\d\.)\s(?=\d\b)|(?<=[$£€])\s(?=\d)")
_VERBATIM = 0.9  # share of unbroken word pairs from which words count as the source's own
_THIN = 0.15  # coverage under which trust falls to nothing
_GROUPS = (
    "number", "unit", "date", "entity", "role", "negation", "modality", "superlative",
    "word.opposite", "word.replaced", "word.added", "word.spliced", "word.apart", "word.reworded", "attribution",
)  # fmt: skip
_NOTED = frozenset({"word.apart", "word.reworded"})
_TAKEN = ("number", "role", "word.replaced", "word.spliced")
_ENOUGH = 2.0
_NEAR_LINES = 2  # sentences near in meaning that count as evidence beside the aligned ones
_TAKES = 0.05  # of closeness, a doubt


@dataclass(frozen=True)
class Ground:
    """A source prepared for scoring many claims."""

    facts: Facts
    runs: frozenset[tuple[str, ...]]  # stems of all bigrams and trigrams
    lines: NDArray[np.float32] | None  # one vector per sentence
    windows: NDArray[np.float32] | None  # one vector per three sentences
    known: Vocabulary | None  # its content words as vectors
    embedder: Embedder | None


@dataclass(frozen=True)
class Signals:
    """What is known of one claim; `vector` and `words` are None without an embedder."""

    figures: dict[str, float]
    novel: tuple[int, ...]  # hashed stems the source does not know
    vector: NDArray[np.float32] | None
    words: Wordwise | None


def mended(text: str) -> str:
    """Return a text without the white space that tokenised corpora put inside figures: "3, 500", "2. 4", "$ 10"."""
    return _TORN.sub(lambda match: match.group().strip(), text)


def prepare(source_text: str, language: Language, embedder: Embedder | None = None) -> Ground:
    """Return a source ready for scoring."""
    source_text = mended(source_text)
    facts = gather(source_text, language)
    stems = [word.stem for word in facts.index.words]
    runs = frozenset([*pairwise(stems), *zip(stems, stems[1:], stems[2:], strict=False)])
    lines = [source_text[line.span.start : line.span.end] for line in facts.index.lines]
    windows = [" ".join(lines[max(0, i - 1) : i + 2]) for i in range(len(lines))]
    if embedder is None or not lines:
        return Ground(facts, runs, None, None, None, embedder)
    vectors = embedder.embed([*lines, *windows])
    known = vocabulary(facts.index, embedder)
    return Ground(facts, runs, vectors[: len(lines)], vectors[len(lines) :], known, embedder)


def score(source_text: str, claim: str, language: Language, embedder: Embedder | None = None) -> float:
    """Return trust between 0 and 1 that the source carries the claim; 0.5 parts carried from not carried."""
    return trust(signals(_prepared(source_text, language, cast("Hashable", embedder)), claim))


@lru_cache(maxsize=64)
def _prepared(source_text: str, language: Language, embedder: Hashable) -> Ground:
    return prepare(source_text, language, cast("Embedder | None", embedder))


def trust(found: Signals, weights: Mapping[str, Any] | None = None) -> float:
    """Return the trust that follows from a claim's signals.

    Unbroken words of the source that no check doubts are carried; words the source hardly knows are not, whatever the
    weights say; in between the weights decide.
    """
    figures = found.figures
    doubted = any(figures[f"doubt_{group}"] for group in _GROUPS if group not in _NOTED)
    if figures["unbroken"] >= _VERBATIM and not doubted:
        return closeness(found)
    carried = min(1.0, figures["coverage_mean"] / _THIN)
    return carried * learned(found, weights or read_table("klaviatur.verify", "trust.toml"))


def closeness(found: Signals) -> float:
    """Return how unbroken a claim runs along the source, 0-1: the better measure where summaries are near-verbatim.

    Each doubt about which words, figures and actors stand together takes a little of it.
    """
    doubts = sum(found.figures[f"doubt_{group}"] for group in _TAKEN)
    unbroken = (found.figures["unbroken"] * 2 + found.figures["pairs"] + found.figures["triples"]) / 4
    return max(0.0, unbroken - _TAKES * doubts)


def learned(found: Signals, weights: Mapping[str, Any]) -> float:
    """Return the learned probability; what is missing without an embedder counts as average."""
    figures = found.figures | (least(found.words, weights["words"]) if found.words else {})
    total = float(weights["bias"])
    for name, row in weights["figures"].items():
        total += row[2] * (figures.get(name, row[0]) - row[0]) / row[1]
    total += sum(weights["hashed"].get(str(bucket), 0.0) for bucket in found.novel)
    if found.vector is not None:
        total += float(np.dot(found.vector, np.asarray(weights["vector"], np.float32)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def signals(ground: Ground, claim: str) -> Signals:
    """Return all signals of a claim of one or more sentences."""
    language, claim = ground.facts.index.language, mended(claim)
    words = words_of(claim, language)
    sentences = [claim[s.start : s.end] for s in sentences_of(claim, language)] or [claim]
    novel = [word for word in words if not word.function and not ground.facts.index.has(word.stem)]
    claims = [_claim(text, ground.facts) for text in sentences]
    figures = _wording(words, novel, ground) | _checked(claims) | _listed(words, language)
    found, vector = _meaning(claim, claims, ground)
    figures |= told(found) if found else {}
    hashed = tuple({crc32(word.stem.encode()) % BUCKETS for word in novel})
    return Signals({name: _levelled(name, value) for name, value in figures.items()}, hashed, vector, found)


def _levelled(name: str, value: float) -> float:
    """Return a count without its long tail: a third doubt of a kind tells no more than the second."""
    if name in {"novel", "novel_names"}:
        return math.log1p(value)
    return min(value, _ENOUGH) if name.startswith(("doubt_", "list_", "opposites")) else value


def _wording(words: tuple[Word, ...], novel: list[Word], ground: Ground) -> dict[str, float]:
    index = ground.facts.index
    stems = [word.stem for word in words]
    content = [word for word in words if not word.function]
    pairs = list(pairwise(stems))
    triples = list(zip(stems, stems[1:], stems[2:], strict=False))
    weights = [index.weight(word.stem) for word in content]
    known = sum(weight for word, weight in zip(content, weights, strict=True) if index.has(word.stem))
    return {
        "pairs": sum(pair in ground.runs for pair in pairs) / max(1, len(pairs)),
        "triples": sum(triple in ground.runs for triple in triples) / max(1, len(triples)),
        "known": 1 - len(novel) / max(1, len(content)),
        "known_weighted": known / max(0.01, sum(weights)),
        "novel": float(len(novel)),
        "novel_names": float(sum(word.is_capital for word in novel)),
        "length": math.log(1 + len(words)),
        "together": _together(content, ground),
        "opposites": float(sum(opposed_in(word.stem, index.at, index.language) for word in novel)),
    }


def _together(content: list[Word], ground: Ground) -> float:
    """Return the share of neighbouring known content words that share a source sentence."""
    with_stem = ground.facts.index.lines_with
    known = [word.stem for word in content if word.stem in with_stem]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    return sum(bool(with_stem[a] & with_stem[b]) for a, b in pairs) / max(1, len(pairs))


def _listed(words: tuple[Word, ...], language: Language) -> dict[str, float]:
    plain = [word.text.lower() for word in words]
    return {f"list_{name}": float(sum(word in word_set(name, language) for word in plain)) for name in LISTS}


def _checked(claims: list[Claim]) -> dict[str, float]:
    """Return how the typed checks and the alignment see each sentence, as means, minima and counts."""
    counts = Counter(_group(doubt.rule) for claim in claims for check in ALL for doubt in check(claim))
    laid = [claim.alignment for claim in claims]
    coverage = [one.coverage for one in laid]
    unbroken = [_unbroken(one) for one in laid]
    return {
        "sentences": float(len(claims)),
        "coverage_min": min(coverage),
        "coverage_mean": sum(coverage) / len(coverage),
        "unbroken": sum(unbroken) / len(unbroken),
        "in_order": sum(_in_order(one) for one in laid) / len(laid),
        **{f"doubt_{group}": float(counts[group]) for group in _GROUPS},
    }


def _claim(text: str, facts: Facts) -> Claim:
    language = facts.index.language
    figures, moments = typed(text, language)
    laid = align(words_of(text, language), facts.index)
    return Claim(text, Span(0, len(text)), language, laid, tuple(figures), tuple(moments), facts)


def _group(rule: str) -> str:
    return rule if rule in _GROUPS else rule.split(".", maxsplit=1)[0]


def _unbroken(laid: Alignment) -> float:
    """Return the share of neighbouring claim words that are neighbours in the source too."""
    pairs = list(pairwise(laid.to))
    return sum(a is not None and b == a + 1 for a, b in pairs) / max(1, len(pairs))


def _in_order(laid: Alignment) -> float:
    tied = [at for at in laid.to if at is not None]
    return sum(b > a for a, b in pairwise(tied)) / max(1, len(tied) - 1)


def _meaning(claim: str, claims: list[Claim], ground: Ground) -> tuple[Wordwise | None, NDArray[np.float32] | None]:
    """Return the claim word by word, and how its meaning differs from its place beside what its new words mean."""
    if ground.embedder is None or ground.lines is None or ground.windows is None or ground.known is None:
        return None, None
    numbers = [asked(one.words, one.language) for one in claims]
    texts = [one.words[i].text.lower() for one, mine in zip(claims, numbers, strict=True) for i in mine]
    vectors = ground.embedder.embed([claim, *(one.text for one in claims), *texts])
    whole, lines, words = vectors[0], vectors[1 : 1 + len(claims)], vectors[1 + len(claims) :]
    parts = np.split(words, np.cumsum([len(mine) for mine in numbers])[:-1])
    near = np.argsort(-(lines @ ground.lines.T), axis=1)[:, :_NEAR_LINES].tolist()
    looks = [
        look(one.alignment, beside, part, ground.known, ground.facts.index)
        for one, beside, part in zip(claims, near, parts, strict=True)
        if len(part)
    ]
    found = joined(looks)
    everything = np.vstack([ground.lines, ground.windows])
    nearest = everything[int((everything @ whole).argmax())]
    new = new_meaning(found) if found else np.zeros_like(whole)
    return found, np.concatenate([whole - nearest, new])
