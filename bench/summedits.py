"""SummEdits, leave one domain out: tell whether a source still carries an edited summary."""

import gzip
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.verify.trust import Signals, prepare, signals, trust

sys.path.insert(0, str(Path(__file__).parent))
from learning import as_table, auc, balanced, balanced_accuracy, columns, fit, lay_out

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data")) / "compose" / "summedits"
ANCHORS = (
    "DAE 55.4, SummaC-Conv 57.1, QAFactEval 67.4, ChatGPT 72.5, GPT-4 83.2, human 90.6 (8-10 domains); prototype 63.3"
)


def load() -> tuple[list[Signals], np.ndarray, np.ndarray, float]:
    """Return signals, labels, domains and milliseconds per claim, sources prepared once each."""
    embedder = UseEmbedder()
    found, labels, domains = [], [], []
    start = time.perf_counter()
    for path in sorted(DATA.glob("summedits_*.json.gz")):
        rows = json.loads(gzip.decompress(path.read_bytes()))
        grounds = {text: prepare(text, "en", embedder) for text in {row["doc"] for row in rows}}
        for row in rows:
            found.append(signals(grounds[row["doc"]], row["summary"]))
            labels.append(row["label"])
            domains.append(path.name.removeprefix("summedits_").split(".")[0])
    spent = 1000 * (time.perf_counter() - start) / max(1, len(found))
    return found, np.array(labels), np.array(domains), spent


def train(found: list[Signals], y: np.ndarray, domains: np.ndarray) -> dict:
    layout = lay_out(found)
    return as_table(*fit(columns(found, layout), y, balanced(domains, y)), layout)


def main() -> None:
    """Print balanced accuracy per left-out domain; the threshold is 0.5 everywhere, never fitted to the domain."""
    if not any(DATA.glob("summedits_*.json.gz")):
        print("SummEdits: no data; set KLAVIATUR_TEST_DATA.")
        return
    found, y, domains, spent = load()
    results = []
    for domain in sorted(set(domains)):
        out = domains == domain
        inside = [one for one, left in zip(found, out, strict=True) if not left]
        weights = train(inside, y[~out], domains[~out])
        trusts = np.array([trust(one, weights) for one, left in zip(found, out, strict=True) if left])
        results.append(100 * balanced_accuracy(trusts > 0.5, y[out]))
        print(
            f"  SummEdits {domain:12} balanced accuracy {results[-1]:5.1f}   AUC {100 * auc(trusts, y[out]):5.1f}   n {out.sum()}"
        )
    print(
        f"SummEdits leave-one-domain-out: {np.mean(results):.1f} (target 66), {spent:.1f} ms a claim. Published: {ANCHORS}"
    )


if __name__ == "__main__":
    main()
