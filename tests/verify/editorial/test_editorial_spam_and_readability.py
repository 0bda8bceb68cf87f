"""Spam-likeness and readability."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest
from editorial_desk import Inspect, make_channel, rules
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.verify.editorial.readability import complexity, readability
from klaviatur.verify.editorial.spam import spam_likeness

EXAMPLES = [
    (language, kind, text)
    for language in ("de", "en")
    for kind, texts in tomllib.loads((Path(__file__).parent / f"spam_{language}.toml").read_text("utf-8")).items()
    for text in texts
]


@pytest.mark.parametrize(("language", "kind", "text"), EXAMPLES)
def test_spam_looks_like_spam_and_honest_mail_does_not(language: str, kind: str, text: str) -> None:
    likeness, signs = spam_likeness(text)
    assert (likeness >= 0.5) is (kind == "spam"), (language, signs)


def test_there_are_enough_examples_of_both_kinds() -> None:
    assert all(
        sum((each[0], each[1]) == key for each in EXAMPLES) >= 30
        for key in (("de", "spam"), ("de", "ham"), ("en", "spam"), ("en", "ham"))
    )


def test_the_signs_are_named_heaviest_first() -> None:
    _, signs = spam_likeness("Ihr Konto wurde gesperrt!!! Klicken Sie hier: bit.ly/1")
    assert signs[0] == "phishing"
    assert "shortener" in signs


def test_hidden_letters_are_a_sign() -> None:
    assert "hidden" in spam_likeness("Gra\u200bt\u200bis fr\u200bei ge\u200bwin\u200bnen")[1]


def test_a_long_honest_newsletter_stays_low() -> None:
    honest = [text for language, kind, text in EXAMPLES if language == "de" and kind == "ham"]
    assert spam_likeness("\n\n".join(honest[:12]))[0] < 0.5


def test_spam_is_a_warning(check: Inspect) -> None:
    assert "spam.likely" in rules(check("SIE HABEN GEWONNEN!!! Klicken Sie hier!"))


@given(st.text(max_size=300))
def test_the_likeness_is_a_share(text: str) -> None:
    assert 0 <= spam_likeness(text)[0] <= 1


def test_short_words_read_easier_than_long_ones() -> None:
    easy = "Das Haus ist warm. Die Miete bleibt gleich."
    hard = "Die Inanspruchnahme der Wärmeversorgungsinfrastruktur erfordert umfangreiche genehmigungsrechtliche Voraussetzungen."
    assert readability(easy, "de") > 80 > readability(hard, "de")


def test_english_is_measured_too() -> None:
    assert readability("The house is warm. The rent stays the same.", "en") > 80
    assert (
        readability("Comprehensive infrastructural considerations necessitate organisational restructuring.", "en") < 20
    )


def test_nothing_to_read_is_easy() -> None:
    assert readability("", "de") == readability("...", "en") == 100
    assert complexity("123") is None


def test_plain_language_is_held_to_it(check: Inspect) -> None:
    hard = "Die Inanspruchnahme der Wärmeversorgungsinfrastruktur erfordert genehmigungsrechtliche Voraussetzungen."
    assert "readability.hard" in rules(check(hard, channel=make_channel(form="plain", family="access")))
    assert "readability.hard" not in rules(
        check("Das Haus ist warm.", channel=make_channel(form="plain", family="access"))
    )


@given(st.text(max_size=200))
def test_any_sentence_gets_a_complexity_on_the_scale(text: str) -> None:
    score = complexity(text)
    assert score is None or 1 <= score <= 7


def test_the_model_agrees_with_people(test_data: Path) -> None:
    with (test_data / "compose" / "textcomplexity_de" / "ratings.csv").open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    said = [complexity(row["Sentence"]) or 1.0 for row in rows]
    assert np.corrcoef(said, [float(row["MOS_Complexity"]) for row in rows])[0, 1] >= 0.8
