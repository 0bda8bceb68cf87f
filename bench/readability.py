"""German readability on TextComplexityDE (Naderi et al. 2019, MIT): agreement with the mean opinion score of complexity.

Cross-validated: weights are fitted anew without the sentences (or the whole article) they are judged on.
"""

import sys

import numpy as np

from bench._common import ROOT, data, verdict

sys.path.insert(0, str(ROOT / "tools"))

from train_readability import cross_validate, measure, read_ratings


def main() -> None:
    sentences, scores, articles = read_ratings(data("compose", "textcomplexity_de", "ratings.csv"))
    names, measures = measure(sentences)
    folds = np.random.default_rng(0).integers(0, 10, len(scores))
    ten = cross_validate(measures, scores, folds)
    apart = cross_validate(measures, scores, np.array(articles))
    print(f"{len(scores)} rated sentences, {len(names)} measures, |r| with human ratings")
    print(f"  ours, 10 folds            {ten:.3f}   goal >= 0.80 {verdict(holds=ten >= 0.8)}")
    print(f"  ours, articles left out   {apart:.3f}   goal >= 0.80 {verdict(holds=apart >= 0.8)}")
    for name, figure in classics(sentences).items():
        print(f"  {name:25} {abs(np.corrcoef(figure, scores)[0, 1]):.3f}")
    print("  prototypes: Amstad .55, Wiener 1 .52, LIX .65, RIX .74, small learned model .78")


def classics(sentences: list[str]) -> dict[str, list[float]]:
    """Return formulas of the field for single sentences."""
    words = [sentence.split() for sentence in sentences]
    long = [sum(len(word.strip('.,;:!?()"„“')) > 6 for word in row) for row in words]
    return {
        "LIX": [len(row) + 100 * many / len(row) for row, many in zip(words, long, strict=True)],
        "RIX": [float(many) for many in long],
        "words in the sentence": [float(len(row)) for row in words],
    }


if __name__ == "__main__":
    main()
