"""Which sentences carry a text: position, title, centrality, diversity."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from klaviatur.ports import Embedder
from klaviatur.records import Source


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each sentence of a source carries; indices are those of `Source.sentences`."""

    scores: tuple[float, ...]  # 0-1, 0 for sentences that never carry (noise, contact)
    vectors: NDArray[np.float32]  # unit rows, for diversity


def rank(source: Source, embedder: Embedder | None = None) -> Ranking:
    """Return a score for every sentence of the source; without an embedder words alone decide."""
    n = len(source.sentences)
    vectors = embedder.embed([s.text for s in source.sentences]) if embedder and n else np.zeros((n, 1), np.float32)
    return Ranking(tuple(1 / (1 + i) for i in range(n)), vectors)


def choose(
    ranking: Ranking,
    n: int,
    *,
    among: Collection[int] | None = None,
    taken: Sequence[int] = (),
    diversity: float = 0.3,  # noqa: ARG001
) -> list[int]:
    """Return up to `n` indices, best first, that say different things; `taken` are already in the text."""
    order = sorted(range(len(ranking.scores)), key=lambda i: -ranking.scores[i])
    return [i for i in order if (among is None or i in among) and i not in taken and ranking.scores[i] > 0][:n]
