"""QAGS-CNNDM: closeness should rank summaries of news as people judged them."""

import json

from bench._common import data
from bench.learning import auc
from klaviatur.verify.trust import closeness, prepare, signals


def main() -> None:
    """Print AUC by sentence (majority of three people) and by summary, with a mild and a strict reading of its label.

    The strict one, every sentence carried by majority vote, is that of the TRUE benchmark. A summary is scored as one
    text; min and mean over its sentences are printed beside it.
    """
    path = data("compose", "qags", "mturk_cnndm.jsonl")
    sentences: list[tuple[float, bool]] = []
    summaries: list[tuple[float, float, float, float, bool, bool]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        ground = prepare(row["article"], "en")
        votes = [[vote["response"] == "yes" for vote in one["responses"]] for one in row["summary_sentences"]]
        good = [2 * sum(one) > len(one) for one in votes]
        texts = [one["sentence"] for one in row["summary_sentences"]]
        each = [closeness(signals(ground, text)) for text in texts]
        sentences += zip(each, good, strict=True)
        whole = signals(ground, " ".join(texts))
        combined = (closeness(whole), whole.figures["pairs"], min(each), sum(each) / len(each))
        summaries.append((*combined, 2 * sum(good) > len(good), all(good)))
    near, pairs, least, mean, most, every = zip(*summaries, strict=True)
    print(
        f"QAGS-CNNDM AUC (target 83): sentences {100 * auc(*zip(*sentences, strict=True)):.1f}, summaries with most sentences carried "
        f"{100 * auc(near, most):.1f}, with every sentence carried {100 * auc(near, every):.1f} (bigram precision alone "
        f"{100 * auc(pairs, every):.1f}, least sentence {100 * auc(least, every):.1f}, mean of sentences {100 * auc(mean, every):.1f}, "
        f"mean of sentences against most {100 * auc(mean, most):.1f}). Prototype 82.0. Published on the wider SummaC/TRUE sets: AlignScore-large 88.6/83.8, "
        "QAFactEval 83.8/79.4, SummaC-Conv 81.0/78.7, ROUGE-2 78.1/72.4"
    )


if __name__ == "__main__":
    main()
