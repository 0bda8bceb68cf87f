"""Plain language: one statement per sentence, common words, the same facts."""

import re

import pytest
from craft import english, german, one_sentence, sentence, spans_hold
from written import ENGLISH, GERMAN, part, written

from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.compose.pieces import text_of
from klaviatur.compose.plain import plain
from klaviatur.records import Language, Source


def said(text: str, language: Language) -> list[str]:
    return [text_of(one) for one in plain(*one_sentence(text, language))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Die Stadtwerke zahlen die Leitungen, und das Land gibt Geld.",
            ["Die Stadtwerke zahlen die Leitungen.", "Das Land gibt Geld."],
        ),
        (
            "Die Stadt zahlt die Leitungen, aber das Land gibt Geld.",
            ["Die Stadt zahlt die Leitungen.", "Aber das Land gibt Geld."],
        ),
        ("Die Stadt zahlt; der Bau beginnt im Mai.", ["Die Stadt zahlt.", "Der Bau beginnt im Mai."]),
        ("Die Stadt zahlt Leitungen, Pumpen und Speicher.", ["Die Stadt zahlt Leitungen, Pumpen und Speicher."]),
        ("Die Stadt zahlt, weil die Preise steigen.", ["Die Stadt zahlt, weil die Preise steigen."]),
    ],
)
def test_a_german_sentence_with_two_statements_becomes_two(text: str, sentences: list[str]) -> None:
    assert said(text, "de") == sentences


def test_a_relative_clause_behind_a_name_becomes_a_sentence_with_the_verb_in_second_place() -> None:
    source = german()
    found = [text_of(one) for one in plain(source, sentence(source, "Jana Brandt, die"))]
    assert found == ["Jana Brandt freut sich über den Beschluss.", "Jana Brandt arbeitet seit 2019 in Kassel."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "The city pays for the tools, and the council has hired staff.",
            ["The city pays for the tools.", "The council has hired staff."],
        ),
        ("The city pays; the counter is free.", ["The city pays.", "The counter is free."]),
        ("The city pays for tools, staff and rent.", ["The city pays for tools, staff and rent."]),
    ],
)
def test_an_english_sentence_with_two_statements_becomes_two(text: str, sentences: list[str]) -> None:
    assert said(text, "en") == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Weil die Bretter in der Region gefertigt werden, sinkt der Aufwand um 38 Prozent.",
            ["Die Bretter werden in der Region gefertigt.", "Deshalb sinkt der Aufwand um 38 Prozent."],
        ),
        (
            "Alle müssen sich bis Ende Mai anmelden, weil die Plätze begrenzt sind.",
            ["Alle müssen sich bis Ende Mai anmelden.", "Denn die Plätze sind begrenzt."],
        ),
        (
            "Obwohl die Zahl der Lehrstellen gestiegen ist, blieben in der Region viele unbesetzt.",
            ["Die Zahl der Lehrstellen ist gestiegen.", "Trotzdem blieben in der Region viele unbesetzt."],
        ),
        (
            "Der Umbau war bald vergessen, obwohl ein Wasserschaden das halbe Haus zerstört hatte.",
            ["Ein Wasserschaden hatte das halbe Haus zerstört.", "Trotzdem war der Umbau bald vergessen."],
        ),
        (
            "Die Auslieferung beginnt im April, wobei zunächst nur Haushalte in Kassel beliefert werden.",
            ["Die Auslieferung beginnt im April.", "Dabei werden zunächst nur Haushalte in Kassel beliefert."],
        ),
        (
            "Die Busse fahren wieder pünktlich, was der Betrieb auf die neue Strecke zurückführt.",
            ["Die Busse fahren wieder pünktlich.", "Das führt der Betrieb auf die neue Strecke zurück."],
        ),
        (
            "Im Erdgeschoss gibt es ein Café, das von der Stadt betrieben wird und in dem acht Leute arbeiten.",
            [
                "Im Erdgeschoss gibt es ein Café.",
                "Das Café wird von der Stadt betrieben.",
                "In dem Café arbeiten 8 Leute.",
            ],
        ),
        (
            "Die Stadt weist darauf hin, dass die Brücke im Juni voll gesperrt wird.",
            ["Die Stadt sagt:", "Die Brücke wird im Juni voll gesperrt."],
        ),
        (
            "Die Serie umfasst 14 Module und kostet im Einstieg nur 189 Euro.",
            ["Die Serie umfasst 14 Module.", "Die Serie kostet im Einstieg nur 189 Euro."],
        ),
    ],
)
def test_a_german_clause_becomes_a_sentence_with_its_verb_in_second_place(text: str, sentences: list[str]) -> None:
    assert said(text, "de") == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Gesucht werden vor allem ältere Menschen, die Arabisch oder Türkisch sprechen.",
        "Die Stadt will im Norden ein Haus bauen, das von allen genutzt wird.",
        "Niemand weiß in der Stadt genau, ob das Geld für alle reicht.",
        "Kunden, die ihr altes Regal zurückgeben, erhalten einen Nachlass von 25 Euro.",
        "Die Halle bleibt an den Tagen nur, weil der Regen kommt, im Winter geschlossen.",
        "Der Betrieb rechnet nicht damit, dass die Preise in diesem Jahr sinken.",
        "Ein Kasten kostet 9 Euro im Monat, weil die Leute ihn gießen und im Herbst abholen.",
    ],
)
def test_a_clause_that_limits_denies_or_supposes_stays_in_its_sentence(text: str) -> None:
    assert len(said(text, "de")) == 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Because the software runs on old machines, no new ones are needed.",
            ["The software runs on old machines.", "So no new ones are needed."],
        ),
        (
            "The counter repairs lamps and kettles, although the staff cannot mend any gas heaters.",
            ["The counter repairs lamps and kettles.", "But the staff cannot mend any gas heaters."],
        ),
        (
            "The building, which dates from 1901, had been empty since 1998.",
            ["The building had been empty since 1998.", "The building dates from 1901."],
        ),
        (
            "The voice was tried out by 26 harbour masters, who tested it on night shifts.",
            ["The voice was tried out by 26 harbour masters.", "The 26 harbour masters tested it on night shifts."],
        ),
        (
            "The café will open in May after a restoration that took fourteen months.",
            ["The café will open in May after a restoration.", "The restoration took 14 months."],
        ),
        (
            "The café seats 44 people and creates nine jobs.",
            ["The café seats 44 people.", "The café creates 9 jobs."],
        ),
        (
            "The light is being recalled because the cover can come off when it falls.",
            ["The light is being recalled.", "That is because the cover can come off when it falls."],
        ),
    ],
)
def test_an_english_clause_becomes_a_sentence_of_its_own(text: str, sentences: list[str]) -> None:
    assert said(text, "en") == sentences


@pytest.mark.parametrize(
    "text",
    [
        "People who cannot come to the store can send small tools by post.",
        "The shop does not close because the rent is too high for them.",
        "The city plans a centre that will be open to everyone in town.",
        "The store sells bikes and parts for people who ride to work.",
    ],
)
def test_an_english_clause_that_limits_or_supposes_stays_in_its_sentence(text: str) -> None:
    assert len(said(text, "en")) == 1


@pytest.mark.parametrize(
    ("text", "plainer"),
    [
        ("Trotz der Durchführung von 214 Fahrten kam es zu Staus.", "Trotz 214 Fahrten kam es zu Staus."),
        ("Die Stadt zahlt 40 % der Kosten.", "Die Stadt zahlt 40 Prozent der Kosten."),
        ("Der Bau kostet ca. 3 Mio. Euro.", "Der Bau kostet etwa 3 Millionen Euro."),
        ("Im Haus arbeiten zwölf Menschen.", "Im Haus arbeiten 12 Menschen."),
    ],
)
def test_nouns_become_verbs_and_short_forms_are_written_out(text: str, plainer: str) -> None:
    assert said(text, "de") == [plainer]


@pytest.mark.parametrize(
    ("text", "plainer", "language"),
    [
        ("Die Stadt zahlt lediglich 300 Euro.", "Die Stadt zahlt nur 300 Euro.", "de"),
        ("Bereits im Mai beginnt der Bau.", "Schon im Mai beginnt der Bau.", "de"),
        ("Die Stadt erhält z. B. Geld.", "Die Stadt bekommt zum Beispiel Geld.", "de"),
        ("The city opened prior to May.", "The city opened before May.", "en"),
        ("Approximately 300 people utilise the counter.", "About 300 people use the counter.", "en"),
    ],
)
def test_a_hard_word_gives_way_to_a_common_one_of_the_same_meaning(text: str, plainer: str, language: Language) -> None:
    assert said(text, language) == [plainer]


@pytest.mark.parametrize(
    ("word", "hyphenated"),
    [
        ("Wärmeversorgung", "Wärme-Versorgung"),
        ("Energieberatung", "Energie-Beratung"),
        ("Klimaschutzprogramm", "Klimaschutz-Programm"),
        ("Projektmitarbeiter", "Projekt-Mitarbeiter"),
        ("Ratenrückzahlung", "Raten-Rückzahlung"),
        ("Ausbildungsplätze", "Ausbildungs-Plätze"),
        ("Zusammenarbeit", "Zusammenarbeit"),
        ("Bushaltestelle", "Bushaltestelle"),
        ("Speicher", "Speicher"),
        ("Heizkraftwerke", "Heizkraftwerke"),
    ],
)
def test_a_long_compound_gets_a_hyphen_only_where_its_last_part_is_known(word: str, hyphenated: str) -> None:
    assert said(f"Die Stadt Kassel plant die {word} für alle.", "de") == [
        f"Die Stadt Kassel plant die {hyphenated} für alle."
    ]


def test_the_words_of_a_quote_are_never_made_plainer() -> None:
    text = "„Wir zahlen lediglich die Wärmeversorgung“, sagt Jana Brandt."
    assert said(text, "de") == [text]


@pytest.mark.parametrize("source", [german(), english()])
def test_plain_sentences_keep_every_figure_and_their_origin(source: Source) -> None:
    for one in source.sentences:
        found = plain(source, one)
        figures = re.findall(r"\d[\d.,]*\d|\d", one.text)
        whole = " ".join(text_of(part) for part in found)
        assert set(figures) <= set(re.findall(r"\d[\d.,]*\d|\d", whole))
        assert all(spans_hold(source, part) for part in found)


def test_a_hard_word_is_explained_once_behind_the_sentence_that_brings_it() -> None:
    text = """# Stadtwerk baut Wärmespeicher

Das Stadtwerk baut im Mai 2027 einen Wärmespeicher für 1.200 Haushalte. Der Wärmespeicher kostet 3 Millionen Euro.

Die Wohnungen bekommen im Herbst warmes Wasser aus der neuen Anlage. Die Stadt zahlt die Hälfte der Kosten.
"""
    lines = part(written(text, "plain_language"), "text").split("\n")
    meaning = "Ein Wärmespeicher hält Wärme fest, bis man sie braucht."
    assert lines.count(meaning) == 1
    assert any("Wärmespeicher" in line for line in lines[: lines.index(meaning)])


def test_an_explanation_is_a_declared_phrase_and_never_names_the_source() -> None:
    meanings = [phrase for phrase in load_phrasebook().phrases if phrase.use == "explain"]
    assert {phrase.language for phrase in meanings} == {"de", "en"}
    assert all(phrase.text.endswith(".") and len(phrase.text.split()) <= 16 for phrase in meanings)


@pytest.mark.parametrize("text", [GERMAN, ENGLISH])
def test_a_plain_text_has_one_short_statement_a_line(text: str) -> None:
    lines = [line for line in part(written(text, "plain_language"), "text").split("\n") if line and "http" not in line]
    assert sum(len(line.split()) for line in lines) / len(lines) <= 12


@pytest.mark.parametrize(
    ("text", "sentences", "language"),
    [
        (
            "Die Sanierung dauerte zwei Jahre, wobei das Land die Hälfte der Kosten übernahm.",
            ["Die Sanierung dauerte 2 Jahre.", "Dabei übernahm das Land die Hälfte der Kosten."],
            "de",
        ),
        (
            "Der Kreis hat am Dienstag mitgeteilt, dass die Kreisstraße 14 ab August gesperrt wird.",
            ["Der Kreis hat am Dienstag mitgeteilt:", "Die Kreisstraße 14 wird ab August gesperrt."],
            "de",
        ),
        (
            "She runs the company's oldest factory in Dundee, which employs 230 people.",
            ["She runs the company's oldest factory in Dundee, which employs 230 people."],
            "en",
        ),
    ],
)
def test_a_verb_keeps_its_prefix_a_noun_its_number_and_a_clause_its_noun(
    text: str, sentences: list[str], language: Language
) -> None:
    assert said(text, language) == sentences


def test_plain_language_keeps_the_headings_of_the_source() -> None:
    text = (
        "# Kassel baut einen Speicher\n\nDie Stadtwerke Kassel bauen einen Speicher für 1.850 Haushalte. Der Bau beginnt "
        "am 3. Mai 2027.\n\n## Was der Speicher kostet\n\nDie Stadtwerke Kassel zahlen 4 Millionen Euro. Die Stadt Kassel "
        "zahlt 2 Millionen Euro.\n\n## Wer die Wärme bekommt\n\n1.850 Haushalte in Kassel bekommen die Wärme. Sie "
        "melden sich bis zum 1. April 2027 bei den Stadtwerken Kassel.\n"
    )
    lines = part(written(text, "plain_language"), "text").split("\n")
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## Was der Speicher kostet", "## Wer die Wärme bekommt"]
    assert lines.index(headings[0]) < lines.index("Die Stadtwerke Kassel zahlen 4\u00a0Millionen\u00a0Euro.")
    assert not lines[0].startswith("## ")
