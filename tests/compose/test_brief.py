"""What an editor asks of a source, answered once."""

from written import ENGLISH, GERMAN, TABLE_ONLY, source

from klaviatur.compose.brief import Brief, read_brief
from klaviatur.compose.citing import citations, humanity
from klaviatur.compose.pieces import text_of
from klaviatur.compose.statements import likeness, stems_of
from klaviatur.records import Voice


def brief(text: str, voice: Voice | None = None) -> Brief:
    return read_brief(source(text), voice or Voice(), None)


def news_of(text: str) -> str:
    news = brief(text).news
    return news.text if news else ""


def kinds_of(text: str, words: str) -> frozenset[str]:
    (found,) = [one.kinds for one in brief(text).statements if words in text_of(one.follows)]
    return found


def test_the_news_is_the_first_sentence_of_the_lead() -> None:
    assert news_of(GERMAN).startswith("Die Bäckerei Halm & Korn verpackt")
    assert news_of(ENGLISH).startswith("Bus operator Fernley Buses will carry")


def test_a_statement_knows_what_it_tells() -> None:
    assert {"figure", "cost"} <= kinds_of(GERMAN, "Leinenbeutel gibt es")
    assert {"reason"} <= kinds_of(GERMAN, "Grund für die Umstellung")
    assert {"ahead", "plan"} <= kinds_of(ENGLISH, "A review is planned")
    assert {"limit"} <= kinds_of(ENGLISH, "Night routes are excluded")


def test_a_sentence_that_points_back_never_stands_alone() -> None:
    (pointing,) = [one for one in brief(GERMAN).statements if text_of(one.follows).startswith("Dort brachten")]
    assert pointing.pieces == ()


def test_a_torn_quote_never_stands_alone() -> None:
    standing = [one.text for one in brief(GERMAN).standing]
    assert all(text.count("„") == text.count("“") for text in standing)


def test_the_link_and_the_sender_are_the_sources_own_words() -> None:
    own = brief(GERMAN)
    assert text_of(own.link) == "https://www.halmkorn.example/leinen"
    assert text_of(own.sender) == "Halm & Korn GmbH"


def test_the_voices_sender_wins() -> None:
    assert text_of(brief(GERMAN, Voice(sender="Halm & Korn")).sender) == "Halm & Korn"


def test_a_short_first_sentence_heads_a_text_without_a_title() -> None:
    text = (
        "Gera bekommt zwölf neue Radwege. Die Stadt Gera beginnt am 3. Mai 2027 mit dem Bau der ersten vier Wege. "
        "Der Stadtrat hat dafür 2,4 Millionen Euro bewilligt. Die Wege sollen 2029 fertig sein."
    )
    assert text_of(brief(text).title) == "Gera bekommt zwölf neue Radwege"
    assert news_of(text).startswith("Die Stadt Gera beginnt")


def test_a_table_row_reads_as_a_line() -> None:
    assert [text_of(one.follows) for one in brief("# Preise\n\n" + TABLE_ONLY).items][-1] == "Sattel: 34\u00a0Euro"


def test_a_quote_in_the_first_person_has_the_more_human_voice() -> None:
    spoken = citations(
        source(
            "Der Chor singt in Gera.\n\n„Der Saal ist groß und hell“, sagt Ina Holm, Leiterin des Chors.\n\n"
            "„Ich habe vor Freude kaum geschlafen“, sagt Udo Renz, Sänger im Chor."
        )
    )
    assert [humanity(one) for one in spoken] == [0, 2]


def test_likeness_tells_the_same_fact_in_other_words_from_another_fact() -> None:
    one = stems_of("In den Banken liegen faule Kredite von 200 Milliarden Euro")
    same = stems_of("Die Banken weisen faule Kredite von 200 Milliarden Euro aus")
    other = stems_of("Der Verein öffnet im Mai die neue Halle")
    assert likeness(one, same) > 0.58 > likeness(one, other)


def test_the_place_of_a_news_agency_is_no_part_of_the_news() -> None:
    text = "Rom – Der Verband öffnet am 3. Mai 2027 die neue Halle in Gera. Die Halle hat 400 Plätze. Sie kostet wenig."
    assert news_of(text).startswith("Der Verband öffnet")


def test_a_noun_of_the_news_may_follow_the_news_but_is_marked() -> None:
    text = (
        "Der Hersteller Lindhof baut den Speicher Tonda in 80 Häuser in Gera ein. Der Einbau beginnt am 3. Mai 2027. "
        "Die Mieter zahlen für das Gerät nichts. Die Stadt Gera gibt 20.000 Euro dazu."
    )
    (device,) = [one for one in brief(text).statements if "für das Gerät" in text_of(one.follows)]
    assert device.pieces == () or device.in_context
