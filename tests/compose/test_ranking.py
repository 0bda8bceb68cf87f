"""Ranking: which sentences carry a text."""

from collections.abc import Sequence

import numpy as np
import pytest
from craft import english, german, sentence, source_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from klaviatur.compose.ranking import Ranking, choose, lexical_vectors, rank, stem, stems
from klaviatur.records import Role, Source


class Letters:
    """An embedder that counts letters: texts of the same letters are the same to it."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([[text.lower().count(c) + 0.01 for c in "abcdefghijklmnopqrstuvwxyzäöü"] for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("embedder", [None, Letters()])
@pytest.mark.parametrize("source", [german(), english()])
def test_the_lead_of_a_news_text_comes_first(source: Source, embedder: Letters | None) -> None:
    ranking = rank(source, embedder)
    best = choose(ranking, 1)[0]
    assert source.sentences[best].role is Role.LEAD


def test_titles_contacts_and_noise_never_carry_a_text() -> None:
    source = german()
    ranking = rank(source)
    for one, score in zip(source.sentences, ranking.scores, strict=True):
        carries = one.role in (Role.LEAD, Role.BODY, Role.ITEM)
        assert (score > 0) == carries


def test_a_text_without_sentences_has_an_empty_ranking() -> None:
    empty = Source("0" * 64, "test", "text/plain", "de", "")
    assert rank(empty).scores == ()
    assert choose(rank(empty), 3) == []


def test_a_source_is_ranked_the_same_way_every_time() -> None:
    assert rank(german()).scores == rank(german()).scores


def test_what_was_said_before_is_not_chosen_again() -> None:
    source = source_of(
        "Kassel baut",
        "Kassel baut einen Speicher für Wärme. Kassel baut einen Speicher für Wärme im Norden. Das Land zahlt 3 Euro.",
        language="de",
    )
    ranking = rank(source)
    first, second = choose(ranking, 2, diversity=0.8)
    assert "Land" in source.sentences[second].text
    assert choose(ranking, 1, taken=[first], diversity=0.8) == [second]


def test_only_sentences_among_those_allowed_are_chosen() -> None:
    source = german()
    allowed = {sentence(source, "Der Speicher").index, sentence(source, "Deshalb").index}
    assert set(choose(rank(source), 9, among=allowed)) == allowed


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.integers(0, 15),
    st.floats(0, 1),
    st.lists(st.integers(0, 11), max_size=3),
)
def test_a_choice_has_no_doubles_and_nothing_taken(
    scores: list[float], n: int, diversity: float, taken: list[int]
) -> None:
    taken = [i for i in taken if i < len(scores)]
    ranking = Ranking(tuple(scores), lexical_vectors([f"wort{i} text" for i in range(len(scores))]))
    chosen = choose(ranking, n, taken=taken, diversity=diversity)
    assert len(chosen) == len(set(chosen)) <= n
    assert not set(chosen) & set(taken)
    assert all(scores[i] > 0 for i in chosen)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Speicher", "Speichers"),
        ("Haushalt", "Haushalten"),
        ("Kunden", "Kundin"),
        ("opened", "opens"),
        ("tools", "tool"),
    ],
)
def test_forms_of_a_word_share_their_stem_or_its_beginning(one: str, other: str) -> None:
    assert stem(one)[:4] == stem(other)[:4]


def test_stems_leave_out_single_letters_and_marks() -> None:
    assert stems("Ab 5 – a!") == ["ab"]


def test_lexical_vectors_have_length_one_and_equal_texts_are_equal() -> None:
    vectors = lexical_vectors(["Kassel baut Speicher", "Kassel baut Speicher", "Leeds opens"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert vectors[0] @ vectors[1] == pytest.approx(1)
    assert vectors[0] @ vectors[2] == pytest.approx(0)


class Unwanted:
    """An embedder nobody should ask."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        message = f"asked for {len(texts)} sentences"
        raise AssertionError(message)


def test_a_long_text_is_ranked_by_its_words_alone() -> None:
    source = source_of(
        "Kassel baut", " ".join(f"Die Stadt Kassel baut Haus {i} für 300 Euro." for i in range(120)), language="de"
    )
    assert len(rank(source, Unwanted()).scores) > 120
