"""Counting: X's conformance suite, and what a count costs."""

import timeit
from pathlib import Path

import yaml

from bench._common import data, quantile, verdict
from klaviatur.adapters.channels import load_channels
from klaviatur.records import Measure
from klaviatur.text.counting import fits, measure
from klaviatur.text.tags import find_hashtags, find_mentions
from klaviatur.text.x_urls import find_urls
from klaviatur.text.x_weight import V1, V2, V3, is_postable, weigh

GOAL_US = 50.0
TEXT = (
    "Die Stadtwerke Musterstadt senken zum 3. März 2027 die Preise für 1.850 Haushalte um rund 4,2 Prozent. „Was wir "
    "beim Einkauf sparen, geben wir weiter“, sagt Geschäftsführerin Anja Beispiel – ohne neue Verträge und ohne "
    "Laufzeit. Mehr: https://stadtwerke-musterstadt.example/preise"
)


def main() -> None:
    suite = data("pxm", "social", "twitter-text")
    results = {"weights and validity": weights(suite), "addresses": addresses(suite), "hashtags, mentions": tags(suite)}
    for name, (passed, total) in results.items():
        print(f"twitter-text {name:22} {passed:>5} of {total:<5} goal 100 %  {verdict(holds=passed == total)}")
    costs = {how.value: cost_us(lambda how=how: measure(TEXT, how)) for how in Measure}
    slowest = max(costs, key=lambda name: costs[name])
    print(f"one count of {len(TEXT)} characters, microseconds, goal <= {GOAL_US:.0f}")
    print("  " + "  ".join(f"{name} {cost:.0f}" for name, cost in costs.items()))
    print(f"  slowest: {slowest} {costs[slowest]:.1f}  {verdict(holds=costs[slowest] <= GOAL_US)}")
    channels = load_channels()
    every = sum(cost_us(lambda part=part: fits(TEXT, part.limits)) for c in channels.values() for part in c.parts)
    print(f"all limits of all parts of {len(channels)} channels: {every / 1000:.2f} ms")


def weights(suite: Path) -> tuple[int, int]:
    cases = tests(suite, "validate")
    rules = {
        "WeightedTweetsCounterTest": V2,
        "WeightedTweetsWithDiscountedEmojiCounterTest": V3,
        "UnicodeDirectionalMarkerCounterTest": V3,
    }
    hits = [
        (weigh(case["text"], rule), is_postable(case["text"], rule))
        == (case["expected"]["weightedLength"], case["expected"]["valid"])
        for section, rule in rules.items()
        for case in cases[section]
    ]
    hits += [is_postable(case["text"], V1) == case["expected"] for case in cases["tweets"]]
    return sum(hits), len(hits)


def addresses(suite: Path) -> tuple[int, int]:
    cases = tests(suite, "extract")
    plain = [*cases["urls"], *cases["tco_urls_with_params"], *(c for s in tests(suite, "tlds").values() for c in s)]
    hits = [[case["text"][a:b] for a, b in find_urls(case["text"])] == case["expected"] for case in plain]
    for section in ("urls_with_indices", "urls_with_directional_markers"):
        hits += [
            [[*span] for span in find_urls(case["text"])] == [one["indices"] for one in case["expected"]]
            for case in cases[section]
        ]
    return sum(hits), len(hits)


def tags(suite: Path) -> tuple[int, int]:
    cases = tests(suite, "extract")
    hits = []
    for section, find in (("hashtags_with_indices", find_hashtags), ("mentions_or_lists_with_indices", find_mentions)):
        hits += [
            [[*span] for span in find(case["text"])] == [one["indices"] for one in case["expected"]]
            for case in cases[section]
        ]
    for section in ("hashtags", "hashtags_from_astral"):
        hits += [
            [case["text"][a + 1 : b] for a, b in find_hashtags(case["text"])] == case["expected"]
            for case in cases[section]
        ]
    return sum(hits), len(hits)


def tests(suite: Path, name: str) -> dict[str, list[dict[str, object]]]:
    return yaml.safe_load((suite / f"{name}.yml").read_text(encoding="utf-8"))["tests"]


def cost_us(call: object) -> float:
    """Return the median microseconds of a call, caches warm."""
    timer = timeit.Timer(call)  # type: ignore[arg-type]
    timer.timeit(20)
    return quantile([timer.timeit(50) / 50 * 1e6 for _ in range(9)], 0.5)


if __name__ == "__main__":
    main()
