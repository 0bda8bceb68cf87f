"""The Verifier at its promise: a source, a variant, a channel in; evidence, findings and counts out."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.records import (
    Bilingual,
    Channel,
    Checked,
    Image,
    Limit,
    Measure,
    PartProfile,
    Phrase,
    Phrasebook,
    Piece,
    Severity,
    Source,
    Span,
    Variant,
    VariantPart,
    Verdict,
    Voice,
)
from klaviatur.verify import Verifier, score

TEXT = """Die Fähre Skarsund fährt ab dem 11. Mai 2027 elektrisch.

Das Schiff trägt 120 Autos und braucht rund 35 Minuten. Die Reederei Norrland hat 41 Millionen Euro bezahlt. „Wir wollten \
eine Fähre, die pünktlich ablegt“, sagt Ingrid Solheim, Chefin der Reederei. Die Preise steigen nicht.
"""
SOURCE = Source(
    hashlib.sha256(TEXT.encode()).hexdigest(),
    "t.txt",
    "text/plain",
    "de",
    TEXT,
    images=(Image("a.jpg", "Ein Schiff am Kai."),),
)
BOOK = Phrasebook((
    Phrase("de.more", "cta.more", "de", "Mehr dazu: {link}"),
    Phrase("de.length", "label.length", "de", "Sprechzeit etwa {figure} Sekunden"),
))  # fmt: skip
NAME = Bilingual("Text", "text")


def channel(*limits: Limit, count: tuple[int, int] = (1, 1)) -> Channel:
    part = PartProfile("text", NAME, limits, count=count)
    return Channel("test", NAME, "post_short", "social", (part,), date(2026, 11, 21), ("https://example.org",))


def check(text: str, *pieces: Piece, voice: Voice | None = None, where: Channel | None = None) -> Checked:
    variant = Variant("test", SOURCE.id, "de", (VariantPart("text", text, pieces),))
    return Verifier(SOURCE, voice or Voice(), BOOK, None).check(variant, where or channel())


def grounding(checked: Checked) -> list[str]:
    rooms = (
        "number",
        "unit",
        "date",
        "entity",
        "role",
        "negation",
        "quote",
        "word",
        "claim",
        "mapping",
        "hashtag",
        "parts",
        "limit",
        "modality",
        "attribution",
    )
    return [
        finding.rule
        for finding in checked.findings
        if finding.rule.split(".")[0] in rooms and finding.rule != "claim.proof"
    ]


def test_the_sources_own_words_are_supported_and_free_of_findings() -> None:
    checked = check("Das Schiff trägt 120 Autos und braucht rund 35 Minuten.")
    assert [one.verdict for one in checked.evidence] == [Verdict.SUPPORTED]
    assert grounding(checked) == []
    assert checked.figures["supported_share"] == 1.0


def test_evidence_and_findings_count_in_the_part_and_in_the_source() -> None:
    text = "Die Preise steigen nicht. Das Schiff trägt 130 Autos."
    checked = check(text)
    (finding,) = [one for one in checked.findings if one.rule == "number.unknown"]
    assert finding.span is not None
    assert text[finding.span.start : finding.span.end] == finding.words == "130"
    assert finding.source_says == "120"
    assert finding.proposal == "120"
    assert finding.severity is Severity.BLOCK
    assert checked.blocked
    for one in checked.evidence:
        assert all(0 <= span.start < span.end <= len(TEXT) for span in one.source)


def test_a_finding_speaks_both_languages() -> None:
    (finding,) = [one for one in check("Das Schiff trägt 130 Autos.").findings if one.rule == "number.unknown"]
    assert "130" in finding.message.de
    assert "130" in finding.message.en
    assert finding.message.de != finding.message.en


def test_a_declared_phrase_claims_nothing_with_or_without_pieces() -> None:
    by_pieces = check(
        "Mehr dazu: www.example.org", Piece("Mehr dazu: ", phrase="de.more"), Piece("www.example.org", phrase="de.more")
    )
    assert by_pieces.evidence[0].verdict is Verdict.DECLARED
    free = check("Mehr dazu: www.example.org")
    assert free.evidence[0].verdict is Verdict.DECLARED


def test_words_that_hide_behind_a_phrase_are_still_claims() -> None:
    text = "Das Schiff kostet nur 12 Euro."
    rules = grounding(check(text, Piece(text, phrase="de.more")))
    assert "mapping.gap" in rules
    assert "number.unknown" in rules


def test_words_that_hide_behind_layout_are_still_claims() -> None:
    text = "Testsieger in Europa"
    assert "mapping.gap" in grounding(check(text, Piece(text, phrase="format")))


def test_figures_about_the_text_itself_are_ours() -> None:
    text = "Sprechzeit etwa 40 Sekunden"
    assert grounding(check(text, Piece(text, phrase="de.length"))) == []


def test_what_the_source_says_of_an_image_may_be_used() -> None:
    text = "Ein Schiff am Kai."
    assert grounding(check(text, Piece(text, phrase="source.image"))) == []
    assert "mapping.gap" in grounding(
        check("Zwei Boote am Strand.", Piece("Zwei Boote am Strand.", phrase="source.image"))
    )


def test_a_piece_that_differs_from_its_place_is_found() -> None:
    start = TEXT.index("Das Schiff")
    span = Span(start, start + len("Das Schiff trägt 120 Autos"))
    assert grounding(check("Das Schiff trägt 120 Autos", Piece("Das Schiff trägt 120 Autos", source=span))) == []
    assert (
        grounding(
            check(
                "Das Schiff trägt 120\u00a0Autos",
                Piece("Das Schiff trägt 120\u00a0Autos", source=span, change="typography"),
            )
        )
        == []
    )
    assert "mapping.differs" in grounding(
        check("Das Schiff trägt Autos und 120 Menschen", Piece("Das Schiff trägt Autos und 120 Menschen", source=span))
    )


def test_pieces_that_do_not_join_to_the_text_are_found() -> None:
    assert "mapping.gap" in grounding(
        check("Die Preise steigen nicht. Punkt", Piece("Die Preise steigen nicht.", source=Span(0, 5), change="plain"))
    )


def test_the_voices_own_lines_need_no_source() -> None:
    voice = Voice(
        boilerplate="Norrland wurde 1952 in Bergen gegründet.", sign_off="Herzlich, Ihr Team", hashtags=("#Fährliebe",)
    )
    assert grounding(check("Norrland wurde 1952 in Bergen gegründet. Herzlich, Ihr Team #Fährliebe", voice=voice)) == []


def test_a_hashtag_needs_a_word_of_the_source_or_the_voice() -> None:
    assert grounding(check("Die Preise steigen nicht. #Norrland #ReedereiNorrland")) == []
    assert "hashtag.unknown" in grounding(check("Die Preise steigen nicht. #Kreuzfahrt"))


def test_a_quotation_is_verbatim_or_blocked() -> None:
    assert grounding(check("„Wir wollten eine Fähre, die pünktlich ablegt“, sagt Ingrid Solheim.")) == []
    altered = check("„Wir wollten eine Fähre, die immer pünktlich ablegt“, sagt Ingrid Solheim.")
    assert "quote.altered" in grounding(altered)
    assert altered.blocked


def test_words_nobody_said_do_not_stand_in_quotation_marks() -> None:
    assert "quote.unmarked" in grounding(check("„Das Schiff trägt 120 Autos“, sagt Ingrid Solheim."))


def test_missing_and_surplus_parts_block() -> None:
    assert "parts.count" in grounding(check("Die Preise steigen nicht.", where=channel(count=(2, 3))))
    extra = Variant(
        "test",
        SOURCE.id,
        "de",
        (VariantPart("text", "Die Preise steigen nicht."), VariantPart("footer", "Die Preise steigen nicht.")),
    )
    assert "parts.count" in grounding(Verifier(SOURCE, Voice(), BOOK, None).check(extra, channel()))


@pytest.mark.parametrize(("severity", "rule"), [(Severity.BLOCK, "limit.over"), (Severity.WARN, "limit.practice")])
def test_a_hard_limit_blocks_and_practice_warns(severity: Severity, rule: str) -> None:
    where = channel(Limit(Measure.CHARACTERS, 10, severity=severity))
    checked = check("Die Preise steigen nicht.", where=where)
    assert rule in grounding(checked)
    assert checked.counts[0].value == 25


def test_a_claim_invented_from_nothing_blocks() -> None:
    checked = check("Kinder durften an diesem Nachmittag auf Ponys reiten.")
    assert checked.evidence[0].verdict is Verdict.UNSUPPORTED
    assert checked.blocked


def test_an_empty_source_supports_nothing_and_breaks_nothing() -> None:
    empty = replace(SOURCE, text="", images=())
    checked = Verifier(empty, Voice(), BOOK, None).check(
        Variant("test", empty.id, "de", (VariantPart("text", "Das Schiff trägt 120 Autos."),)), channel()
    )
    assert checked.blocked


@pytest.mark.parametrize(("word", "known"), [("Fähren", True), ("Kreuzfahrt", False)])
def test_a_display_address_claims_nothing_but_needs_a_word_of_the_source(word: str, known: bool) -> None:
    source = replace(SOURCE, text="Es gibt keine Fähren nach Bergen.", sentences=())
    variant = Variant("test", source.id, "de", (VariantPart("path", word),))
    checked = Verifier(source, Voice(), BOOK, None).check(variant, channel())
    rules = [f.rule for f in checked.findings if f.rule != "parts.count"]
    assert rules == ([] if known else ["hashtag.unknown"])


def test_an_empty_variant_is_only_missing_parts() -> None:
    assert set(grounding(check(""))) <= {"parts.count"}


def test_trust_falls_with_every_change() -> None:
    faithful = score(TEXT, "Das Schiff trägt 120 Autos und braucht rund 35 Minuten.", "de")
    altered = score(TEXT, "Kinder durften an diesem Nachmittag auf Ponys reiten.", "de")
    assert 0 <= altered < 0.5 < faithful <= 1


def test_vectors_are_unit_rows_and_remembered() -> None:
    embedder = UseEmbedder(remember=2)
    rows = embedder.embed(["Das Schiff legt ab.", "The ship departs.", "Bananas are yellow.", ""])
    assert rows.shape == (4, 512)
    assert float(rows[0] @ rows[1]) > float(rows[0] @ rows[2])
    assert abs(float(rows[0] @ rows[0]) - 1) < 1e-4
    assert not rows[3].any()
    assert (embedder.embed(["Das Schiff legt ab."])[0] == embedder.embed(["Das Schiff legt ab."])[0]).all()


def test_a_claim_of_other_words_is_asked_by_meaning_before_it_is_called_invented() -> None:
    variant = Variant("test", SOURCE.id, "de", (VariantPart("text", "Tickets werden keineswegs kostspieliger."),))
    checked = Verifier(SOURCE, Voice(), BOOK, UseEmbedder()).check(variant, channel())
    assert checked.evidence[0].verdict is not Verdict.SUPPORTED
