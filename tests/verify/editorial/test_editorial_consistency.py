"""All variants of one source speak with one tongue."""

from editorial_desk import make_source

from klaviatur.records import Checked, Name, NameKind, Span, Variant, VariantPart, Voice
from klaviatur.verify.consistency import compare

SOURCE = make_source("Lindhof stattet 1.850 Haushalte in Kassel aus. Jana Wiegand leitet Lindhof.", names=(
    Name("Jana Wiegand", NameKind.PERSON, (Span(47, 59),)),
    Name("Lindhof", NameKind.ORGANISATION, (Span(0, 7),)),
))  # fmt: skip


def played(**texts: str) -> list[Checked]:
    return [
        Checked(Variant(name, SOURCE.id, "de", (VariantPart("text", text),)), (), (), ())
        for name, text in texts.items()
    ]


def found(**texts: str) -> set[str]:
    return {each.rule for each in compare(SOURCE, Voice(), played(**texts))}


def test_variants_that_agree_give_nothing() -> None:
    assert not found(sms="Lindhof: 1.850 Haushalte.", mail="Lindhof stattet 1850 Haushalte aus, sagt Wiegand.")


def test_two_addresses_are_one_finding() -> None:
    assert found(sms="Sichere dir deinen Platz.", mail="Wir helfen Ihnen.") == {"consistency.address"}


def test_two_gender_marks_are_one_finding() -> None:
    assert found(sms="Die Mieter*innen.", mail="Die Mieter:innen.") == {"consistency.gender"}


def test_the_same_thing_is_counted_alike() -> None:
    findings = compare(SOURCE, Voice(), played(sms="Es sind 1.580 Haushalte.", mail="Es sind 1.850 Haushalte."))
    assert [each.rule for each in findings] == ["consistency.number"]
    assert "sms" in findings[0].message.de


def test_a_name_is_spelled_alike() -> None:
    assert found(sms="Jana Weigand leitet.", mail="Jana Wiegand leitet.") == {"consistency.name"}
    assert not found(sms="Lindhofs Speicher.", mail="Der Lindhof-Speicher.")
    assert not found()
