"""How long reading and understanding one text takes; the goal is 60 ms for 1,000 words."""

import statistics
import time
from pathlib import Path

from klaviatur.adapters.sources import read_source
from klaviatur.collect import parse
from klaviatur.records import Document

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15
GOAL_MS = 60.0


def main() -> None:
    """Print milliseconds for 1,000 words, processor time, per sample."""
    print(f"{'parsing':<28}{'words':>7}{'median ms':>11}{'per 1,000 words':>17}   goal <= {GOAL_MS:.0f}")
    for path in sorted((ROOT / "examples").glob("press*.md")):
        document = read_source(path)
        words = len(parse(document).text.split())
        median = statistics.median(_once(document) for _ in range(RUNS))
        print(f"{path.name:<28}{words:>7}{median:>11.1f}{median / words * 1000:>17.1f}")


def _once(document: Document) -> float:
    start = time.process_time()
    parse(document)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
