"""What a chief editor would send back, and no longer has to."""

import pytest
from written import ENGLISH, GERMAN, part, parts, written

from klaviatur.records import Voice

FILLERS = {"Jetzt informieren", "Auf einen Blick", "Worum es geht", "At a glance", "Get the facts", "Find out more"}
COSTLY = """---
title: Bibliothek Marlow öffnet sonntags
---

Die Bibliothek Marlow öffnet ab dem 7. Februar 2027 auch am Sonntag. Wer mitliest, braucht dafür nur einen Ausweis. \
Die Stadt stellt drei neue Kräfte ein. Die zusätzlichen Stunden kosten die Stadt 38.000 Euro im Jahr. Der Rat stimmte \
am 12. Januar 2027 zu. Das Haus am Markt bekommt neue Sessel und ein Café mit zwölf Plätzen.
"""


@pytest.mark.parametrize("text", [GERMAN, ENGLISH])
@pytest.mark.parametrize("channel", ["google_search_ad", "performance_max"])
def test_an_ad_has_one_call_to_action_where_the_source_has_lines_enough(text: str, channel: str) -> None:
    heads = parts(written(text, channel), "headline")
    assert len(heads) >= 3
    assert len(FILLERS.intersection(heads)) <= 1 or len(heads) == 3


def test_what_it_costs_is_answered_with_what_the_reader_pays() -> None:
    variant = written(GERMAN, "faq")
    pairs = dict(zip(parts(variant, "question"), parts(variant, "answer"), strict=True))
    assert "Cent" in pairs["Was kostet das?"] or "4,50" in pairs["Was kostet das?"]
    assert "Was kostet das?" not in parts(written(COSTLY, "faq"), "question")


def test_no_faq_asks_which_figures_are_known() -> None:
    for text in (GERMAN, ENGLISH):
        asked = " ".join(parts(written(text, "faq"), "question"))
        assert "Welche Zahlen" not in asked
        assert "Which figures" not in asked


@pytest.mark.parametrize("text", [GERMAN, ENGLISH])
def test_a_newsletter_carries_the_link_it_asks_to_follow(text: str) -> None:
    link = "https://www.halmkorn.example/leinen" if text is GERMAN else "https://www.fernley.example/free"
    assert link in part(written(text, "newsletter"), "body")


def test_a_message_does_not_say_the_title_and_then_the_same() -> None:
    text = part(written(GERMAN.replace("Die Bäckerei Halm & Korn", "Halm & Korn"), "whatsapp"), "text")
    assert text.count("Plastik") <= 2


def test_no_hashtag_is_an_age() -> None:
    told = GERMAN.replace("sagt Thea Ritter", "sagt die 45-Jährige Thea Ritter")
    assert "Jährige" not in part(written(told, "instagram"), "text").rsplit("#", maxsplit=5)[-1]


def test_exact_figures_are_listed_once_in_the_notes() -> None:
    notes = part(written(GERMAN, "speech_notes"), "notes").lower()
    rows = [row.strip("– ") for row in notes.split("\n") if row.startswith("–")]
    assert not [row for row in rows if any(row != other and row in other for other in rows)]


def test_a_word_the_voice_prefers_brings_its_sentence_forward() -> None:
    plain, liking = (written(COSTLY, "bluesky", voice) for voice in (Voice(), Voice(use=("Kräfte",))))
    assert "Kräfte" not in part(plain, "text")
    assert "Kräfte" in part(liking, "text")
