"""Sie to du and du to Sie."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.address import convert, convert_text
from klaviatur.compose.address.verbs import imperative, second_plural, second_singular
from klaviatur.records import Piece, Severity, Span

PAIRS = [
    ("Sie können Ihren Platz online buchen.", "Du kannst deinen Platz online buchen."),
    ("Möchten Sie den Tarif wechseln?", "Möchtest du den Tarif wechseln?"),
    ("Wenn Sie mit dem Bus fahren, sparen Sie Geld.", "Wenn du mit dem Bus fährst, sparst du Geld."),
    ("Melden Sie sich bis Freitag an.", "Melde dich bis Freitag an."),
    ("Sichern Sie sich Ihren Platz.", "Sichere dir deinen Platz."),
    ("Nehmen Sie sich Zeit.", "Nimm dir Zeit."),
    ("Wir freuen uns auf Sie.", "Wir freuen uns auf dich."),
    ("Wir helfen Ihnen gern.", "Wir helfen dir gern."),
    ("Haben Sie Fragen?", "Hast du Fragen?"),
    ("Geben Sie uns Bescheid, sobald Sie es wissen.", "Gib uns Bescheid, sobald du es weißt."),
    ("Das Team beantwortet Ihnen jede Frage.", "Das Team beantwortet dir jede Frage."),
    ("Die Karte, die Sie gekauft haben, gilt ein Jahr.", "Die Karte, die du gekauft hast, gilt ein Jahr."),
    ("Was ändert sich für Sie?", "Was ändert sich für dich?"),
    ("Es wäre schön, wenn Sie kommen könnten.", "Es wäre schön, wenn du kommen könntest."),
    ("Lesen Sie den Bericht und schreiben Sie uns.", "Lies den Bericht und schreib uns."),
]


@pytest.mark.parametrize(("polite", "familiar"), PAIRS)
def test_sie_becomes_du_with_verb_and_pronouns(polite: str, familiar: str) -> None:
    assert convert_text(polite, to="du")[0] == familiar


@pytest.mark.parametrize(("polite", "familiar"), PAIRS)
def test_du_becomes_sie_with_verb_and_pronouns(polite: str, familiar: str) -> None:
    assert convert_text(familiar, to="Sie")[0] == polite


@pytest.mark.parametrize(
    ("polite", "familiar"),
    [
        ("Unsere Fachleute beraten Sie gern.", "Unsere Fachleute beraten dich gern."),
        ("Diese Unterlagen finden Sie im Portal.", "Diese Unterlagen findest du im Portal."),
        ("Der Techniker kann Sie am Montag besuchen.", "Der Techniker kann dich am Montag besuchen."),
        (
            "Eine Nummer, unter der ich Sie erreichen kann, genügt.",
            "Eine Nummer, unter der ich dich erreichen kann, genügt.",
        ),
        ("Wir bitten Sie, sich anzumelden.", "Wir bitten dich, dich anzumelden."),
        ("Öffnen Sie die App und wählen einen Tarif.", "Öffne die App und wähle einen Tarif."),
        ("So sparen Sie Strom und schonen die Umwelt.", "So sparst du Strom und schonst die Umwelt."),
        ("Sie und Ihre Familie können kommen, sagen Sie Bescheid.", "Du und deine Familie könnt kommen, sag Bescheid."),
        ("Haben Sie Fragen, helfen wir Ihnen.", "Hast du Fragen, helfen wir dir."),
        ("Haben Sie einen schönen Tag!", "Hab einen schönen Tag!"),
        ("Sie haben größere Chancen als wir, das wissen Sie.", "Du hast größere Chancen als wir, das weißt du."),
        ("Wissen Sie, wann Sie umziehen werden?", "Weißt du, wann du umziehen wirst?"),
        ("Falls Sie sich die Räume ansehen wollen, rufen Sie an.", "Falls du dir die Räume ansehen willst, ruf an."),
        ("Um Sie zu informieren, brauchen wir Ihre Adresse.", "Um dich zu informieren, brauchen wir deine Adresse."),
    ],
)
def test_syntax_decides_between_du_dich_and_dir(polite: str, familiar: str) -> None:
    assert convert_text(polite, to="du")[0] == familiar


@pytest.mark.parametrize(
    "text",
    [
        "Die Mieter zahlen nichts. Sie bekommen im April einen Brief.",
        "Die Anmeldung schließt am Freitag. Sie dauert fünf Minuten.",
        "Die Firma wächst. Ihre Zahlen stimmen.",
        "„Ich danke Ihnen“, sagt sie.",
        "Nichts spricht hier jemanden an.",
        "",
    ],
)
def test_words_that_do_not_address_the_reader_stay(text: str) -> None:
    assert convert_text(text, to="du") == (text, ())


@pytest.mark.parametrize(
    "text", ["Teile der Stadt sind gesperrt.", "„Du schaffst das“, sagt er.", "Er liest viel.", "Finde ich gut."]
)
def test_words_that_are_no_du_stay(text: str) -> None:
    assert convert_text(text, to="Sie")[0] == text


def test_quoted_words_are_never_converted() -> None:
    text = "Sagen Sie Ja zu „Kaufen Sie jetzt“ und »Ihr Konto«."
    assert convert_text(text, to="du")[0] == "Sag Ja zu „Kaufen Sie jetzt“ und »Ihr Konto«."


def test_a_doubt_becomes_a_finding_with_a_proposal() -> None:
    text, findings = convert_text("Sie bekommen im April einen Brief.", to="du")
    assert text == "Du bekommst im April einen Brief."
    assert {f.rule for f in findings} == {"address.unsure"}
    assert findings[0].proposal == "Sie"
    assert findings[0].severity is Severity.WARN


def test_a_finding_points_at_the_new_words() -> None:
    text, findings = convert_text("Guten Tag. Ihr könnt euch anmelden.", to="Sie")
    assert findings
    assert all(text[f.span.start : f.span.end] == f.words for f in findings if f.span)


def test_several_friends_are_never_turned_silently() -> None:
    assert convert_text("Ihr könnt euch anmelden.", to="Sie")[1]


def test_pieces_keep_their_source() -> None:
    source = "Bitte melden Sie sich an."
    pieces = (Piece(source[:13], source=Span(100, 113)), Piece(source[13:], source=Span(113, 125)))
    out, _ = convert(pieces, to="du")
    assert "".join(p.text for p in out) == "Bitte melde dich an."
    changed = [p for p in out if p.change == "address"]
    assert [(p.text, p.source) for p in changed] == [("melde", Span(106, 113)), ("dich", Span(117, 121))]


def test_an_edit_across_two_pieces_leaves_nothing_behind() -> None:
    out, _ = convert((Piece("Gehen ", source=Span(0, 6)), Piece("Sie los.", source=Span(6, 14))), to="du")
    assert "".join(p.text for p in out) == "Geh los."


def test_a_change_is_added_to_earlier_changes() -> None:
    out, _ = convert((Piece("Wir helfen Ihnen.", source=Span(0, 40), change="compressed"),), to="du")
    assert [p.change for p in out if p.text == "dir"] == ["compressed+address"]
    assert all(p.source == Span(0, 40) for p in out)


def test_declared_phrases_stay_declared() -> None:
    out, _ = convert((Piece("Lesen Sie mehr", phrase="de.cta.1"),), to="du")
    assert all(p.phrase == "de.cta.1" for p in out)


@settings(deadline=None)
@given(st.text(alphabet="SieIhrnduch ,.!?„“\näöß", max_size=80))
def test_any_text_survives_and_pieces_join(text: str) -> None:
    for to in ("du", "Sie"):
        out, findings = convert((Piece(text, source=Span(0, len(text))),), to=to)
        joined = "".join(p.text for p in out)
        assert all(f.span is None or joined[f.span.start : f.span.end] == f.words for f in findings)


@settings(deadline=None)
@given(st.lists(st.sampled_from([polite for polite, _ in PAIRS]), min_size=1, max_size=4), st.data())
def test_cutting_a_text_into_pieces_changes_no_word(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)) | {0, len(text)})
    pieces = [Piece(text[a:b], source=Span(a, b)) for a, b in itertools.pairwise(cuts)]
    out, _ = convert(pieces, to="du")
    assert "".join(p.text for p in out) == convert_text(text, to="du")[0]


@pytest.mark.parametrize(
    ("form", "du"),
    [
        ("fahren", "fährst"), ("geben", "gibst"), ("arbeiten", "arbeitest"), ("öffnen", "öffnest"), ("lernen", "lernst"),
        ("reisen", "reist"), ("sammeln", "sammelst"), ("ändern", "änderst"), ("sagten", "sagtest"), ("gingen", "gingst"),
        ("hätten", "hättest"), ("vergessen", "vergisst"), ("beantragen", "beantragst"), ("übertragen", "überträgst"),
        ("einladen", "einlädst"), ("warten", "wartest"), ("erwarteten", "erwartetest"), ("wären", "wärst"), ("tun", "tust"),
        ("zurücknehmen", "zurücknimmst"), ("verbringen", "verbringst"), ("erhalten", "erhältst"), ("müssten", "müsstest"),
    ],
)  # fmt: skip
def test_verbs_take_the_form_of_du(form: str, du: str) -> None:
    assert second_singular(form) == du


@pytest.mark.parametrize(
    ("verb", "command"),
    [("gehen", "geh"), ("nehmen", "nimm"), ("arbeiten", "arbeite"), ("öffnen", "öffne"), ("sammeln", "sammle"), ("sein", "sei"),
     ("entschuldigen", "entschuldige"), ("ändern", "ändere"), ("fahren", "fahr"), ("vergessen", "vergiss"), ("haben", "hab"),
     ("erfahren", "erfahre"), ("entdecken", "entdecke")],
)  # fmt: skip
def test_imperatives_are_built(verb: str, command: str) -> None:
    assert imperative(verb) == command


def test_company_takes_the_plural() -> None:
    assert [second_plural(v) for v in ("können", "sind", "hatten", "ändern")] == ["könnt", "seid", "hattet", "ändert"]


def phrase_accuracy(folder: Path, *, to: str) -> float:
    kinds = ("formal", "informal") if to == "du" else ("informal", "formal")
    right = total = 0
    for domain in ("telephony", "topical_chat"):
        source, gold = (
            (folder / f"formality-control.train.{domain}.en-de.{k}.annotated.de").read_text("utf-8") for k in kinds
        )
        for a, b in zip(source.splitlines(), gold.splitlines(), strict=True):
            if a == b:
                continue
            out = convert_text(re.sub(r"\[/?F\]", "", a), to=to)[0].lower()
            place = 0
            for phrase in re.findall(r"\[F\](.*?)\[/F\]", b):
                found = out.find(phrase.lower(), place)
                right, total, place = right + (found >= 0), total + 1, found + 1 if found >= 0 else place
    return right / total


def test_annotated_phrases_come_out_right(test_data: Path) -> None:
    folder = test_data / "compose" / "cocoa_mt_de"
    assert phrase_accuracy(folder, to="du") >= 0.95
    assert phrase_accuracy(folder, to="Sie") >= 0.95


@pytest.mark.parametrize(
    ("polite", "familiar"),
    [
        ("Dann denken Sie an Ihren Vertrag.", "Dann denk an deinen Vertrag."),
        ("Das Team berät Sie gern.", "Das Team berät dich gern."),
        ("Er hilft Ihnen, sich zurechtzufinden.", "Er hilft dir, dich zurechtzufinden."),
        ("Damit haben Sie alles im Blick, sehen den Verbrauch und können Rechnungen laden.", "Damit hast du alles im Blick, siehst den Verbrauch und kannst Rechnungen laden."),
        ("Mehr dazu: https://bib.example/app. Ihnen gefällt das nicht? Schreiben Sie uns.", "Mehr dazu: https://bib.example/app. Dir gefällt das nicht? Schreib uns."),
        ("Wissen Sie, was Sie gesetzt haben?", "Weißt du, was du gesetzt hast?"),
    ],
)  # fmt: skip
def test_whole_texts_of_companies_turn_both_ways(polite: str, familiar: str) -> None:
    assert convert_text(polite, to="du")[0] == familiar
    assert convert_text(familiar, to="Sie")[0] == polite


def test_others_named_in_the_sentence_before_stay_they() -> None:
    text = "So sparen Sie Geld. Kundinnen und Kunden erhalten einen Bonus. Sie bekommen ihn im Januar."
    assert convert_text(text, to="du")[0].endswith("Sie bekommen ihn im Januar.")


@pytest.mark.parametrize(
    "text",
    [
        "Das Land zahle nicht, werde die Partei mitteilen.",
        "Die Armee, sei noch offen, sagte sie.",
        "Hinweise auf den Täter fehlen.",
        "In Europa wird ihr Bestand auf 20.000 geschätzt.",
        "Anfang 2010 gelang es.",
        "Sei das nun Kunst oder nicht.",
    ],
)
def test_reported_speech_and_nouns_are_no_commands(text: str) -> None:
    assert convert_text(text, to="Sie") == (text, ())


FACTS = st.sampled_from(
    [
        "1.850 Haushalte",
        "am 3. März 2027",
        "presse@haus.example",
        "https://haus.example/sie",
        "4,2 Millionen Euro",
        "„Nehmen Sie Platz“",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([p for p, _ in PAIRS]), FACTS), min_size=1, max_size=4))
def test_figures_addresses_and_quotes_come_through_untouched(lines: list[tuple[str, str]]) -> None:
    text = " ".join(f"{sentence} Das betrifft {fact}." for sentence, fact in lines)
    for to in ("du", "Sie"):
        out = convert_text(text, to=to)[0]
        assert all(out.count(fact) == text.count(fact) for _, fact in lines)


@settings(deadline=None)
@given(st.sampled_from(PAIRS), st.sampled_from(["du", "Sie"]))
def test_converting_twice_changes_nothing_more(pair: tuple[str, str], to: str) -> None:
    once = convert_text(pair[0] + " " + pair[1], to=to)[0]  # type: ignore[arg-type]
    assert convert_text(once, to=to)[0] == once  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("polite", "familiar"),
    [
        ("Haben Sie vielen Dank, dass Sie kommen.", "Hab vielen Dank, dass du kommst."),
        ("Seien Sie dabei!", "Sei dabei!"),
        ("Werden Sie Pate!", "Werde Pate!"),
        ("Lassen Sie sich beraten.", "Lass dich beraten."),
        ("Stellen Sie sich das vor.", "Stell dir das vor."),
        ("Bitte beachten Sie die Frist.", "Bitte beachte die Frist."),
        ("Je früher Sie buchen, desto mehr sparen Sie.", "Je früher du buchst, desto mehr sparst du."),
        ("Sie, liebe Leserin, entscheiden.", "Du, liebe Leserin, entscheidest."),
        ("Das gefällt Ihnen besser als uns, und Sie wissen das.", "Das gefällt dir besser als uns, und du weißt das."),
        (
            "Was Sie heute können besorgen, das verschieben Sie nicht.",
            "Was du heute kannst besorgen, das verschiebst du nicht.",
        ),
    ],
)
def test_commands_wishes_and_asides_come_out_as_people_say_them(polite: str, familiar: str) -> None:
    assert convert_text(polite, to="du")[0] == familiar


@pytest.mark.parametrize(
    ("given", "polite"),
    [
        ("Sei dabei und gib uns Bescheid.", "Seien Sie dabei und geben Sie uns Bescheid."),
        ("Wasch dir die Hände, bevor du isst.", "Waschen Sie sich die Hände, bevor Sie essen."),
    ],
)
def test_a_command_without_du_is_a_command_all_the_same(given: str, polite: str) -> None:
    assert convert_text(given, to="Sie")[0] == polite


def test_what_only_things_do_is_never_said_of_the_reader() -> None:
    text = "Die Stadt baut Wohnungen. Sie kosten 9 Euro je Quadratmeter."
    assert convert_text(text, to="du") == (text, ())
