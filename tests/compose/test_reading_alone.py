"""A sentence read alone: whole names, dates instead of weekdays, no line that only its text explains."""

import pytest
from craft import english, german, sentence, source_of, spans_hold
from written import parts, written

from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.compose.brief import read_brief
from klaviatur.compose.naming import in_full, once
from klaviatur.compose.pieces import from_sentence, join, layout, text_of
from klaviatur.compose.standing import text_stands_alone
from klaviatur.compose.weekdays import with_dates
from klaviatur.records import Language, Source, Voice

_VOTE = (
    "Der Rat stimmt ab",
    (
        "Der Vorschlag kommt von Fraktionschefin Jana Brandt. Brandt leitet den Ausschuss seit 2019. Der Umbau lohnt "
        "sich, sagte Brandt. Frau Brandt kommt aus Kassel. Die Brandt GmbH gehört ihr nicht. „Brandt zahlt“, rief ein "
        "Zuhörer."
    ),
)


def named(source: Source, start: str) -> str:
    one = sentence(source, start)
    pieces = in_full(source, one, from_sentence(source, one))
    assert spans_hold(source, pieces)
    return text_of(pieces)


def test_a_last_name_becomes_the_name_the_source_has_introduced() -> None:
    source = source_of(*_VOTE, language="de")
    assert named(source, "Brandt leitet") == "Jana Brandt leitet den Ausschuss seit 2019."
    assert named(source, "Der Umbau") == "Der Umbau lohnt sich, sagte Jana Brandt."


@pytest.mark.parametrize("start", ["Der Vorschlag", "Frau Brandt", "Die Brandt GmbH", "„Brandt zahlt“"])
def test_a_name_that_is_whole_another_or_quoted_stays(start: str) -> None:
    source = source_of(*_VOTE, language="de")
    assert named(source, start) == sentence(source, start).text


def test_what_a_person_is_comes_along_where_it_stands_before_the_name() -> None:
    text = "Die Kosten sinken, sagte Baustadträtin Jana Brandt. Der Umbau lohnt sich, sagte Brandt."
    source = source_of("Der Rat stimmt ab", text, language="de")
    assert named(source, "Der Umbau") == "Der Umbau lohnt sich, sagte Baustadträtin Jana Brandt."


def test_two_people_of_one_name_stay_as_they_are() -> None:
    text = "Jana Brandt leitet das Werk. Peter Brandt leitet die Küche. Brandt zahlt die Rechnung."
    source = source_of("Zwei Chefs", text, language="de")
    assert named(source, "Brandt zahlt") == "Brandt zahlt die Rechnung."


def test_a_last_name_of_several_words_is_never_torn() -> None:
    text = "Die Rede hielt Anna Van der Bellen. Van der Bellen lobte die Stadt. Der Verein Für Van der Bellen sammelt."
    source = source_of("Eine Rede", text, language="de")
    assert "Van der Anna" not in named(source, "Van der Bellen")
    assert "Van der Anna" not in named(source, "Der Verein")


def test_an_english_last_name_becomes_the_whole_name() -> None:
    text = "Ellen Marsh leads the project in Leeds. Tools are cheap, said Marsh. Marsh’s team is small."
    source = source_of("Harrow Pike repairs tools", text, language="en")
    assert named(source, "Tools") == "Tools are cheap, said Ellen Marsh."
    assert named(source, "Marsh’s") == "Ellen Marsh’s team is small."


def test_a_genitive_takes_the_whole_name_too() -> None:
    text = "Der Plan stammt von Baudirektor Jörg Halm. Viele fordern die Entlassung Halms."
    assert named(source_of("Streit", text, language="de"), "Viele") == "Viele fordern die Entlassung Jörg Halms."


def test_a_whole_name_is_said_once_and_then_the_last_name_as_in_the_source() -> None:
    source = source_of(*_VOTE, language="de")
    told = [sentence(source, start) for start in ("Brandt leitet", "Der Umbau")]
    pieces = join([in_full(source, one, from_sentence(source, one)) for one in told])
    shorter = once(source, pieces)
    assert text_of(shorter) == "Jana Brandt leitet den Ausschuss seit 2019. Der Umbau lohnt sich, sagte Brandt."
    assert spans_hold(source, tuple(p for p in shorter if p.text.strip()))
    assert once(source, layout("x")) == layout("x")


def dated(text: str, language: Language, day: str = "2027-03-03") -> str:
    front = f"---\ntitle: Ein Titel\ndate: {day}\n---\n\n" if day else ""
    source = _parsed(front + text, language)
    pieces = with_dates(source, from_sentence(source, sentence(source, text.split(" ", maxsplit=1)[0])))
    assert spans_hold(source, pieces)
    return text_of(pieces)


def _parsed(text: str, language: Language) -> Source:

    return parse(read_stream(text.encode()), language=language)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [  # 3 March 2027 is a Wednesday
        ("Die Stadt eröffnete am Dienstag das Bad.", "de", "Die Stadt eröffnete am 2. März 2027 das Bad."),
        (
            "Der Rat hat am Freitag den Plan gebilligt, sagt er.",
            "de",
            "Der Rat hat am 26. Februar 2027 den Plan gebilligt, sagt er.",
        ),
        ("Das Bad öffnet am Freitag wieder.", "de", "Das Bad öffnet am 5. März 2027 wieder."),
        ("Am Montag kam der Bescheid.", "de", "Am 1. März 2027 kam der Bescheid."),
        ("The council approved the plan on Tuesday.", "en", "The council approved the plan on 2 March 2027."),
        ("The pool opens on Friday.", "en", "The pool opens on 5 March 2027."),
    ],
)
def test_a_weekday_becomes_the_date_it_means(text: str, language: Language, told: str) -> None:
    assert dated(text, language) == told


@pytest.mark.parametrize(
    "text",
    [
        "Das Bad hat am Montag geschlossen.",  # every Monday
        "Der geplante Umbau am Dienstag kostet 3 Euro.",
        "Das Bad öffnet am Mittwoch wieder.",  # today, or in a week
        "Das Bad öffnet am Freitag, dem 5. März, wieder.",
        "Das Bad öffnet am Dienstagabend wieder.",
        "Jeder „am Montag“ genannte Kurs wurde voll.",
    ],
)
def test_a_weekday_stays_where_its_date_is_not_certain(text: str) -> None:
    assert dated(text, "de") == text


def test_without_a_date_the_day_of_saying_goes_and_every_other_day_stays() -> None:
    assert dated("Die Stadt spart, sagte Jana Brandt am Mittwoch.", "de", "") == "Die Stadt spart, sagte Jana Brandt."
    told = dated("Das Werk schließt, teilte die Leitung am Freitagabend mit.", "de", "")
    assert told == "Das Werk schließt, teilte die Leitung mit."
    assert dated("Das Bad öffnet am Freitag wieder.", "de", "") == "Das Bad öffnet am Freitag wieder."
    assert dated("Prices fall, the council said on Monday.", "en", "") == "Prices fall, the council said."


AGENCY = (
    "Folge der Schäden vom Herbst. Gera – Die Stadtwerke Gera sperren ab Mai die Heinrichsbrücke. Zwei Gutachten haben "
    "Risse an vier Pfeilern belegt. Der Umbau kostet 3 Millionen Euro und dauert bis 2029. Die Buslinien 3 und 8 fahren "
    "über die Talstraße. Für Fahrräder bleibt die Brücke frei."
)


def test_a_line_above_the_dateline_is_never_taken_out_of_its_text() -> None:
    own = read_brief(_parsed(AGENCY, "de"), Voice(), None)
    assert own.news
    assert text_of(own.news.pieces) == "Die Stadtwerke Gera sperren ab Mai die Heinrichsbrücke."
    for channel in ("sms", "push", "x_post", "web_teaser", "google_search_ad"):
        assert not any("Folge der Schäden" in one.text for one in written(AGENCY, channel).parts)


def test_a_line_above_the_dateline_heads_the_text_where_it_names_something() -> None:
    own = read_brief(
        _parsed(AGENCY.replace("Folge der Schäden vom Herbst", "Gera sperrt eine Brücke"), "de"), Voice(), None
    )
    assert text_of(own.title) == "Gera sperrt eine Brücke"


def test_news_names_somebody_before_it_names_nobody() -> None:
    text = (
        "Interessierte können sich bis Ende März entscheiden und dann wechseln. Der Verein Lahnstrom bündelt zum dritten "
        "Mal Verträge für 4.000 Haushalte. Eine Kilowattstunde kostet 23 Cent. Der Vertrag gilt ein Jahr. Er endet von "
        "selbst. Danach gilt wieder der alte Tarif."
    )
    assert "Lahnstrom" in "".join(parts(written(text, "sms"), "text"))


INTERVIEW = (
    "# Jana Brandt über Chatbots\n\nDie Kasseler Entwicklerin Jana Brandt hat einen Chatbot für 20.000 Fahrgäste gebaut. "
    "Der Chatbot kennt alle 31 Buslinien in Kassel.\n\nBrandt: Nach zwei Wochen waren 900 Fragen beantwortet.\n\n"
    "Brandt: Geld verdienen wir mit 3 Verkehrsbetrieben in Hessen.\n"
)


def test_a_turn_of_an_interview_is_not_told_without_its_question() -> None:
    for channel in ("sms", "push", "x_post", "google_search_ad"):
        assert not any("Brandt:" in one.text for one in written(INTERVIEW, channel).parts)


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt Gera übergab den Betrieb später der Firma Lindhof.",
        "Jana Brandt hatte schon damals gewarnt.",
        "Es handelt sich um die größte Reform seit 1990.",
        "Jörg Halm will das ändern.",
        "Konkret geht es um 40 Filter.",
        "Der zweite Grund ist der Preis von 3 Euro.",
    ],
)
def test_a_sentence_that_points_back_from_its_middle_is_not_taken_out(text: str) -> None:
    from_there = (
        f"# Ein Titel\n\nDie Stadt Kassel baut einen Speicher für 1.850 Haushalte. {text} Er fasst 12.000 Liter."
    )
    for channel in ("sms", "push", "google_search_ad"):
        assert not any(text in one.text for one in written(from_there, channel).parts)


@pytest.mark.parametrize(
    "text",
    [
        "Es geht nicht, dass sie das Ergebnis ändern.",
        "Der 34-jährige Basler gewann in Kassel.",
        "Jana Brandt will bleiben, erklärte er.",
    ],
)
def test_somebody_unnamed_does_not_stand_alone(text: str) -> None:
    assert not text_stands_alone(german(), text)


def test_somebody_named_stands_alone() -> None:
    assert text_stands_alone(german(), "Der 34-jährige Basler Jörg Halm gewann in Kassel.")
    assert text_stands_alone(german(), "Es geht um Kassel, denn die Stadt zahlt, wenn sie kann.")
    assert text_stands_alone(english(), "Ellen Marsh leads the project in Leeds.")


def test_an_ad_headline_without_a_verb_names_what_it_is_about() -> None:
    text = (
        "# Wenige Tage vor der Wahl: 23 Spiele in Folge\n\nDie Halm GmbH aus Gera senkt am 3. Mai 2027 die Preise. Neben "
        "Direktor Jörg Halm stimmte auch Jana Brandt dafür. Ein Fahrrad kostet künftig 300 Euro."
    )
    headlines = parts(written(text, "google_search_ad"), "headline")
    assert not {"Wenige Tage vor der Wahl", "23 Spiele", "Neben Direktor Jörg Halm"} & set(headlines)
    assert len(headlines) >= 3


def test_a_headline_is_never_the_half_of_a_pair() -> None:
    text = "# Gemeinsame Busse von Gera und Jena fahren im Stundentakt\n\nDie Busse fahren ab Mai 2027 in Thüringen.\n"
    for channel in ("push", "slide", "google_search_ad", "newsletter"):
        assert not any(one.text.endswith("von Gera") for one in written(text, channel).parts)


def test_a_headline_never_ends_in_the_middle_of_a_span() -> None:
    text = "# Halm & Co opens a counter\n\nMost repairs at Halm & Co in Leeds will cost between £6 and £18 from May 2027.\n"
    for channel in ("meta_ad", "google_search_ad", "push", "slide"):
        assert not any(one.text.rstrip(".").endswith("£6") for one in written(text, channel).parts)


def test_a_name_that_denies_something_is_not_cut_after_its_denial() -> None:
    text = "# Keine Sorgen EisArena öffnet\n\nDie Keine Sorgen EisArena in Linz öffnet am 3. Mai 2027 für 500 Kinder.\n"
    assert not any(one.text == "Sorgen EisArena" for one in written(text, "google_search_ad").parts)


def test_the_title_comes_along_where_the_news_speaks_of_it() -> None:
    text = "# Kassel baut eine Halle\n\nDie Halle kostet 3 Millionen Euro. Der Bau beginnt im Mai 2027.\n"
    assert "Kassel baut eine Halle. Die Halle kostet 3 Millionen Euro." in "".join(parts(written(text, "sms"), "text"))


def test_what_follows_comes_along_only_if_its_nouns_are_in_the_text() -> None:
    text = (
        "# Kassel spart Strom\n\nDie Stadt Kassel hat einen Plan für 40 Schulen. Viele Eltern in Kassel sind dagegen. "
        "Der Plan gilt bis 2029.\n\nIn Kassel gibt es 40 Schulen mit 9.000 Kindern. Der Plan kostet 2 Millionen Euro."
    )
    for channel in ("x_thread", "x_post", "web_teaser"):
        for one in written(text, channel).parts:
            assert "9.000 Kindern. Der Plan kostet" not in one.text or "einen Plan" in one.text
