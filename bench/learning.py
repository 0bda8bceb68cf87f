"""Logistic regression in numpy over the signals of verify.trust: used to train its weights and to test them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from klaviatur.verify.trust import Signals

FIGURE_STEP, VECTOR_STEP, PENALTY, SEEN = 0.4, 0.08, 20.0, 4
LEAST_SPREAD = 1e-3  # of a figure that hardly ever differs; weights are written with four digits


@dataclass(frozen=True)
class Layout:
    """How signals become columns: figures centred, buckets that were seen often enough, the vector."""

    names: tuple[str, ...]
    mean: np.ndarray
    spread: np.ndarray
    buckets: dict[int, int]
    vector_scale: float


def lay_out(found: Sequence[Signals]) -> Layout:
    names = tuple(found[0].figures)
    table = np.array([[one.figures[name] for name in names] for one in found])
    seen = Counter(bucket for one in found for bucket in one.novel)
    buckets = {bucket: i for i, bucket in enumerate(sorted(b for b, n in seen.items() if n >= SEEN))}
    vectors = np.array([one.vector for one in found if one.vector is not None])
    return Layout(
        names, table.mean(0), np.maximum(table.std(0), LEAST_SPREAD), buckets, float(VECTOR_STEP / vectors.std())
    )


def columns(found: Sequence[Signals], layout: Layout) -> np.ndarray:
    table = np.array([[one.figures[name] for name in layout.names] for one in found])
    hashed = np.zeros((len(found), len(layout.buckets)))
    for row, one in enumerate(found):
        hashed[row, [layout.buckets[b] for b in one.novel if b in layout.buckets]] = 1
    vectors = np.array([one.vector for one in found]) * layout.vector_scale
    return np.hstack([(table - layout.mean) / layout.spread * FIGURE_STEP, hashed, vectors])


def fit(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, *, steps: int = 400, penalty: float = PENALTY
) -> tuple[np.ndarray, float]:
    """Return weights and bias of a ridge-penalised logistic regression (Nesterov gradient, fixed step)."""
    n = len(y)
    step = 1 / (0.25 * np.linalg.norm(x, 2) ** 2 / n * weight.max() + penalty / n + 0.25 * weight.max())
    beta = ahead = np.zeros(x.shape[1])
    bias = bias_ahead = 0.0
    for k in range(steps):
        gap = weight * (1 / (1 + np.exp(-(x @ ahead + bias_ahead))) - y) / n
        new, new_bias = ahead - step * (x.T @ gap + penalty / n * ahead), bias_ahead - step * gap.sum()
        pull = k / (k + 3)
        ahead, bias_ahead = new + pull * (new - beta), new_bias + pull * (new_bias - bias)
        beta, bias = new, new_bias
    return beta, float(bias)


def balanced(domains: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return weights under which each domain and each label counts the same; their mean is 1."""
    cells = Counter(zip(domains, y, strict=True))
    weight = np.array([1 / cells[cell] for cell in zip(domains, y, strict=True)])
    return weight / weight.mean()


def as_table(beta: np.ndarray, bias: float, layout: Layout) -> dict[str, Any]:
    """Return weights in the form that verify.trust reads."""
    k, m = len(layout.names), len(layout.buckets)
    rows = zip(layout.names, layout.mean, layout.spread, beta[:k] * FIGURE_STEP, strict=True)
    return {
        "bias": round(bias, 4),
        "figures": figure_table(rows),
        "hashed": {str(bucket): round(float(beta[k + i]), 3) for bucket, i in layout.buckets.items()},
        "vector": [round(float(v), 4) for v in beta[k + m :] * layout.vector_scale],
    }


def figure_table(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[float]]:
    """Return mean, spread and weight per figure, rounded."""
    return {name: [round(float(v), 4) for v in row] for name, *row in rows}


def auc(scores: Sequence[float], y: Sequence[int]) -> float:
    """Return the area under the ROC curve; ties count half."""
    good = np.array([s for s, label in zip(scores, y, strict=True) if label])
    bad = np.array([s for s, label in zip(scores, y, strict=True) if not label])
    wins = (good[:, None] > bad[None, :]).mean() + 0.5 * (good[:, None] == bad[None, :]).mean()
    return float(wins)


def balanced_accuracy(said: np.ndarray, y: np.ndarray) -> float:
    return float(((said & (y == 1)).sum() / (y == 1).sum() + (~said & (y == 0)).sum() / (y == 0).sum()) / 2)
