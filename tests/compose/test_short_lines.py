"""Titles, ad headlines and bullets from long-winded sources: few words that say one thing, no stumps."""

from collections.abc import Iterator

import pytest
from craft import source_of
from written import parts, source, writer, written

from klaviatur.compose.brief import read_brief
from klaviatur.compose.pieces import text_of
from klaviatur.records import Language, Voice
from klaviatur.text.emoji import find_emoji

LAUNCH = """# Neue Regalserie „Falun“ der Möbelwerkstatt Tannhauser ermöglicht die Nutzung schwieriger Dachschrägen ohne Maß

Die Möbelwerkstatt Tannhauser GmbH bringt am 1. März 2027 mit der Regalserie „Falun“ ein System auf den Markt, das sich \
an Dachschrägen zwischen 30 und 60 Grad anpasst. Die Serie umfasst 14 Module und kostet im Einstieg 189 Euro.

Die Entwicklung erfolgte in Zusammenarbeit mit der Hochschule Ostwestfalen. In einem Test mit 60 Haushalten gelang 54 \
Haushalten die Montage in weniger als einer Stunde. Kunden, die ihr altes Regal zurückgeben, erhalten einen Nachlass \
von 25 Euro. Die Auslieferung beginnt im April 2027, wobei zunächst nur Haushalte in Deutschland beliefert werden.
"""
UNTITLED = """Wie die Sparkasse Oberlahn am Donnerstag mitteilte, wird die Filiale in Weilmünster nach einem Umbau, \
der rund acht Monate gedauert und 2,1 Millionen Euro gekostet hat, am 4. Oktober 2027 wieder eröffnet. In den neuen \
Räumen gibt es neben dem Schalter auch ein Café, das von der Lebenshilfe betrieben wird.

Während der Bauzeit waren die Kunden in einem Container bedient worden. Vorstandsmitglied Petra Lang dankte den \
Beschäftigten für ihre Geduld. Beratungstermine können online vereinbart werden.
"""
RELEASE = """# Tidewatch 4.2 reads flood gauges aloud for harbour staff

Saltmarsh Systems will release Tidewatch 4.2, a version of its harbour software, on 12 April 2027. New customers pay \
£48 a month per harbour. The update is free for the 312 ports that hold a licence.

Tidewatch 4.2 supports English, Norwegian and Dutch. A Welsh voice is planned for the autumn of 2027. The voice was \
developed with 26 harbour masters, who tested it on night shifts.
"""
EMOJI = """# Verein Lesewind bildet 60 Vorleser aus 📚

Der Verein Lesewind bildet in Bremen 60 weitere Menschen zum Vorlesen aus. 😊 Die Schulungen starten im Oktober 2027. 🎉

Die Schulungen dauern drei Abende und finden in der Bibliothek am Markt statt. Jede Woche lesen 380 Menschen vor. 👍
"""
ADS = ("google_search_ad", "performance_max", "meta_ad", "linkedin_ad")


def headlines(text: str) -> Iterator[tuple[str, str]]:
    for channel in ADS:
        yield from ((channel, one) for one in parts(written(text, channel), "headline"))


@pytest.mark.parametrize("text", [LAUNCH, UNTITLED, RELEASE])
def test_a_headline_never_stops_at_its_verb(text: str) -> None:
    stumps = ("beginnt", "umfasst", "kostet", "gelang", "starten", "bringt", "wird", "reads", "pay", "will", "release")
    for _, line in headlines(text):
        assert not line.endswith(stumps)


@pytest.mark.parametrize("text", [LAUNCH, RELEASE])
def test_a_headline_never_takes_a_figure_out_of_a_name_or_a_case(text: str) -> None:
    for _, line in headlines(text):
        assert not line.startswith(("4.2", "54 Haushalten"))


def test_a_long_title_gives_its_noun_phrase_to_short_fields() -> None:
    assert parts(written(LAUNCH, "push"), "title") == ["Neue Regalserie „Falun“"]
    assert "Neue Regalserie „Falun“" in parts(written(LAUNCH, "google_search_ad"), "headline")


def test_what_is_said_in_few_words_becomes_a_headline() -> None:
    assert "Die Serie umfasst 14 Module" in parts(written(LAUNCH, "google_search_ad"), "headline")


def test_a_price_keeps_what_it_is_paid_for() -> None:
    assert "New customers pay £48 a month" not in parts(written(RELEASE, "google_search_ad"), "headline")


@pytest.mark.parametrize("text", [LAUNCH, UNTITLED, RELEASE, EMOJI])
def test_performance_max_has_one_short_headline_and_one_short_description(text: str) -> None:
    variant = written(text, "performance_max")
    assert min(len(one) for one in parts(variant, "headline")) <= 15
    assert min(len(one) for one in parts(variant, "description")) <= 60


@pytest.mark.parametrize("text", [LAUNCH, UNTITLED, RELEASE])
def test_a_bullet_is_a_thought_of_the_source_not_a_call(text: str) -> None:
    for bullet in parts(written(text, "slide"), "bullet"):
        assert bullet not in ("Jetzt informieren", "Mehr erfahren", "Find out more", "At a glance", "Auf einen Blick")


def test_a_text_without_a_title_gets_one_from_its_lead_with_who_says_it() -> None:
    brief = read_brief(source(UNTITLED), Voice(), None)
    assert text_of(brief.title) == "Sparkasse Oberlahn: Die Filiale wird in Weilmünster wieder eröffnet"


@pytest.mark.parametrize(
    ("lead", "title", "language"),
    [
        (
            "A Leeds charity that repairs donated bicycles has handed over its 10,000th bike, and it went to a nurse.",
            "A Leeds charity has handed over its 10,000th bike",
            "en",
        ),
        (
            "Die Stadt Rheine saniert im Sommer drei Schulen, weil die Dächer undicht sind und der Regen durchkommt.",
            "Die Stadt Rheine saniert im Sommer drei Schulen",
            "de",
        ),
    ],
)
def test_a_lead_becomes_a_headline_at_a_clause_border(lead: str, title: str, language: Language) -> None:
    more = (
        "Something else follows here in the text." if language == "en" else "Danach folgt hier noch ein Satz im Text."
    )
    made = source_of("x", lead, more, more.replace("hier", "dort"), language=language)
    bare = made.text.removeprefix("x").lstrip()
    assert text_of(read_brief(source(bare), Voice(), None).title) == title


@pytest.mark.parametrize("text", [LAUNCH, RELEASE, EMOJI])
def test_the_name_of_the_business_is_never_a_torn_title(text: str) -> None:
    (name,) = parts(written(text, "performance_max"), "business_name")
    assert name in ("Möbelwerkstatt Tannhauser", "Tannhauser", "Saltmarsh Systems", "Verein Lesewind")


def test_a_voice_without_emoji_drops_those_of_the_source() -> None:
    for channel in ("x_post", "facebook", "plain_language", "push", "google_search_ad", "linkedin", "newsletter"):
        for part in written(EMOJI, channel).parts:
            assert not find_emoji(part.text), (channel, part.text)


def test_a_voice_with_emoji_keeps_them_only_where_the_channel_takes_them() -> None:
    voice = Voice(emoji=True)
    assert any(find_emoji(part.text) for part in written(EMOJI, "facebook", voice).parts)
    assert not any(find_emoji(part.text) for part in written(EMOJI, "google_search_ad", voice).parts)


def test_a_text_does_not_open_by_clearing_its_throat() -> None:
    text = UNTITLED.replace(
        "Wie die Sparkasse Oberlahn am Donnerstag mitteilte, wird", "Es ist wahr, Geld allein hilft nicht. Jetzt wird"
    )
    for channel in ("x_post", "push", "linkedin", "slide"):
        assert not any("Es ist wahr" in part.text for part in written(text, channel).parts)


def test_writing_twice_gives_the_same_lines() -> None:
    first = [part.text for part in written(LAUNCH, "google_search_ad").parts]
    writer.cache_clear()
    assert [part.text for part in written(LAUNCH, "google_search_ad").parts] == first


@pytest.mark.parametrize("text", [LAUNCH, RELEASE, UNTITLED])
def test_a_question_never_counts_a_dative(text: str) -> None:
    for question in parts(written(text, "faq"), "question"):
        assert "Haushalten geht" not in question


def test_what_somebody_says_of_himself_without_marks_is_not_told_by_the_text() -> None:
    more = "Die Halle kostet 3 Millionen Euro. Die Stadt zahlt die Hälfte davon im Jahr 2027. Der Bau beginnt im Mai 2027. "
    text = f"# Kassel baut eine Halle\n\n{more}Ich habe mir das lange gewünscht und freue mich sehr. {more.replace('Halle', 'Mensa')}"
    assert not any("gewünscht" in part.text for part in written(text, "linkedin").parts)


def test_a_sentence_nobody_reads_in_one_go_is_parted_in_a_message() -> None:
    text = RELEASE.replace(
        "New customers pay £48 a month per harbour.",
        "Harbour staff asked for the voice on night shifts in winter because the screen alone is hard to watch when boats "
        "come in and both hands are busy with ropes and papers.",
    )
    shown = " ".join(part.text for part in written(text, "whatsapp").parts)
    assert "because the screen" not in shown or "That is because the screen" in shown
