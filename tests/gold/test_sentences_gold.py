"""The splitter against two gold sets, written for it: one sentence per line, passages parted by blank lines."""

from pathlib import Path

import pytest

from klaviatur.records import Language
from klaviatur.text.sentences import split_sentences

HERE = Path(__file__).parent


def passages(name: str) -> list[list[str]]:
    chunks = (HERE / name).read_text(encoding="utf-8").strip().split("\n\n")
    return [chunk.split("\n") for chunk in chunks]


def missed(name: str, language: Language) -> list[tuple[str, list[str]]]:
    wrong: list[tuple[str, list[str]]] = []
    for gold in passages(name):
        text = " ".join(gold)
        found = [text[span.start : span.end] for span in split_sentences(text, language)]
        lost = [sentence for sentence in gold if sentence not in found]
        if lost or len(found) != len(gold):
            wrong.append((lost[0] if lost else "", [s for s in found if s not in gold]))
    return wrong


@pytest.mark.parametrize(("name", "language"), [("sentences_de.txt", "de"), ("sentences_en.txt", "en")])
def test_every_sentence_of_the_gold_set_is_found(name: str, language: Language) -> None:
    assert missed(name, language) == []


@pytest.mark.parametrize("name", ["sentences_de.txt", "sentences_en.txt"])
def test_each_gold_set_has_at_least_300_sentences(name: str) -> None:
    assert sum(len(passage) for passage in passages(name)) >= 300
