"""Each word of a claim beside the source: nearness, company, and what is learned from both."""

import numpy as np
import pytest
from bench.word_learning import Case, fit_words
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.records import Language
from klaviatur.verify.trust import Ground, Signals, prepare, score, signals, trust
from klaviatur.verify.words import words_of
from klaviatur.verify.wordwise import FEATURES, Wordwise, asked, least, log_odds

EMBEDDER = UseEmbedder()
GERMAN = """Der Verein Auwald pflanzt im Herbst 400 Erlen am Mühlbach. Die Helfer erhalten kostenlose Handschuhe.

Im Rathaus zeigt eine Ausstellung alte Landkarten. Der Eintritt ist am Sonntag frei.
"""
ENGLISH = """The club will plant 400 alders along the brook in autumn. Helpers receive free gloves.

An exhibition in the town hall shows old maps. Admission is free on Sunday.
"""
GROUNDS = {"de": prepare(GERMAN, "de", EMBEDDER), "en": prepare(ENGLISH, "en", EMBEDDER)}


def seen(ground: Ground, claim: str) -> Wordwise:
    found = signals(ground, claim).words
    assert found is not None
    return found


def figure(found: Wordwise, name: str) -> list[float]:
    return found.figures[:, FEATURES.index(name)].tolist()


@pytest.mark.parametrize(
    ("language", "own", "reworded", "alien"),
    [
        ("de", "Die Helfer pflanzen.", "Die Unterstützer pflanzen.", "Die Kometen pflanzen."),
        ("en", "The helpers plant.", "The assistants plant.", "The comets plant."),
    ],
)
def test_a_word_of_the_source_is_nearer_than_a_reworded_and_that_than_an_alien_one(
    language: Language, own: str, reworded: str, alien: str
) -> None:
    nearest = [figure(seen(GROUNDS[language], claim), "nearest")[0] for claim in (own, reworded, alien)]
    assert nearest[0] > nearest[1] > nearest[2]


@pytest.mark.parametrize(
    ("language", "together", "apart"),
    [
        ("de", "Handschuhe für Helfer.", "Landkarten für Erlen."),
        ("en", "Gloves for helpers.", "Maps for alders."),
    ],
)
def test_words_from_distant_sentences_lose_by_standing_together(language: Language, together: str, apart: str) -> None:
    kept, torn = (signals(GROUNDS[language], claim).figures["loss_line_most"] for claim in (together, apart))
    assert kept < 0.2 < torn


@pytest.mark.parametrize(
    ("language", "claim", "expected"),
    [
        ("de", "Der Eintritt ist nicht frei.", ["Eintritt", "nicht", "frei"]),
        ("en", "Admission is never free.", ["Admission", "never", "free"]),
    ],
)
def test_small_words_are_asked_only_where_they_turn_the_sense(
    language: Language, claim: str, expected: list[str]
) -> None:
    words = words_of(claim, language)
    assert [words[i].text for i in asked(words, language)] == expected


def test_a_list_word_that_the_evidence_has_too_is_not_new() -> None:
    ground = prepare("The bridge is not closed. The ferry sails.", "en", EMBEDDER)
    assert max(figure(seen(ground, "The bridge is not closed."), "new_negation")) == 0
    assert max(figure(seen(ground, "The ferry is not late."), "list_negation")) == 1


def test_a_verbatim_sentence_has_only_words_of_its_place() -> None:
    found = seen(GROUNDS["en"], "Helpers receive free gloves.")
    assert set(figure(found, "tie_same")) == {1.0}
    assert set(figure(found, "elsewhere")) == {0.0}


def test_the_words_of_several_sentences_are_asked_each_in_its_own() -> None:
    one, two = "Helpers receive gloves.", "Old maps hang in the hall."
    both = seen(GROUNDS["en"], f"{one} {two}")
    assert both.stems == seen(GROUNDS["en"], one).stems + seen(GROUNDS["en"], two).stems


@pytest.mark.parametrize("claim", ["", "It is.", "…", "Es war so."])
def test_a_claim_without_content_has_no_words_and_still_a_trust(claim: str) -> None:
    found = signals(GROUNDS["en"], claim)
    assert found.words is None or not found.words.stems or claim == "Es war so."
    assert 0 <= trust(found) <= 1


@pytest.mark.parametrize("source", ["", "- - -", "It is what it was."])
def test_a_source_without_content_carries_little(source: str) -> None:
    assert score(source, "The ferry sails to Norway on Monday.", "en", EMBEDDER) < 0.2


@given(st.text(alphabet="abc ÄÖüß.,!?'0123 nicht never\n", max_size=80))
@settings(max_examples=60, deadline=None)
def test_whatever_is_claimed_its_figures_are_finite_and_its_trust_a_share(claim: str) -> None:
    found = signals(GROUNDS["de"], claim)
    assert 0 <= trust(found) <= 1
    assert all(np.isfinite(value) for value in found.figures.values())
    if found.words:
        assert found.words.figures.shape == (len(found.words.stems), len(FEATURES))
        assert np.isfinite(found.words.figures).all()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_share_of_nearness_never_leaves_nought_to_one(language: Language) -> None:
    found = seen(GROUNDS[language], "Helpers zeigen 400 Landkarten, never Kometen am Mühlbach.")
    for name in ("alone", "evidence", "elsewhere", "loss_line_least", "loss_line_most"):
        assert all(-1e-6 <= value <= 1 + 1e-6 for value in figure(found, name))


def _case(words: list[list[float]], *, carried: bool, domain: str) -> Case:
    figures = np.zeros((len(words), len(FEATURES)), np.float32)
    figures[:, :2] = words
    found = Wordwise(
        ("word",) * len(words), figures, np.eye(len(words), 3, dtype=np.float32), (np.zeros(0, np.float32),) * 3
    )
    return Case(Signals({}, (), None, found), carried, domain, np.ones(len(words), bool))


def test_blame_falls_on_the_word_that_only_false_claims_have() -> None:
    harmless, harmful = [1.0, 0.0], [0.0, 1.0]
    true = [_case([harmless, harmless], carried=True, domain=d) for d in "ab" for _ in range(100)]
    false = [_case([harmless, harmful], carried=False, domain=d) for d in "ab" for _ in range(100)]
    weights = fit_words(true + false)
    odds = log_odds(seen_words([harmless, harmful]), weights)
    assert odds[0] > 0 > odds[1]
    assert least(seen_words([harmless, harmful]), weights)["word_least"] == odds[1]


def seen_words(words: list[list[float]]) -> Wordwise:
    found = _case(words, carried=True, domain="a").signals.words
    assert found is not None
    return found
