"""Which sentences carry a text: position, title, centrality, length, and diversity among those chosen.

Centrality follows LexRank (Erkan and Radev 2004) with continuous similarities; the choice follows MMR (Carbonell and
Goldstein 1998). The weights were set on German encyclopaedia articles and checked on news.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from klaviatur.ports import Embedder
from klaviatur.records import Role, Sentence, Source

Vector = NDArray[np.float32]

_WORD = re.compile(r"[^\W_]{2,}")
_ENDING = re.compile(r"(?:innen|ungen|ern|est|ing|en|er|es|em|ed|e|s|n|t)$")
_CARRIES = frozenset({Role.LEAD, Role.BODY, Role.ITEM})
_ROUNDS = 12  # of the power iteration; more does not change an order
_EMBEDDED = 80  # sentences; above, ROUGE on Klexikon is the same without embeddings
_MOST_DIVERSE = 60  # sentences
_COMPETING = 200  # sentences; a weaker one never wins by being different
_SHORT, _LONG = 6, 32  # words; outside, a sentence carries less on its own


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each sentence of a source carries; indices are those of `Source.sentences`."""

    scores: tuple[float, ...]  # 0-1, 0 for sentences that never carry (titles, noise, contact)
    vectors: Vector  # unit rows, for diversity


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; the parts are each scaled to 0-1 before."""

    position: float = 1.5
    title: float = 0.7
    centroid: float = 0.5
    lexrank: float = 0.5
    length: float = 0.5


def rank(source: Source, embedder: Embedder | None = None, *, weights: Weights | None = None) -> Ranking:
    """Return a score for every sentence of the source; without an embedder, or in a long text, words decide."""
    weights = weights or Weights()
    if not source.sentences:
        return Ranking((), np.zeros((0, 1), np.float32))
    vectors = _vectors(source, embedder)
    carrying = np.array([s.role in _CARRIES for s in source.sentences])
    if not carrying.any():
        carrying[:] = [s.role is not Role.NOISE for s in source.sentences]
    total = (
        weights.position * _positions(source.sentences, carrying)
        + weights.title * _title_nearness(source, vectors)
        + weights.centroid * _scaled(_centroid_nearness(vectors, carrying))
        + weights.lexrank * _scaled(_lexrank(vectors, carrying))
        + weights.length * _lengths(source.sentences)
    )
    scores = np.where(carrying, 0.001 + 0.999 * _scaled(np.where(carrying, total, total[carrying].min(initial=0))), 0)
    return Ranking(tuple(float(score) for score in scores), vectors)


def choose(
    ranking: Ranking,
    n: int,
    *,
    among: Collection[int] | None = None,
    taken: Sequence[int] = (),
    diversity: float = 0.2,
) -> list[int]:
    """Return up to `n` indices, best first, that say different things; `taken` are already in the text.

    Behind the first `_MOST_DIVERSE`, scores alone decide: nobody reads that far, and long texts stay fast.
    `diversity` 0 takes the highest scores, 1 only looks for what is new.
    """
    open_ = [i for i, score in enumerate(ranking.scores) if score > 0 and (among is None or i in among)]
    gone = set(taken)
    order = sorted((i for i in open_ if i not in gone), key=lambda i: -ranking.scores[i])
    places, late = np.array(sorted(order[:_COMPETING]), int), order[_COMPETING:]
    scores, vectors = np.asarray(ranking.scores)[places], ranking.vectors[places]
    nearest = np.max(vectors @ ranking.vectors[list(taken)].T, axis=1) if taken else np.zeros(len(places))
    picked: list[int] = []
    free = np.ones(len(places), bool)
    while free.any() and len(picked) < min(n, _MOST_DIVERSE):
        worth = (1 - diversity) * scores - diversity * np.maximum(nearest, 0.0)
        best = int(np.argmax(np.where(free, worth, -np.inf)))
        free[best] = False
        picked.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
    rest = sorted(np.flatnonzero(free).tolist(), key=lambda i: -float(scores[i]))
    return [*(int(places[i]) for i in (*picked, *rest)), *late][:n]


def stem(word: str) -> str:
    """Return a crude common form of a German or English word, good enough to compare words of one text."""
    word = word.lower()
    return _ENDING.sub("", word) if len(word) > 4 else word


def stems(text: str) -> list[str]:
    """Return the crude stems of all words of two letters or more."""
    return [stem(word) for word in _WORD.findall(text)]


def _vectors(source: Source, embedder: Embedder | None) -> Vector:
    """Return the embedder's view of a text of usual length; of a long one, words tell as much and cost a tenth."""
    texts = [s.text for s in source.sentences]
    return embedder.embed(texts) if embedder is not None and len(texts) <= _EMBEDDED else lexical_vectors(texts)


def lexical_vectors(texts: Sequence[str]) -> Vector:
    """Return TF-IDF unit rows over the texts themselves."""
    counts = [Counter(stems(text)) for text in texts]
    spread = Counter(word for count in counts for word in count)
    column = {word: i for i, word in enumerate(spread)}
    matrix = np.zeros((len(texts), max(len(column), 1)), np.float32)
    for row, count in enumerate(counts):
        for word, n in count.items():
            matrix[row, column[word]] = (1 + np.log(n)) * np.log(1 + len(texts) / spread[word])
    return _unit(matrix)


def _unit(matrix: Vector) -> Vector:
    norms = np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return np.asarray(matrix / norms, np.float32)


def _scaled(values: Vector) -> Vector:
    low, high = float(values.min()), float(values.max())
    spread = high - low
    return np.asarray((values - low) / spread, np.float32) if spread > 0 else np.zeros(len(values), np.float32)


def _positions(sentences: Sequence[Sentence], carrying: NDArray[np.bool_]) -> Vector:
    order = np.maximum(np.cumsum(carrying) - 1, 0)
    base = 1 / np.sqrt(1 + order)
    firsts = np.array([i == 0 or sentences[i - 1].block != s.block for i, s in enumerate(sentences)])
    lead = np.array([s.role is Role.LEAD for s in sentences])
    return np.asarray(base + 0.15 * firsts + 0.2 * lead, np.float32)


def _title_nearness(source: Source, vectors: Vector) -> Vector:
    title = [i for i, s in enumerate(source.sentences) if s.role in (Role.TITLE, Role.SUBTITLE)]
    if not title:
        return np.zeros(len(vectors), np.float32)
    return _scaled(np.max(vectors @ vectors[title].T, axis=1))


def _centroid_nearness(vectors: Vector, carrying: NDArray[np.bool_]) -> Vector:
    centre = vectors[carrying].mean(axis=0)
    return np.asarray(vectors @ (centre / (np.linalg.norm(centre) or 1)), np.float32)


def _lexrank(vectors: Vector, carrying: NDArray[np.bool_]) -> Vector:
    likeness = np.clip(vectors @ vectors.T, 0, None) * np.outer(carrying, carrying)
    np.fill_diagonal(likeness, 0)
    rows = likeness / np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
    weight = np.full(len(vectors), 1 / len(vectors), np.float32)
    for _ in range(_ROUNDS):
        weight = 0.15 / len(vectors) + 0.85 * (weight @ rows)
    return np.asarray(weight, np.float32)


def _lengths(sentences: Sequence[Sentence]) -> Vector:
    words = np.array([len(s.text.split()) for s in sentences], np.float32)
    return np.minimum(np.minimum(words / _SHORT, _LONG / np.maximum(words, 1)), 1).astype(np.float32)
