"""Learns which single words a source bears out, from claims of which only the whole is labelled.

Of a faithful edit every changed word is borne out, of a false one at least one is not; which one is guessed in rounds
(multiple instances). The claims' weights are learned on word figures that came from other domains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.learning import LEAST_SPREAD, as_table, balanced, columns, figure_table, fit, lay_out
from klaviatur.verify.trust import Signals
from klaviatur.verify.wordwise import FEATURES, least

FIGURE_STEP, VECTOR_STEP, PENALTY, ROUNDS, STEPS = 0.3, 0.06, 15.0, 3, 150


@dataclass(frozen=True)
class Case:
    """A labelled claim; `telling` marks the asked words its label speaks of: those an edit changed, or all."""

    signals: Signals
    carried: bool
    domain: str
    telling: np.ndarray


def train(cases: Sequence[Case]) -> dict[str, Any]:
    """Return all weights of verify.trust."""
    found = [
        replace(one.signals, figures=one.signals.figures | extra)
        for one, extra in zip(cases, borne_out(cases), strict=True)
    ]
    carried, domains = labels(cases)
    layout = lay_out(found)
    table = as_table(*fit(columns(found, layout), carried, balanced(domains, carried)), layout)
    return table | {"words": fit_words(cases)}


def labels(cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([int(one.carried) for one in cases]), np.array([one.domain for one in cases])


def borne_out(cases: Sequence[Case]) -> list[dict[str, float]]:
    """Return each claim's word figures by weights of the other domains, as they will be on a text never seen."""
    weights = {
        domain: fit_words([one for one in cases if one.domain != domain]) for domain in {one.domain for one in cases}
    }
    return [least(one.signals.words, weights[one.domain]) for one in cases]


def fit_words(cases: Sequence[Case]) -> dict[str, Any]:
    """Return weights per word feature and of the word's vector."""
    figures = np.vstack([one.signals.words.figures[one.telling] for one in cases])
    vectors = np.vstack([one.signals.words.vectors[one.telling] for one in cases])
    owner = np.repeat(np.arange(len(cases)), [one.telling.sum() for one in cases])
    carried, domains = (values[owner] for values in labels(cases))
    mean, spread, scale = figures.mean(0), np.maximum(figures.std(0), LEAST_SPREAD), VECTOR_STEP / vectors.std()
    x = np.hstack([(figures - mean) / spread * FIGURE_STEP, vectors * scale]).astype(np.float64)
    beta, bias = _in_rounds(x, carried, owner, balanced(domains, carried))
    k = len(FEATURES)
    return {
        "bias": round(bias, 4),
        "figures": figure_table(zip(FEATURES, mean, spread, beta[:k] * FIGURE_STEP, strict=True)),
        "vector": [round(float(v), 4) for v in beta[k:] * scale],
    }


def _in_rounds(x: np.ndarray, carried: np.ndarray, owner: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit, then share the blame of each false claim among its words as the fit sees them, and fit again."""
    target = carried.astype(float)
    for _ in range(ROUNDS):
        beta, bias = fit(x, target, weight, steps=STEPS, penalty=PENALTY)
        good = 1 / (1 + np.exp(-(x @ beta + bias)))
        all_good = np.exp(np.bincount(owner, np.log(np.clip(good, 1e-6, 1))))[owner]
        target = np.where(carried == 1, 1.0, 1 - np.clip((1 - good) / np.clip(1 - all_good, 1e-3, 1), 0, 1))
    return beta, bias
