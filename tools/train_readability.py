"""Fit the weights of the German readability model and write them into the package.

    python tools/train_readability.py   (needs TextComplexityDE below KLAVIATUR_TEST_DATA)

Ridge regression on the mean opinion score of complexity; prints the cross-validated correlation, over random folds and
with whole articles left out. Only weights are written, no sentence of the data.
"""

import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from klaviatur.verify.editorial.features import sentence_features

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "klaviatur" / "verify" / "editorial" / "readability_de.toml"
PENALTY = 10.0

Floats = NDArray[np.float64]


def read_ratings(path: Path) -> tuple[list[str], Floats, list[str]]:
    """Return sentences, mean opinion scores and article numbers."""
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    scores = np.array([float(row["MOS_Complexity"]) for row in rows])
    return [row["Sentence"] for row in rows], scores, [row["Article_ID"] for row in rows]


def measure(sentences: list[str]) -> tuple[list[str], Floats]:
    """Return the names of the measures and one row of them per sentence."""
    measured = [sentence_features(sentence) for sentence in sentences]
    names = list(measured[0])
    return names, np.array([[row[name] for name in names] for row in measured])


def fit(measures: Floats, scores: Floats) -> tuple[Floats, float]:
    """Return weights for raw measures, and the intercept."""
    mean, spread = measures.mean(0), measures.std(0) + 1e-9
    scaled = (measures - mean) / spread
    inner = scaled.T @ scaled + PENALTY * np.eye(scaled.shape[1])
    weights = np.linalg.solve(inner, scaled.T @ (scores - scores.mean())) / spread
    return weights, float(scores.mean() - mean @ weights)


def cross_validate(measures: Floats, scores: Floats, groups: NDArray[np.str_] | NDArray[np.int64]) -> float:
    """Return the correlation of predictions for groups that were left out."""
    predicted = np.zeros(len(scores))
    for group in np.unique(groups):
        out = groups == group
        weights, intercept = fit(measures[~out], scores[~out])
        predicted[out] = measures[out] @ weights + intercept
    return float(np.corrcoef(predicted, scores)[0, 1])


def main() -> None:
    """Fit, report, write."""
    data = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data"))
    sentences, scores, articles = read_ratings(data / "compose" / "textcomplexity_de" / "ratings.csv")
    names, measures = measure(sentences)
    folds = np.random.default_rng(0).integers(0, 10, len(scores))
    print(f"r, 10 folds: {cross_validate(measures, scores, folds):.3f}")
    print(f"r, articles left out: {cross_validate(measures, scores, np.array(articles)):.3f}")
    weights, intercept = fit(measures, scores)
    lines = ["# Made by tools/train_readability.py from 1,000 rated sentences of TextComplexityDE (MIT); weights only."]
    lines += [f"intercept = {intercept:.5f}", "", "[weights]"]
    lines += [f"{name} = {weight:.5f}" for name, weight in zip(names, weights, strict=True)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
