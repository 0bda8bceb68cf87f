"""Every variant of every real text is inside all limits and free of blocking findings."""

import csv
import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from klaviatur import play
from klaviatur.records import Played, Severity

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = int(os.environ.get("KLAVIATUR_ARTICLES", "100"))
EXAMPLES = sorted((ROOT / "examples").glob("press*.md"))


def articles(folder: Path) -> Iterator[str]:
    with gzip.open(folder / "compose" / "gnad10k" / "test.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.reader(io.StringIO(file.read()), delimiter=";", quotechar="'"))
    step = max(1, len(rows) // ARTICLES)
    yield from (row[1] for row in rows[::step][:ARTICLES])


def complaints(played: Played) -> list[str]:
    over = [
        f"{c.variant.channel}: {n.measure} {n.value} outside {n.limit.minimum}-{n.limit.maximum}"
        for c in played.checked
        for n in c.counts
        if not n.fits and n.limit.severity is Severity.BLOCK
    ]
    blocks = [
        f"{c.variant.channel}: {f.rule} {f.words!r}: {f.message.en}"
        for c in played.checked
        for f in c.findings
        if f.severity is Severity.BLOCK
    ]
    return over + blocks


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_our_samples_play_on_every_channel_without_a_block(path: Path) -> None:
    played = play(path)
    assert len(played.checked) >= 30
    assert complaints(played) == []


def test_a_hundred_news_articles_and_an_essay_play_on_every_channel_without_a_block(test_data: Path) -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted((test_data / "texts").glob("*.txt"))] + list(
        articles(test_data)
    )
    wrong = {number: found for number, text in enumerate(texts) if (found := complaints(play(text.encode())))}
    assert wrong == {}


def test_the_same_source_always_gives_the_same_words() -> None:
    first, second = (play(EXAMPLES[0]) for _ in range(2))
    assert [c.variant for c in first.checked] == [c.variant for c in second.checked]


def test_every_character_of_every_variant_has_an_origin() -> None:
    for path in EXAMPLES:
        played = play(path)
        for part in (p for c in played.checked for p in c.variant.parts):
            assert "".join(piece.text for piece in part.pieces) == part.text
            assert all(piece.source or piece.phrase for piece in part.pieces), part
