"""What a communications lead expects of each kind of text."""

import re

import pytest
from written import ENGLISH, GERMAN, THREE_WORDS, channels, part, parts, source, writer, written

from klaviatur.records import Severity, Variant, Voice

DU = Voice(address="du", register="warm", greeting="Hallo", sign_off="Herzliche Grüße")
EMBARGOED = GERMAN.replace("date: 2027-04-12", "date: 2027-04-12\nSperrfrist: 12.04.2027, 10 Uhr")


def first_clause(text: str) -> str:
    return re.split(r"[,.:]", text)[0]


# --- press ---


def test_a_press_release_has_headline_subline_place_date_boilerplate_and_contact() -> None:
    release = written(GERMAN, "press_release")
    assert part(release, "headline") == "Halm & Korn backt ab Mai ohne Plastik"
    assert part(release, "subline") == "46 Filialen in Thüringen stellen auf Brotbeutel aus Leinen um"
    assert part(release, "body").startswith("Erfurt, 12. April 2027 – Die Bäckerei Halm & Korn verpackt")
    assert part(release, "boilerplate").startswith("Halm & Korn backt seit 1952")
    assert part(release, "contact").split("\n")[:2] == ["Pressekontakt", "Lena Brix"]


def test_an_english_press_release_writes_the_date_as_the_voice_says() -> None:
    assert "Exeter, May 4, 2027 – " in part(written(ENGLISH, "press_release"), "body")
    assert "Exeter, 4 May 2027 – " in part(written(ENGLISH, "press_release", Voice(english="uk")), "body")


def test_a_press_release_quotes_a_person_with_the_function() -> None:
    body = part(written(GERMAN, "press_release"), "body")
    assert "„Am ersten Tag haben wir nur geflucht“, sagt Thea Ritter, Leiterin der Filiale in Weimar." in body


def test_a_press_release_shows_the_embargo() -> None:
    assert part(written(EMBARGOED, "press_release"), "body").startswith("Sperrfrist:")


def test_a_press_release_without_a_contact_says_so() -> None:
    rules = [finding.rule for finding in written(THREE_WORDS, "press_release").findings]
    assert "press.no_contact" in rules


@pytest.mark.parametrize("name", ["x_post", "newsletter", "sms", "google_search_ad"])
def test_a_channel_that_cannot_show_an_embargo_warns_of_it(name: str) -> None:
    (finding,) = [f for f in written(EMBARGOED, name).findings if f.rule == "embargo.channel"]
    assert finding.severity is Severity.WARN


# --- mail and messages ---


def test_a_preheader_does_not_repeat_the_subject() -> None:
    mail = written(GERMAN, "newsletter")
    assert part(mail, "subject") == "Halm & Korn backt ab Mai ohne Plastik"
    assert part(mail, "preheader") == "46 Filialen in Thüringen stellen auf Brotbeutel aus Leinen um"


def test_behind_a_german_greeting_the_text_goes_on_in_small_letters() -> None:
    body = part(written(GERMAN, "newsletter"), "body")
    assert body.startswith("Guten Tag,\n\ndie Bäckerei Halm & Korn verpackt")


def test_behind_an_english_greeting_the_text_begins_with_a_capital() -> None:
    assert part(written(ENGLISH, "newsletter"), "body").startswith("Hello,\n\nBus operator Fernley Buses")


def test_a_voices_greeting_and_sign_off_frame_the_mail() -> None:
    body = part(written(GERMAN, "newsletter", DU), "body")
    assert body.startswith("Hallo,\n")
    assert body.endswith("Herzliche Grüße\nHalm & Korn GmbH")


def test_an_sms_stays_in_one_message_and_keeps_its_link() -> None:
    text = part(written(GERMAN, "sms"), "text")
    assert "https://www.halmkorn.example/leinen" in text
    assert not set(text) & set("„“–…\u00a0")


def test_a_push_says_two_things() -> None:
    push = written(GERMAN, "push")
    assert part(push, "title") != part(push, "body")


# --- social ---


@pytest.mark.parametrize("name", ["x_post", "bluesky", "mastodon", "linkedin", "facebook", "whatsapp"])
def test_a_post_says_the_news_first_and_ends_on_the_way_on(name: str) -> None:
    text = part(written(GERMAN, name), "text")
    assert "Halm & Korn" in first_clause(text.lstrip("*"))
    assert "https://www.halmkorn.example/leinen" in text


@pytest.mark.parametrize("name", ["instagram", "tiktok"])
def test_where_links_do_not_work_the_link_is_in_the_bio(name: str) -> None:
    text = part(written(GERMAN, name), "text")
    assert "Link in Bio" in text
    assert "http" not in text


@pytest.mark.parametrize("name", ["linkedin", "instagram", "tiktok", "mastodon"])
def test_hashtags_stand_at_the_end_and_keep_the_channels_range(name: str) -> None:
    text = part(written(GERMAN, name), "text")
    assert 1 <= text.count("#") <= channels()[name].hashtags[1]
    assert text.rsplit("\n", 1)[-1].startswith("#")


def test_posts_on_different_channels_tell_different_sides_of_the_news() -> None:
    names = ["x_post", "mastodon", "bluesky", "threads", "linkedin", "facebook", "instagram"]
    assert len({part(written(GERMAN, name), "text") for name in names}) == len(names)


def test_a_thread_is_numbered_only_from_three_posts_on() -> None:
    posts = parts(written(GERMAN, "x_thread"), "text")
    assert len(posts) >= 3
    assert all(re.search(rf" {at}/{len(posts)}$", post) for at, post in enumerate(posts, start=1))
    assert not re.search(r"\d/\d$", parts(written(THREE_WORDS, "x_thread"), "text")[0])


def test_a_quote_keeps_its_words_its_speaker_and_what_the_speaker_goes_on_to_say() -> None:
    text = part(written(GERMAN, "linkedin"), "text")
    assert "„Am ersten Tag haben wir nur geflucht“, sagt Thea Ritter, Leiterin der Filiale in Weimar." in text
    assert "„Nach zwei Wochen wollte niemand mehr zurück.“" in text


# --- ads ---


@pytest.mark.parametrize("name", ["google_search_ad", "performance_max", "meta_ad"])
@pytest.mark.parametrize("text", [GERMAN, ENGLISH, THREE_WORDS], ids=["german", "english", "three words"])
def test_no_two_assets_of_an_ad_are_alike(name: str, text: str) -> None:
    ad = written(text, name)
    assets = [part.text.rstrip(".").lower() for part in ad.parts if part.name != "business_name"]
    assert len(assets) == len(set(assets))


def test_ad_figures_name_what_they_count() -> None:
    heads = parts(written(GERMAN, "google_search_ad"), "headline")
    assert any("46 Filialen" in head for head in heads)
    assert not [head for head in heads if re.fullmatch(r"[\d.,]+ (Prozent|Cent|Euro|%)", head)]


def test_performance_max_carries_the_senders_name() -> None:
    assert part(written(GERMAN, "performance_max"), "business_name") == "Halm & Korn GmbH"


def test_an_ad_without_a_sender_asks_for_one() -> None:
    assert "ad.no_sender" in [finding.rule for finding in written(THREE_WORDS, "performance_max").findings]


# --- questions ---


def pairs(variant: Variant) -> list[tuple[str, str]]:
    return list(zip(parts(variant, "question"), parts(variant, "answer"), strict=True))


def test_an_faq_begins_with_what_it_is_about() -> None:
    question, answer = pairs(written(GERMAN, "faq"))[0]
    assert question == "Worum geht es?"
    assert answer.replace("\u00a0", " ").startswith("Die Bäckerei Halm & Korn verpackt ab dem 3. Mai 2027")


def test_faq_questions_and_answers_alternate_and_none_comes_twice() -> None:
    variant = written(GERMAN, "faq")
    names = [part.name for part in variant.parts]
    assert names == ["question", "answer"] * (len(names) // 2)
    questions = parts(variant, "question")
    assert len(questions) == len(set(questions))


def test_a_price_answers_what_it_costs() -> None:
    assert "4,50" in dict(pairs(written(GERMAN, "faq")))["Was kostet das?"].replace("\u00a0", " ")


def test_talking_points_have_a_message_points_questions_and_what_to_avoid() -> None:
    talk = written(GERMAN, "talking_points")
    assert 5 <= len(parts(talk, "point")) <= 7
    assert all(len(point.split()) <= 20 for point in parts(talk, "point"))
    assert len(parts(talk, "question")) == 3
    assert "Keine Zahlen nennen" in part(talk, "avoid")
    assert part(talk, "ask").endswith("?")


def test_what_the_source_does_not_know_is_said_to_be_unknown() -> None:
    answers = parts(written(THREE_WORDS, "talking_points"), "answer")
    assert len(set(answers)) == 3


def test_a_chat_answer_names_its_source_says_what_it_is_and_offers_a_person() -> None:
    text = part(written(GERMAN, "chat_answer"), "text")
    assert "Quelle:" in text
    assert "Automatische Antwort." in text
    assert "Mensch" in text


# --- internal, speech, access ---


def test_an_intranet_post_says_whom_to_ask() -> None:
    body = part(written(GERMAN, "intranet"), "body")
    assert "presse@halmkorn.example" in body
    assert "contact:" not in body


def test_the_address_picks_labels_and_questions() -> None:
    assert "Wen du fragen kannst" in part(written(GERMAN, "intranet", DU), "body")
    assert "Wen Sie fragen können" in part(written(GERMAN, "intranet", Voice(address="Sie")), "body")


def test_a_speech_has_no_address_of_the_web_in_it() -> None:
    assert "http" not in part(written(GERMAN, "speech_notes"), "text")


def test_a_slide_has_no_full_stops() -> None:
    assert not [bullet for bullet in parts(written(GERMAN, "slide"), "bullet") if bullet.endswith(".")]


def test_captions_have_at_most_two_lines_of_42_characters() -> None:
    cards = parts(written(GERMAN, "video_captions"), "caption")
    assert all(len(card.split("\n")) <= 2 for card in cards)
    assert all(len(row) <= 42 for card in cards for row in card.split("\n"))


def test_a_caption_never_tears_a_date_apart() -> None:
    assert not [card for card in parts(written(GERMAN, "video_captions"), "caption") if re.search(r"\d\.(\n|$)", card)]


def test_a_picture_without_a_description_gets_a_warning_and_no_invention() -> None:
    variant = written(GERMAN, "alt_text")
    assert "alt.missing" in [finding.rule for finding in variant.findings]


def test_a_picture_is_described_in_the_sources_words() -> None:
    image = "image: https://www.halmkorn.example/beutel.jpg\nalt: Drei Leinenbeutel hängen an einem Haken.\nlink:"
    text = GERMAN.replace("link:", image, 1)
    assert parts(written(text, "alt_text"), "alt") == ["Drei Leinenbeutel hängen an einem Haken."]


def test_a_word_to_avoid_is_replaced_but_never_in_a_quote() -> None:
    voice = Voice(avoid=(("Tag", "Morgen"), ("Laib", "Brot")))
    body = part(written(GERMAN, "press_release", voice), "body")
    assert "je Brot" in body
    assert "Am ersten Tag haben wir nur geflucht" in body


def test_money_is_written_as_the_voice_says() -> None:
    assert re.search(r"4,50\s€", part(written(GERMAN, "press_release", Voice(euro="sign")), "body"))


def test_the_voices_boilerplate_wins() -> None:
    voice = Voice(boilerplate="Halm & Korn ist eine Bäckerei aus Erfurt.")
    assert part(written(GERMAN, "press_release", voice), "boilerplate") == "Halm & Korn ist eine Bäckerei aus Erfurt."


def test_a_link_of_the_voice_stands_in_where_the_source_has_none() -> None:
    text = "Der Verein öffnet am 3. Mai 2027 die neue Halle in Gera. Die Halle hat 400 Plätze."
    variant = writer().write(source(text), channels()["x_post"], Voice(link="https://www.verein.example"))
    assert "https://www.verein.example" in variant.text
