"""Persons, organisations, places and products with all their mentions."""

from collections.abc import Callable

import pytest

from klaviatur.collect.language import declared_language, detect_language
from klaviatur.collect.people import find_people
from klaviatur.records import Name, NameKind, Source

Read = Callable[..., Source]


def named(source: Source, text: str) -> Name:
    return next(name for name in source.names if name.text == text)


def test_a_person_is_mentioned_by_full_and_last_name(read: Read) -> None:
    source = read("Die Leiterin Anna Muster kam. Später sprach Muster noch. Musters Rede war kurz.")
    name = named(source, "Anna Muster")
    assert [source.words(mention) for mention in name.mentions] == ["Anna Muster", "Muster", "Muster"]
    assert (name.kind, name.function, name.gender) == (NameKind.PERSON, "Leiterin", "f")


def test_an_organisation_is_mentioned_with_and_without_its_legal_form(read: Read) -> None:
    source = read("Die Lindhof Wärmetechnik GmbH baut. Lindhof wächst. Die Lindhof Wärmetechnik hat Ziele.")
    name = named(source, "Lindhof Wärmetechnik GmbH")
    assert name.kind is NameKind.ORGANISATION
    assert len(name.mentions) == 3


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Die Muster Bau GmbH & Co. KG baut.", "Muster Bau GmbH & Co. KG", NameKind.ORGANISATION),
        ("Der Förderverein hilft der Universität Kassel.", "Universität Kassel", NameKind.ORGANISATION),
        ("We met Harrow & Pike Ltd there.", "Harrow & Pike Ltd", NameKind.ORGANISATION),
        ("Wir fahren nach Frankfurt am Main.", "Frankfurt am Main", NameKind.PLACE),
        ("Wir wohnen in Essen.", "Essen", NameKind.PLACE),
        ("Das neue Modell Tonda ist da.", "Tonda", NameKind.PRODUCT),
        ("Die SolarFix 3 ist da.", "SolarFix 3", NameKind.PRODUCT),
        ("The app called Mender is new.", "Mender", NameKind.PRODUCT),
        ("They spoke to Mend Britain about it.", "Mend Britain", NameKind.OTHER),
    ],
)
def test_a_name_has_its_kind(read: Read, text: str, name: str, kind: NameKind) -> None:
    assert named(read(text), name).kind is kind


@pytest.mark.parametrize(
    "text", ["Das Essen war gut.", "Die Halle ist neu.", "Am Montag im Mai.", "On Monday in May it rained."]
)
def test_ordinary_words_are_no_names(read: Read, text: str) -> None:
    assert read(text).names == ()


@pytest.mark.parametrize(
    ("text", "name", "function"),
    [
        (
            "Dr. Jana Wiegand, Geschäftsführerin der Lindhof GmbH, sprach.",
            "Jana Wiegand",
            "Geschäftsführerin der Lindhof GmbH",
        ),
        ("Bürgermeister Dr. Max Keller kam.", "Max Keller", "Bürgermeister"),
        ("Frau Prof. Ilse von der Heide kam.", "Ilse von der Heide", None),
        ("Jane Doe, head of sales at Acme, spoke.", "Jane Doe", "head of sales at Acme"),
        ("CEO Jane Doe spoke.", "Jane Doe", "CEO"),
        ("Hans-Jürgen Krause (Trainer) kam.", "Hans-Jürgen Krause", "Trainer"),
        ("Anna Muster, die gern läuft, kam.", "Anna Muster", None),
    ],
)
def test_a_function_is_read_before_or_behind_the_name(text: str, name: str, function: str | None) -> None:
    person = find_people(text)[0]
    assert (person.text, person.function) == (name, function)


def test_two_capitalised_words_are_a_person_only_where_somebody_speaks() -> None:
    assert find_people("Große Halle steht.") == []
    assert [person.text for person in find_people("Yamur Özdal sagte", loose=True)] == ["Yamur Özdal"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir bauen neu.", "de"),
        ("We build anew.", "en"),
        ("Digitaler Kopierer, 250 Blatt, schwarz", "de"),
        ("Wireless headphones, black, charging case", "en"),
        ("Die Software läuft und das Team ist da, um zu helfen.", "de"),
        ("The Kindergarten of the city is new.", "en"),
    ],
)
def test_the_language_is_told_from_few_words(text: str, language: str) -> None:
    assert detect_language(text).language == language


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("De gemeente bouwt een nieuwe opslag en dat is niet klein, maar het is ook voor alle mensen.", "nl"),
        ("La ville construit un nouveau réservoir pour les habitants et pour les entreprises de la région.", "fr"),
        ("Il comune costruisce una nuova cisterna per gli abitanti della città e non è piccola.", "it"),
    ],
)
def test_a_neighbouring_language_is_neither(text: str, other: str) -> None:
    guess = detect_language(text)
    assert (guess.sure, guess.other) == (False, other)


def test_what_the_document_says_of_itself_decides_only_where_words_are_silent() -> None:
    assert declared_language("de-AT") == "de"
    assert declared_language("tr") is None
    assert detect_language("12 x 4", said="de").language == "de"
    assert detect_language("The city builds and it is large.", said="de").language == "en"


def test_the_address_of_the_reader_is_found(read: Read) -> None:
    assert read("Melden Sie sich an. Wir helfen Ihnen.").address == "Sie"
    assert read("Melde dich an. Wir helfen dir.").address == "du"
    assert read("Melde dich an, wenn Sie mögen.").address == "mixed"
    assert read("Die Stadt baut. Sie ist groß. Ihre Kosten steigen.").address == "none"
    assert read("„Wir helfen dir“, sagt Anna Muster, Leiterin. Die Stadt baut.").address == "none"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Die Halle steht. Melden Sie sich bis Montag an.", None),
        ("Die Halle steht. Mehr Informationen unter www.halle.example.", "https://www.halle.example"),
        ("The hall is open. Visit https://hall.example today.", "https://hall.example"),
        ("The hall is open. Book online at hall.example.", "https://hall.example"),
        ("Die Halle steht. Probier es aus!", None),
    ],
)
def test_a_call_to_action_is_found_with_its_link(read: Read, text: str, url: str | None) -> None:
    calls = read(text).calls
    assert [call.url for call in calls] == [url]
    assert calls[0].sentence == 1


@pytest.mark.parametrize(
    "text", ["Besuchen Sie uns gern?", "Die Besucher kommen.", "Visitors can see it there.", "Lesen macht klug."]
)
def test_a_statement_or_question_calls_nobody(read: Read, text: str) -> None:
    assert read(f"Die Halle steht. {text}").calls == ()
