"""A noun with "der" or "the" is used only where the reader has met it."""

from written import parts, source, written

from klaviatur.compose.brief import read_brief
from klaviatur.compose.given import TITLE, taken_for_granted
from klaviatur.records import Voice

GERMAN = """---
title: Marlow prüft Fahrräder kostenlos
---

Die Gemeinde Marlow prüft ab dem 4. Mai 2027 alle Fahrräder ihrer Bürgerinnen und Bürger ohne Gebühr. Der Bus hält \
dafür an acht Plätzen im Ort. Wer sein Rad bringt, wartet rund zehn Minuten.

Im Winter lief ein Feldversuch mit 90 Rädern im Ortsteil Sülze. Der Feldversuch kostete 1.200 Euro und dauerte fünf \
Wochen. Grundlage war eine Umfrage unter 300 Haushalten. Die Umfrage zeigte den größten Bedarf bei alten Bremsen.
"""
ENGLISH = """---
title: Marlow checks bicycles free of charge
---

The town of Marlow will check every bicycle free of charge from 4 May 2027. Residents wait about ten minutes.

Last winter the council opened a repair counter in Sulze for five weeks. Volunteers checked 90 bicycles at the counter \
and found 61 worn brakes. The counter cost £1,200 and was paid for by the council.
"""


def test_a_noun_introduced_before_is_taken_for_granted_later() -> None:
    german = source(GERMAN)
    (later,) = [s for s in german.sentences if s.text.startswith("Der Feldversuch")]
    (introducing,) = [s for s in german.sentences if "ein Feldversuch" in s.text]
    assert introducing.index in taken_for_granted(german)[later.index][0]


def test_an_english_noun_is_introduced_by_its_indefinite_article() -> None:
    english = source(ENGLISH)
    (later,) = [s for s in english.sentences if s.text.startswith("The counter")]
    (introducing,) = [s for s in english.sentences if "a repair counter" in s.text]
    assert introducing.index in taken_for_granted(english)[later.index][0]


def test_a_noun_the_source_opens_with_its_article_needs_nothing() -> None:
    german = source("Die Polizei sperrt die Brücke. Am Abend gab die Polizei Entwarnung.")
    assert taken_for_granted(german) == {}


def test_the_title_introduces_nouns_too() -> None:
    text = "---\ntitle: Stadt verkauft Mietshäuser\n---\n\nEs geht um drei Orte. Wer in einem der Häuser wohnt, bleibt."
    ((places,),) = taken_for_granted(source(text)).values()
    assert TITLE in places


def test_a_predicate_without_its_reference_does_not_stand_alone() -> None:
    brief = read_brief(source(GERMAN), Voice(), None)
    (ground,) = [
        one for one in brief.statements if one.index and "Grundlage" in source(GERMAN).sentences[one.index].text
    ]
    assert ground.pieces == ()


def test_a_variant_names_a_thing_before_it_speaks_of_it() -> None:
    for channel in ("x_post", "bluesky", "chat_answer", "linkedin", "google_search_ad", "slide", "video_captions"):
        said = " ".join(part.text for part in written(ENGLISH, channel).parts)
        at = said.find("The counter")
        assert at < 0 or 0 <= said.find("a repair counter") < at


def test_an_ad_line_never_points_back() -> None:
    lines = parts(written(GERMAN, "google_search_ad"), "description")
    assert not [line for line in lines if line.startswith(("Der Feldversuch", "Grundlage", "Die Umfrage"))]
