"""Perturbation bench: changed facts must be found, faithful sentences left alone."""

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator

from bench._common import ROOT, data
from bench.perturbing import FALSE_KINDS, TRUE_KINDS, Case, cases
from klaviatur.verify.checks import check_quotes
from klaviatur.verify.facts import gather
from klaviatur.verify.findings import severity_of
from klaviatur.verify.judge import Judge, questions_in

PROTOTYPE = "prototype: 93.2 % found at 4.0 % false alarms, antonym 68, unit 90 (grounding.md)"


def texts(limit: int) -> Iterator[tuple[str, str]]:
    """Yield source texts with their language: our own samples, then news of others."""
    news = data("compose", "gnad10k", "test.csv.gz")
    english = data("compose", "summedits", "summedits_news.json.gz")
    for path in sorted((ROOT / "bench" / "samples").glob("*.txt")) + sorted((ROOT / "examples").glob("press*.md")):
        text = path.read_text(encoding="utf-8")
        yield text.split("---\n")[-1], "de" if "de" in path.stem.split("_") else "en"
    with gzip.open(news, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";", quotechar="'"))
    yield from ((row[1], "de") for row in rows[: limit * 8 : 8] if len(row) > 1)
    documents = {row["doc"]: None for row in json.loads(gzip.decompress(english.read_bytes()))}
    yield from ((text, "en") for text in list(documents)[:limit])


def doubts_about(case: Case, judges: dict[str, Judge]) -> list[str]:
    """Return the rules of all doubts that block or warn, with a block from quotation marks counted too."""
    if case.source not in judges:
        judges[case.source] = Judge(gather(case.source, case.language), None, case.language)
    judge = judges[case.source]
    questions = [question for _, question in questions_in(case.claim, case.language)]
    doubts = [doubt for answer in judge.answer(questions) for doubt in answer.doubts]
    doubts += check_quotes(case.claim, judge.facts, case.language)
    return [doubt.rule for doubt in doubts if severity_of(doubt.rule) != "note"]


def measure(limit: int = 60, *, show: int = 0) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (flagged, all) per language and kind."""
    judges: dict[str, Judge] = {}
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for seed, (text, language) in enumerate(texts(limit)):
        for case in cases(text, language, seed):
            rules = doubts_about(case, judges)
            counts[language, case.kind][0] += bool(rules)
            counts[language, case.kind][1] += 1
            if show and bool(rules) == case.true:
                print("  ", case.kind, rules, case.claim)
    return {key: (found, total) for key, (found, total) in counts.items()}


def main(limit: int = 60) -> None:
    """Print detection per kind, the macro mean and false alarms on faithful sentences."""
    counts = measure(limit, show=int(os.environ.get("SHOW", "0")))
    print(f"Perturbation bench ({PROTOTYPE})")
    for language in ("de", "en"):
        shares = []
        for kind in FALSE_KINDS:
            found, total = counts.get((language, kind), (0, 0))
            if total:
                shares.append(found / total)
                print(f"  {language} {kind:12} found {100 * found / total:5.1f} %  of {total}")
        alarms = [counts.get((language, kind), (0, 0)) for kind in TRUE_KINDS]
        false, total = sum(a for a, _ in alarms), sum(b for _, b in alarms)
        each = ", ".join(f"{k} {a}/{b}" for k, (a, b) in zip(TRUE_KINDS, alarms, strict=True))
        print(
            f"  {language} macro detection {100 * sum(shares) / len(shares):.1f} % (target 95), lowest {100 * min(shares):.1f} %"
        )
        print(
            f"  {language} false alarms {100 * false / max(1, total):.1f} % of {total} faithful sentences (target 3.0): {each}"
        )


if __name__ == "__main__":
    main()
