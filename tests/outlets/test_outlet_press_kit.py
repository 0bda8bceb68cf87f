"""A press kit: PDF that can be read by ear, DOCX that can be worked on, both with the words that were released."""

import base64
import re
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from tests.outlets.making import NOW, a_picture, making, png

from klaviatur.adapters.outlets.press_kit.sheet import kept_together
from klaviatur.errors import Refused, SettingError
from klaviatur.records import Language, Marking, Method, Outgoing, Severity, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

JPEG = base64.b64decode(  # 8 by 8, grey, as a site makes it smaller: without JFIF and Exif
    "/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBD"
    "ARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgD"
    "ASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAA"
    "/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AAA//2Q=="
)
CONTACT = "Pressekontakt\nAnna Bauer\npresse@ostheim.example\n+49 561 555 01"
LONG = "\n\n".join(
    ["Donaudampfschifffahrtsgesellschaft und Lebensversicherungsgesellschaft feiern gemeinsam. " * 12] * 9
)


def release(language: Language = "de", **texts: str) -> Outgoing:
    outgoing = sample_outgoing("press_release", language)
    named = {part.name: part.text for part in outgoing.parts} | {"boilerplate": "Ostheim hat 9.000 Menschen."}
    named |= {"contact": CONTACT} | texts
    return replace(outgoing, parts=tuple(VariantPart(name, text) for name, text in named.items()))


def kit(folder: Path, outgoing: Outgoing, **values: str) -> Path:
    given = {"path": str(folder), "sender": "Stadt Ostheim", **values}
    making("press_kit", given).deliver(outgoing, key=outgoing.delivery)
    return folder / f"ostheim.md/press_release.{outgoing.locale}.pdf"


def pdf_text(place: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(place).pages)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}|\d+", re.sub(r"-\s*\n", "", text))


def test_a_press_kit_keeps_every_promise_of_an_outlet(tmp_path: Path) -> None:
    check_outlet(
        lambda: making("press_kit", {"path": str(tmp_path), "sender": "Stadt Ostheim"}),
        release(),
        idempotent=True,
        retractable=True,
        count=lambda: len(list(tmp_path.rglob("*.*"))),
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_hold_the_words_that_were_released(tmp_path: Path, language: str) -> None:
    outgoing = release("de" if language == "de" else "en")
    place = kit(tmp_path, outgoing)
    document = Document(str(place.with_suffix(".docx")))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in outgoing.parts:
        assert set(words(part.text)) <= set(words(pdf_text(place)))
        assert set(words(part.text)) <= set(words(told))


def test_a_pdf_is_tagged_in_its_language_and_named(tmp_path: Path) -> None:
    reader = PdfReader(kit(tmp_path, release()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de-DE"
    assert reader.metadata is not None
    assert reader.metadata.title == "Freibad Ostheim öffnet nach zwei Jahren Umbau"
    assert reader.metadata.author == "Stadt Ostheim"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert f"<Iptc4xmpExt:DigitalSourceType>{Method.HUMAN.value}</Iptc4xmpExt:DigitalSourceType>" in xmp
    tags = str(root["/StructTreeRoot"].get_object())
    assert tags
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert any(link["/A"].get("/URI") == "https://bad.example/zeiten" for link in links)


def test_german_words_are_parted_at_the_end_of_a_line(tmp_path: Path) -> None:
    text = pdf_text(kit(tmp_path, release(body=LONG)))
    assert re.search(r"\w[-\u00ad]\s*\n\s*[a-zäöü]", text)


def test_the_same_release_is_the_same_pdf(tmp_path: Path) -> None:
    assert kit(tmp_path / "a", release()).read_bytes() == kit(tmp_path / "b", release()).read_bytes()


def test_a_docx_has_headings_language_and_marking(tmp_path: Path) -> None:
    outgoing = replace(release(body="Lead.\n\n## Mehr\n\n• eins\n• zwei"), marking=Marking(Method.TRAINED, 1.0))
    document = Document(str(kit(tmp_path, outgoing).with_suffix(".docx")))
    styled = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert ("Heading 1", "Freibad Ostheim öffnet nach zwei Jahren Umbau") in styled
    assert [text for style, text in styled if style == "Heading 2"] == ["Mehr", "Über uns", "Pressekontakt"]
    assert [text for style, text in styled if style == "List Bullet"] == ["eins", "zwei"]
    assert "Dieser Text wurde mit KI erstellt." in [text for _, text in styled]
    core = document.core_properties
    assert (core.author, core.language, core.keywords) == ("Stadt Ostheim", "de-DE", Method.TRAINED.value)
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"de-DE"}


def test_the_heads_follow_din_5008_and_count_the_signs(tmp_path: Path) -> None:
    text = pdf_text(kit(tmp_path, release()))
    assert "Pressemitteilung" in text
    assert "3. März 2027" in text
    assert re.search(r"\d+ Zeichen mit Leerzeichen", text)
    english = pdf_text(kit(tmp_path, release("en")))
    assert "Press release" in english
    assert "3 March 2027" in english


def test_an_embargo_stands_on_the_sheet_while_it_lasts(tmp_path: Path) -> None:
    later = replace(release(), planned_at=NOW + timedelta(days=1))
    assert "Sperrfrist: 4. März 2027, 08:00 Uhr" in pdf_text(kit(tmp_path, later))
    assert "Sperrfrist" not in pdf_text(kit(tmp_path, release()))


def test_who_answers_for_the_words_of_a_machine_is_named(tmp_path: Path) -> None:
    marking = Marking(Method.COMPOSITE, 0.4, reviewed_by="Anna Bauer")
    text = pdf_text(kit(tmp_path, replace(release(), marking=marking)))
    assert "Zum Teil mit KI erstellt, geprüft und verantwortet von Anna Bauer." in " ".join(text.split())


@pytest.mark.parametrize("text", ['#eval("1+1") $x$ *a* _b_ `c` @d <e> = f', "\\ \" ' // /* */", "[[]] {{}}", "a\x00b"])
def test_words_never_become_code(tmp_path: Path, text: str) -> None:
    outgoing = release(headline=f"Titel {text}", body=text)
    place = kit(tmp_path, outgoing)
    flat = "".join(pdf_text(place).split())
    assert "".join(text.replace("\x00", "").split()) in flat.replace("\x00", "").replace("\ufffd", "")
    assert Document(str(place.with_suffix(".docx"))).paragraphs


def test_a_letter_the_typeface_does_not_have_is_told_and_docx_goes_alone(tmp_path: Path) -> None:
    outgoing = release(body="Grüße an \U00013080")
    values = {"path": str(tmp_path), "sender": "Stadt Ostheim"}
    (problem,) = making("press_kit", values).prepare(outgoing).problems
    assert (problem.rule, problem.severity) == ("press_kit.sign_missing", Severity.BLOCK)
    with pytest.raises(Refused, match="docx alone"):
        making("press_kit", values).deliver(outgoing, key=outgoing.delivery)
    making("press_kit", values | {"formats": "docx"}).deliver(outgoing, key=outgoing.delivery)
    assert [file.suffix for file in sorted(tmp_path.rglob("press*"))] == [".docx", ".json"]


def test_numbers_stay_with_their_units() -> None:
    assert (
        kept_together("14 km für 3 Euro, Dr. Bauer um 8 Uhr")
        == "14\u00a0km für 3\u00a0Euro, Dr.\u00a0Bauer um 8\u00a0Uhr"
    )


@pytest.mark.parametrize("wrong", [{"sender": ""}, {"formats": "rtf"}, {"formats": " , "}, {"accent": "blau"}])
def test_a_wrong_setting_of_a_press_kit_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="our-press_kit"):
        making("press_kit", {"path": str(tmp_path), "sender": "Stadt Ostheim"} | wrong)


def test_the_images_stand_on_both_sheets_with_what_is_seen_on_them(tmp_path: Path) -> None:
    wide = replace(a_picture("Breit.png", "Der See im Abendlicht", png(400, 60)), caption="Foto: A. Bauer")
    outgoing = replace(release(), pictures=(a_picture(), wide, a_picture("Ohne.png", alt="")))
    (problem,) = making("press_kit", {"path": str(tmp_path), "sender": "Stadt Ostheim"}).prepare(outgoing).problems
    assert (problem.rule, problem.severity) == ("image.alt_missing", Severity.WARN)
    place = kit(tmp_path, outgoing)
    pages = PdfReader(place).pages
    assert sum(len(page.images) for page in pages) == 2
    assert "Foto: A. Bauer" in pdf_text(place)
    document = Document(str(place.with_suffix(".docx")))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == ["Ein Kind springt ins Wasser", "Der See im Abendlicht"]


@pytest.mark.parametrize("cut", [png()[:60], png(300, 300)[:-40], b"\x89PNG\r\n\x1a\nno image", b"GIF89a"])
def test_an_image_that_is_broken_is_told_and_the_kit_leaves_without_it(tmp_path: Path, cut: bytes) -> None:
    kind = "image/gif" if cut.startswith(b"GIF") else "image/png"
    broken = replace(a_picture("Kaputt.png", content=cut), media_type=kind)
    outgoing = replace(release(), pictures=(broken, a_picture()))
    values = {"path": str(tmp_path), "sender": "Stadt Ostheim"}
    (problem,) = making("press_kit", values).prepare(outgoing).problems
    assert (problem.rule, problem.severity) == ("image.broken", Severity.WARN)
    assert "Kaputt.png" in problem.message.de
    place = kit(tmp_path, outgoing)
    assert sum(len(page.images) for page in PdfReader(place).pages) == 1
    assert len(Document(str(place.with_suffix(".docx"))).inline_shapes) == 1


def test_who_hears_a_pdf_is_told_what_is_seen_on_its_images(tmp_path: Path) -> None:
    reader = PdfReader(kit(tmp_path, replace(release(), pictures=(a_picture(),))))
    assert [tag["/Alt"] for tag in tags_of(reader.trailer["/Root"]["/StructTreeRoot"], "/Figure")] == [
        "Ein Kind springt ins Wasser"
    ]


def tags_of(tag: Any, kind: str) -> list[Any]:
    """Return the tags of a kind below a tag."""
    tag = tag.get_object()
    below = tag.get("/K", []) if isinstance(tag, dict) else []
    found = [one for part in (below if isinstance(below, list) else [below]) for one in tags_of(part, kind)]
    return [tag, *found] if isinstance(tag, dict) and tag.get("/S") == kind else found


@pytest.mark.parametrize(("wide", "high"), [(30, 20), (4_000, 300), (300, 4_000)])
def test_an_image_is_no_larger_than_it_is_and_than_the_page(tmp_path: Path, wide: int, high: int) -> None:
    outgoing = replace(release(), pictures=(a_picture(content=png(wide, high)),))
    place = kit(tmp_path, outgoing)
    (shape,) = Document(str(place.with_suffix(".docx"))).inline_shapes
    assert shape.width.mm <= min(155, wide / 72 * 25.4) + 0.01
    assert shape.height.mm <= min(95, high / 72 * 25.4) + 0.01
    assert shape.width / shape.height == pytest.approx(wide / high, rel=0.01)
    (figure,) = tags_of(PdfReader(place).trailer["/Root"]["/StructTreeRoot"], "/Figure")
    left, low, right, up = figure["/A"][0]["/BBox"]
    assert (right - left, up - low) == pytest.approx((shape.width.pt, shape.height.pt), abs=0.1)


def test_a_jpeg_without_a_head_stands_on_both_sheets(tmp_path: Path) -> None:
    bare = replace(a_picture("Bad.jpg", content=JPEG), media_type="image/jpeg")
    place = kit(tmp_path, replace(release(), pictures=(bare,)))
    (shape,) = Document(str(place.with_suffix(".docx"))).inline_shapes
    assert (shape.width.pt, shape.height.pt) == (8, 8)
    assert sum(len(page.images) for page in PdfReader(place).pages) == 1


def test_the_embargo_of_the_source_stands_on_the_sheet_while_it_lasts(tmp_path: Path) -> None:
    until = NOW + timedelta(days=2)
    assert "Sperrfrist: 5. März 2027, 08:00 Uhr" in pdf_text(kit(tmp_path, replace(release(), embargo=until)))
    assert "Sperrfrist" not in pdf_text(kit(tmp_path, replace(release(), embargo=NOW - timedelta(days=2))))


def test_words_that_a_tab_or_another_line_parts_stay_apart(tmp_path: Path) -> None:
    outgoing = release(headline="Bad\toffen\nab Mai", body="Montag\t10 Uhr\x0bDienstag\t11 Uhr")
    place = kit(tmp_path, outgoing)
    both = pdf_text(place), "\n".join(one.text for one in Document(str(place.with_suffix(".docx"))).paragraphs)
    for text in both:
        assert "Bad offen ab Mai" in text
        assert "Montag 10 Uhr" in text.replace("\N{NO-BREAK SPACE}", " ")
        assert "Dienstag 11 Uhr" in text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("sign", ["\x01", "\ufffe", "\x7f", "\ud800"])
@pytest.mark.parametrize("part", ["headline", "subline", "body", "boilerplate", "contact", "embargo"])
def test_a_sign_that_no_page_can_show_stops_no_press_kit(tmp_path: Path, part: str, sign: str) -> None:
    outgoing = release(**{part: f"Bad{sign} https://bad.example/{sign}zeiten presse@bad{sign}.example"})
    outgoing = replace(outgoing, pictures=(a_picture(alt=f"Ein{sign} Kind"),))
    given = {"path": str(tmp_path), "sender": "Stadt Ostheim", "formats": "docx"}
    making("press_kit", given).deliver(outgoing, key=outgoing.delivery)
    assert len(list(tmp_path.rglob("*.docx"))) == 1


def test_each_numbered_list_of_a_docx_begins_at_one(tmp_path: Path) -> None:
    place = kit(
        tmp_path, release(body="1. Anmelden\n2. Baden\n\nUnd am Abend:\n\n1. Duschen\n2. Gehen"), formats="docx"
    )
    document = Document(str(place.with_suffix(".docx")))
    numbered = [one._p.pPr.numPr.numId.val for one in document.paragraphs if one.style.name == "List Number"]
    assert len(numbered) == 4
    assert numbered[0] == numbered[1] != numbered[2] == numbered[3]
    for number in set(numbered):
        made = document.part.numbering_part.element.num_having_numId(number)
        assert [one.get(qn("w:val")) for one in made.iter(qn("w:startOverride"))] == ["1"]


def test_the_sheet_bears_the_day_it_was_planned_for_in_the_zone_of_the_house(tmp_path: Path) -> None:
    midnight = (NOW + timedelta(days=4)).replace(hour=23, minute=0).astimezone(timezone(timedelta(hours=1)))
    text = pdf_text(kit(tmp_path, replace(release(), planned_at=midnight), formats="pdf"))
    assert "8. März 2027" in text
    assert "3. März 2027" not in text.split("Zeichen", 1)[0].split("\n")[1]
