"""Editorial checks: processor time per variant, findings per variant of news nobody wrote for us, spam of our own examples."""

import csv
import gzip
import sys
import time
import tomllib
from collections import Counter
from datetime import UTC, datetime

from bench._common import ROOT, data, quantile, verdict
from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.compose import EmbeddedWriter
from klaviatur.records import Source, Voice
from klaviatur.verify.editorial import inspect
from klaviatur.verify.editorial.spam import spam_likeness

ARTICLES = 20
NOW = datetime(2027, 3, 1, tzinfo=UTC)


def main() -> None:
    book, voice, channels = load_phrasebook(), Voice(), load_channels()
    writer = EmbeddedWriter(book, None)
    found: Counter[str] = Counter()
    short, long = [], []
    for source in articles():
        for channel in channels.values():
            variant = writer.write(source, channel, voice)
            begun = time.process_time()
            findings, _ = inspect(variant, source, channel, voice, book, now=NOW)
            (short if len(variant.text) <= 1_000 else long).append(1000 * (time.process_time() - begun))
            found.update(each.severity.value for each in findings)
    total = len(short) + len(long)
    for name, times, goal in (("up to 1,000 characters", short, 1.0), ("longer", long, 4.0)):
        print(
            f"{name:24} median {quantile(times, 0.5):5.2f} ms, p95 {quantile(times, 0.95):5.2f} ms, goal {goal} ms median {verdict(holds=quantile(times, 0.5) <= goal)}"
        )
    shares = ", ".join(f"{found[weight] / total:.2f} {weight}" for weight in ("block", "warn", "note"))
    print(f"findings per variant ({total} variants of {ARTICLES} news articles): {shares}")
    print(f"spam told from honest mail, own examples: {spam():.1%}")


def articles() -> list[Source]:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(data("compose", "gnad10k", "test.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";", quotechar="'"))
    step = len(rows) // ARTICLES
    return [parse(read_stream(row[1].encode(), name="article.txt"), language="de") for row in rows[::step][:ARTICLES]]


def spam() -> float:
    right = total = 0
    for language in ("de", "en"):
        path = ROOT / "tests" / "verify" / "editorial" / f"spam_{language}.toml"
        for kind, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            right += sum((spam_likeness(text)[0] >= 0.5) == (kind == "spam") for text in texts)
            total += len(texts)
    return right / total


if __name__ == "__main__":
    main()
