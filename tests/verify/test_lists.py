"""A bench that shares its words with the detector would only measure itself."""

import tomllib
from pathlib import Path

import pytest

from klaviatur.records import Language
from klaviatur.text.lexicon import read_lines, read_table
from klaviatur.verify.figures import _unit_keys
from klaviatur.verify.words import beginning, stem

WORDS = tomllib.loads((Path(__file__).parents[2] / "bench" / "perturbation_words.toml").read_text(encoding="utf-8"))
CLOSED = {"function", "negation", "modality"}  # nicht, not, soll, may: a language has only one set of them


def listed(language: Language) -> set[str]:
    table = read_table("klaviatur.verify", f"words_{language}.toml")
    open_class = {word for name, words in table.items() if name not in CLOSED for word in words}
    lines = read_lines("klaviatur.verify", f"opposites_{language}.txt")
    return {word.lower() for word in open_class} | {w.lower() for line in lines for w in line.replace("|", " ").split()}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["names", "praise", "speakers"])
def test_the_bench_puts_in_no_word_the_detector_lists(language: Language, name: str) -> None:
    assert {word.lower() for word in WORDS[language][name]} & listed(language) == set()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_antonyms_of_the_bench_are_none_of_the_detectors(language: Language) -> None:
    own = {word.lower() for pair in WORDS[language]["antonyms"].items() for word in pair}
    assert own & listed(language) == set()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_invented_sentences_of_the_bench_hold_no_listed_praise(language: Language) -> None:
    table = read_table("klaviatur.verify", f"words_{language}.toml")
    words = {word.strip(".").lower() for line in WORDS[language]["invented"] for word in line.split()}
    assert words & {*table["absolute"], *table["superlative_base"], *table["certainty"]} == set()


def test_no_unit_form_stands_for_two_units() -> None:
    table = read_table("klaviatur.verify", "units.toml")["units"]
    forms = [form for forms in table.values() for form in forms]
    assert len(forms) == len(set(forms)) == len(_unit_keys())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["synonyms", "opposites"])
def test_a_listed_word_is_found_by_the_first_letter_of_its_stem(name: str, language: Language) -> None:
    words = " ".join(read_lines("klaviatur.verify", f"{name}_{language}.txt")).replace("|", " ").split()
    assert [word for word in words if beginning(word) != stem(word, language)[:1]] == []
