"""Forms for women and men say nothing new: the source's "Kunden" carries them, and they carry its "Kunden"."""

import pytest

from klaviatur.verify.gendered import without_mark, women_of_pairs
from klaviatur.verify.words import stem, words_of


@pytest.mark.parametrize(
    ("marked", "plain"), [("Kund*innen", "Kunden"), ("Ärzt:innen", "Ärzte"), ("Leser_innen", "Leser")]
)
def test_a_form_with_a_sign_is_the_word_without_it(marked: str, plain: str) -> None:
    assert stem(marked, "de") == stem(plain, "de")


@pytest.mark.parametrize(
    "text", ["Kundinnen und Kunden zahlen", "Ärzte und Ärztinnen zahlen", "Bäuerinnen oder Bauern zahlen"]
)
def test_the_women_of_a_pair_claim_nothing_beside_the_men(text: str) -> None:
    women = [word for word in words_of(text, "de") if word.text.endswith("innen")]
    assert [word.function for word in women] == [True]


@pytest.mark.parametrize("text", ["Lehrerinnen und Ärzte zahlen", "140 Lehrerinnen zahlen"])
def test_women_who_are_not_the_other_half_of_a_pair_are_a_claim(text: str) -> None:
    assert women_of_pairs(text) == []


def test_a_word_that_only_looks_marked_stays() -> None:
    assert without_mark("innen") == "innen"
    assert without_mark("drinnen") == "drinnen"
