"""What a reader of one variant alone must not stumble over: words without what they mean, lines said twice."""

import pytest
from craft import english, german
from written import channels, part, parts, source, written

from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.compose.standing import text_stands_alone
from klaviatur.records import Voice
from klaviatur.verify import Verifier

NAMED = """# Harbour Trust names Mwangi as first director of repair

Leith, 6 October 2027 – The Harbour Trust has appointed Grace Mwangi as its director of repair. She takes up the post \
on 10 January 2028 and will lead 84 people in three workshops.

Her first task will be the old slipway, which has been closed since 2019. It is to reopen in the spring of 2029 after \
work costing £6.2 million. It will also decide by June whether to keep the night shift.

The appointment follows a year in which repair orders rose by 18 per cent to 412. The average wait for a berth grew \
from 11 to 19 days. "That is too long, and everybody here knows it," said the chair of the trust, Alan Petrie.

Skippers can meet the new director at an open evening on 27 January 2028. Register at https://www.leith.example/open.

About the Leith Harbour Trust: The Leith Harbour Trust has run the harbour since 1838. It employs 260 people.
"""

BIKE = """# Velomarkt bringt ein Lastenrad mit abnehmbarer Kühlbox heraus

Freiburg, 14. September 2027. Die Velomarkt eG verkauft ab dem 2. November das Lastenrad „Kolibri K2“. Es trägt bis zu \
140 Kilogramm. Das Rad kostet 4.890 Euro, die Kühlbox 640 Euro zusätzlich.

Entwickelt wurde das Rad mit zwölf Händlern aus dem Breisgau. Sie haben es ein Jahr lang auf ihren Touren erprobt.

„Mein Käse kommt kalt an“, sagt Marktbeschickerin Ingrid Thoma. „Das konnte bisher nur der Transporter.“

Wer ein altes Lastenrad zurückgibt, bekommt 400 Euro Rabatt. Probefahrten sind ab dem 20. September in allen Läden \
möglich. Wir freuen uns auf Sie!

Reservieren Sie Ihre Probefahrt unter https://www.velomarkt.example/kolibri.

Über Velomarkt: Die Velomarkt eG mit Sitz in Freiburg wurde 1998 gegründet und hat 46 Beschäftigte.
"""

RESULTS = """# Northfold Paper lifts sales to $318 million but earns less

November 4, 2027

PORTLAND, Maine – Northfold Paper increased its sales by 6.3% to $318 million in the third quarter. Operating profit \
fell to $21.4 million because pulp became 14% more expensive. The conference call starts today at 10 a.m.

The company sold 402,000 tons of paper, 3% more than in 2026. Demand was strongest for boxes.

Northfold will pay a dividend of 12 cents a share on December 1. The mill in Rumford will stop a machine in December.
"""


@pytest.mark.parametrize(
    "said",
    [
        "It is to reopen in the spring of 2029.",
        "It is expected to cut emissions by 38,000 tons.",
        "It will also decide by June whether to keep the night shift.",
        "It takes three bags at once.",
        "“That is too long, and everybody here knows it,” said Ellen Marsh.",
        "60 per cent said no to the plan of Harrow Pike.",
    ],
)
def test_an_english_it_that_means_something_ties_its_sentence(said: str) -> None:
    assert not text_stands_alone(english(), said)


@pytest.mark.parametrize(
    "said",
    [
        "It is expected that bills will rise.",
        "It is hard for small firms to find staff.",
        "It takes an hour to reach the island by boat.",
        "“That was a good day,” said Ellen Marsh.",
    ],
)
def test_an_english_it_that_means_no_one_does_not(said: str) -> None:
    assert text_stands_alone(english(), said)


@pytest.mark.parametrize(
    "said",
    [
        "Es dauert 45 Minuten und kostet drei Euro.",
        "Es ist der erste Speicher in Kassel.",
        "Im Winter braucht es 3 Kilowattstunden.",
        "„Das konnte bisher nur der Transporter“, sagt Jana Brandt.",
        "Bei 71 Prozent gelang die Reparatur in Kassel.",
        "Urbane und soziale Fragen prägen seine Arbeit.",
        "In letzter Zeit gab es Schwierigkeiten, die ihn zweifeln lassen.",
    ],
)
def test_a_german_word_that_means_something_before_ties_its_sentence(said: str) -> None:
    assert not text_stands_alone(german(), said)


@pytest.mark.parametrize(
    "said",
    [
        "Es kamen 300 Gäste.",
        "Es wird erwartet, dass die Preise steigen.",
        "Für Besucher ist es wichtig, dass die Türen offen sind.",
        "„Es ist ein Gewinn“, sagt Jana Brandt.",
        "Der Speicher hat seine Grenzen in Kassel.",
        "Wer seinen Beutel mitbringt, zahlt weniger.",
        "71 Prozent der Haushalte sparen Wärme.",
    ],
)
def test_a_german_word_that_means_no_one_or_somebody_named_does_not(said: str) -> None:
    assert text_stands_alone(german(), said)


def test_a_text_does_not_open_with_somebody_nobody_has_named() -> None:
    club = (
        "Am Anfang schillert sie, aber irgendwann muss sie platzen. Der Klub aus Kassel hat 300.000 Euro Schulden. "
        "Die Spieler bekommen ihr Geld erst im Mai 2027. Der Trainer Jan Holm hat den Klub im März verlassen."
    )
    for channel in ("x_post", "newsletter", "talking_points"):
        assert "schillert sie" not in written(club, channel).text


@pytest.mark.parametrize("channel", sorted(channels()))
def test_no_variant_says_of_a_slipway_that_it_is_to_reopen_without_naming_it(channel: str) -> None:
    told = written(NAMED, channel).text
    for said in ("It is to reopen", "It will also decide"):
        assert said not in told or "the old slipway" in told.partition(said)[0]


@pytest.mark.parametrize("channel", ["threads", "facebook", "linkedin", "faq"])
def test_a_quote_that_answers_to_a_sentence_stays_with_it(channel: str) -> None:
    told = written(NAMED, channel).text
    assert "That is too long" not in told or "the average wait" in told.lower()


def test_a_talking_point_is_no_quote_of_somebody_else() -> None:
    assert not any("„" in point for point in parts(written(BIKE, "talking_points"), "point"))


def test_a_line_above_the_text_does_not_say_its_first_sentence() -> None:
    release, mail = written(BIKE, "press_release"), written(BIKE, "newsletter")
    assert part(release, "subline") not in part(release, "body")[:120]
    assert part(mail, "preheader")[4:] not in part(mail, "body")[:100]


def test_a_push_under_a_name_tells_the_news() -> None:
    push = written(BIKE, "push")
    assert "Kolibri K2" in part(push, "body")
    assert not part(push, "body").startswith("Das Rad")


def test_a_teaser_opens_with_a_noun() -> None:
    assert not part(written(BIKE, "web_teaser"), "teaser").startswith(("Es ", "Sie "))
    assert not part(written(NAMED, "web_teaser"), "teaser").startswith(("It ", "She "))


def test_an_address_stands_once() -> None:
    for channel in ("plain_language", "blog_post"):
        assert written(BIKE, channel).text.count("velomarkt.example/kolibri") == 1


def test_no_variant_says_how_glad_the_sender_is() -> None:
    for channel in ("talking_points", "youtube", "video_captions", "web_teaser", "slide"):
        assert "Wir freuen uns" not in written(BIKE, channel).text


def test_a_slide_says_in_its_notes_what_is_not_on_it() -> None:
    slide = written(BIKE, "slide")
    assert not any(bullet in part(slide, "notes") for bullet in parts(slide, "bullet"))


def test_the_place_and_day_of_an_american_release_are_no_news() -> None:
    source_of_it = source(RESULTS)
    assert source_of_it.place is not None
    assert source_of_it.words(source_of_it.place) == "PORTLAND, Maine"
    assert source_of_it.issued is not None
    assert source_of_it.issued.iso == "2027-11-04"
    assert source_of_it.subtitle is None
    for channel in channels():
        told = written(RESULTS, channel).text
        assert "PORTLAND" not in told or channel == "press_release"
        assert not any(one.text == "November 4, 2027" for one in written(RESULTS, channel).parts)


def test_what_happens_today_is_no_news_of_a_post() -> None:
    for channel in ("x_post", "tiktok", "bluesky", "linkedin", "instagram"):
        assert "starts today" not in written(RESULTS, channel).text


def test_a_hashtag_is_no_verb_of_the_title_and_no_half_of_a_name() -> None:
    assert not {"#Lifts", "#Earns"} & set(written(RESULTS, "instagram").text.split())
    fair = (
        "# Reparaturtag in der Alten Mälzerei\n\n" + "Die Alte Mälzerei in Regensburg öffnet am 16. Oktober 2027. " * 2
    )
    assert "#Alten" not in written(fair, "instagram").text


def test_a_headline_of_an_ad_is_not_cut_before_what_says_which_one() -> None:
    for channel in ("google_search_ad", "performance_max", "meta_ad"):
        assert "The appointment follows a year" not in parts(written(NAMED, channel), "headline")


def test_captions_break_before_a_preposition() -> None:
    rows = [row for caption in parts(written(BIKE, "video_captions"), "caption") for row in caption.split("\n")]
    assert not [row for row in rows if row.endswith((" ab", " in", " mit", " aus", " dem", " das"))]


def test_two_adjectives_of_one_noun_are_not_parted() -> None:
    text = (
        "# Klub Kassel spart\n\nDer Klub in Kassel muss sich bis zum 3. Mai 2027 neue, geringere Ziele für alle setzen."
    )
    assert "neue." not in written(text, "plain_language").text


def test_a_relative_clause_behind_a_place_is_not_said_of_the_place() -> None:
    said = (
        "Der einzige Verein in ganz Europa, der sich einen Ausfall seines Sponsors leisten kann, ist Rot-Weiß Kassel."
    )
    told = written(f"# Kassel zahlt\n\n{said} Das Geld kommt im Mai 2027.", "plain_language").text
    assert "Europa kann sich" not in told


def test_the_sender_is_whom_the_last_paragraph_is_about() -> None:
    assert source(NAMED).sender == "Leith Harbour Trust"
    assert source(BIKE).sender == "Velomarkt eG"


def test_a_headline_is_not_parted_behind_an_abbreviation() -> None:
    text = "# Schulden bei 72 Mrd. Dollar, Wirtschaft schrumpft seit Jahren\n\n" + "Rico baut seit 2019 um. " * 8
    for channel in ("google_search_ad", "performance_max"):
        assert not any("72 Mrd" in line and "Dollar" not in line for line in parts(written(text, channel), "headline"))


STUDY = """Night buses cut hospital no-shows, Leeds study finds

Patients who live near a night bus route miss 22 per cent fewer early appointments, says a study by the University \
of Leeds. The researchers compared 61,000 appointments at four hospitals between 2024 and 2027.

A missed appointment costs the hospitals about £160. The authors estimate that seven routes save £1.9 million a year, \
which is slightly more than they cost. The council will decide on 2 October whether to keep them.
"""

TRAM = """Stadtbahn fährt am 4. Mai nur alle 30 Minuten

Lindau. Wegen einer Reparatur fährt die Stadtbahn in Lindau am 4. Mai 2028 nur alle 30 statt alle zehn Minuten. \
Betroffen sind zwei Linien.

Fahrgäste mit Rollstuhl sollten mehr Zeit einplanen, weil nur zwei der acht Busse eine Rampe haben. Die Arbeiten kosten \
rund 85.000 Euro. Ursprünglich sollte die Weiche schon 2027 erneuert werden.

Kontakt: Ines Vogel, presse@stadtbahn-lindau.example
"""


def test_a_clause_behind_a_sum_a_year_is_not_said_of_the_year() -> None:
    assert "The year is" not in written(STUDY, "plain_language").text


def test_a_sentence_with_them_needs_somebody_they_are() -> None:
    assert not text_stands_alone(english(), "The council will decide on 2 October whether to keep them.")
    assert text_stands_alone(english(), "Customers bring tools and have them mended in Leeds.")


def test_a_search_result_does_not_say_its_title_twice() -> None:
    assert "Night buses cut" not in part(written(STUDY, "web_teaser"), "meta_description")


def test_a_cost_of_others_is_no_answer_to_what_it_costs() -> None:
    answers = dict(zip(parts(written(STUDY, "faq"), "question"), parts(written(STUDY, "faq"), "answer"), strict=True))
    assert "£160" not in answers.get("What does it cost?", "")


def test_the_news_does_not_follow_a_title_that_says_it() -> None:
    for channel in ("bluesky", "talking_points", "threads"):
        assert written(TRAM, channel).text.count("alle 30") == 1
    assert part(written(TRAM, "speech_notes"), "text").count("alle 30") == 1


def test_the_reason_of_a_detail_is_not_the_reason_of_the_news() -> None:
    for channel in ("faq", "talking_points"):
        drafts = written(TRAM, channel)
        asked = dict(zip(parts(drafts, "question"), parts(drafts, "answer"), strict=True))
        assert "Rollstuhl" not in asked.get("Was ist der Grund?", "") + asked.get("Warum ist das so?", "")
        assert "Ursprünglich" not in asked.get("Wie geht es weiter?", "")


def test_a_hashtag_accuses_nobody() -> None:
    trial = (
        "Zwei Manager stehen in Wien wegen Verdachts auf Steuerhinterziehung vor Gericht. Die Steuerhinterziehung soll "
        "2019 begonnen haben. Laut Anklage geht es bei der Steuerhinterziehung um 3 Millionen Euro in Liechtenstein."
    )
    assert "#Steuerhinterziehung" not in written(trial, "instagram").text


def test_the_domain_of_a_contact_names_the_sender() -> None:
    text = (
        "# Tallyfield lets farms file claims by phone\n\nTallyfield has released an app for farmers. "
        "Tallyfield says 2,300 farms tested it in 2027.\n\nMedia contact: Ann Daly, media@tallyfield.example, +353 21 555 0133"
    )
    assert source(text).sender == "Tallyfield"


TARIFF = """# Bürgerwerk Altmark senkt den Strompreis um 2,4 Cent

Stendal, 12. November 2028 – Die Genossenschaft Bürgerwerk Altmark senkt zum 1. Januar 2029 ihren Strompreis um 2,4 \
auf 29,8 Cent je Kilowattstunde. Davon profitieren rund 6.400 Haushalte in Stendal und Umgebung. Der Grundpreis bleibt \
bei 9,50 Euro im Monat.

Vorständin Antje Kolbe rechnet damit, dass der Preis bis Ende 2030 stabil bleibt. Voraussetzung ist allerdings, dass die \
Netzentgelte nicht steigen.

Fragen zum Tarif beantwortet das Kundenbüro unter https://www.buergerwerk.example/preis.
"""


@pytest.mark.parametrize("channel", sorted(channels()))
def test_those_who_profit_profit_from_what_stands_before(channel: str) -> None:
    told = written(TARIFF, channel).text
    before = told.partition("Davon profitieren")[0].rstrip().split("\n")[-1]
    assert "Davon profitieren" not in told or before.endswith("Kilowattstunde.")


def test_a_condition_is_no_headline_and_an_address_no_point() -> None:
    assert not any(one.text.startswith("Voraussetzung") for one in written(TARIFF, "linkedin_ad").parts)
    assert not any("https" in point for point in parts(written(TARIFF, "talking_points"), "point"))


def test_a_speed_written_out_is_the_speed_of_the_source() -> None:
    text = "# Raser gestoppt\n\nEin Fahrer fuhr am 3. Mai 2027 in Kassel mit 100 km/h durch den Ort. Er zahlt 300 Euro."
    from_plain = written(text, "plain_language")
    assert "100\u00a0Kilometer pro Stunde" in from_plain.text
    checked = Verifier(source(text), Voice(), load_phrasebook(), None).check(from_plain, channels()["plain_language"])
    assert not checked.blocked
