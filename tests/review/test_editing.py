"""Editing in place: verified again, nothing overwritten, provenance kept where nothing was touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.samples import ANNA, BEN, LEA, edited, texts

from klaviatur.errors import Conflict, NotAllowed, NotReady, UnknownVariant
from klaviatur.records import Checked, KeptVariant, Method, Piece, Severity, Span, State, Variant, VariantPart
from klaviatur.review.fixes import reworded
from klaviatur.wiring.desk import Desk

Variants = dict[str, KeptVariant]


def rules(checked: Checked) -> list[str]:
    return [finding.rule for finding in checked.findings]


def test_an_edit_is_the_next_revision_and_a_draft(desk: Desk, played: Variants) -> None:
    before = played["linkedin"]
    after = edited(desk, before.id, "Tonda", "Toni")
    assert (after.revision, after.state, after.changed_by) == (2, State.DRAFT, "anna")
    assert after.wording != before.wording
    assert 0 < after.human_share < 0.2


def test_an_edited_figure_is_verified_again(desk: Desk, played: Variants) -> None:
    after = edited(desk, played["linkedin"].id, "14", "15")
    assert after.blocks == 1
    assert "number.unknown" in rules(desk.opened(after.id).revision.checked)


def test_untouched_sentences_get_no_new_finding(desk: Desk, played: Variants) -> None:
    for variant in played.values():
        opened = desk.opened(variant.id)
        sent = texts(opened.revision)
        sent[-1] = sent[-1].replace("45", "fünfundvierzig", 1) if "45" in sent[-1] else sent[-1] + " "
        assert desk.try_out(variant.id, sent, by=ANNA).findings == opened.revision.checked.findings


def test_trying_out_keeps_nothing(desk: Desk, played: Variants) -> None:
    before = desk.opened(played["linkedin"].id)
    assert desk.try_out(before.variant.id, ["Der Speicher kostet 9.999 Euro."], by=ANNA).blocked
    assert desk.opened(before.variant.id) == before
    assert desk.audit(thing=f"variant:{before.variant.id}")[-1].entry.what == "variant.played"


def test_the_same_words_again_are_no_revision(desk: Desk, played: Variants) -> None:
    variant = played["web_teaser"]
    opened = desk.opened(variant.id)
    assert desk.edit(variant.id, texts(opened.revision), base=1, by=ANNA) == opened


def test_the_later_of_two_editors_learns_who_was_faster_and_loses_nothing(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    edited(desk, variant, "Tonda", "Toni", by=BEN)
    with pytest.raises(Conflict, match=r"revision 2 is by 'ben', 2.*yours began with revision 1.*Nothing is lost"):
        desk.edit(variant, ["Mein Text."], base=1, by=ANNA)
    assert "Toni" in texts(desk.opened(variant).revision)[0]


def test_a_fix_puts_the_proposal_in_its_place(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14", "15")
    checked = desk.opened(wrong.id).revision.checked
    number = next(n for n, finding in enumerate(checked.findings) if finding.rule == "number.unknown")
    fixed = desk.fix(wrong.id, number, base=2, by=ANNA)
    assert (fixed.variant.blocks, fixed.variant.revision) == (0, 3)
    assert "14" in texts(fixed.revision)[0]
    assert fixed.revision.why == "fixed number.unknown"


def test_a_finding_without_a_proposal_cannot_be_fixed_by_a_click(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14\u00a0Kilowattstunden", "Glück für 9.999 Euro")
    checked = desk.opened(wrong.id).revision.checked
    number = next(n for n, finding in enumerate(checked.findings) if finding.proposal is None)
    with pytest.raises(NotReady, match="Correct the words by hand"):
        desk.fix(wrong.id, number, base=2, by=ANNA)
    with pytest.raises(NotReady, match="There is no finding 99"):
        desk.fix(wrong.id, 99, base=2, by=ANNA)


def test_a_restored_revision_is_the_newest_one(desk: Desk, played: Variants) -> None:
    before = played["linkedin"]
    edited(desk, before.id, "Tonda", "Toni")
    restored = desk.restore(before.id, 1, base=2, by=BEN)
    assert (restored.variant.revision, restored.variant.wording) == (3, before.wording)
    assert restored.variant.human_share == 0.0
    assert [one[3] for one in restored.revisions] == ["restored revision 1", "edited", "played"]


def test_another_number_of_texts_than_parts_is_refused(desk: Desk, played: Variants) -> None:
    with pytest.raises(NotReady, match="has 3 parts, but 1 texts were sent"):
        desk.edit(played["web_teaser"].id, ["einer"], base=1, by=ANNA)


def test_line_ends_of_a_form_are_no_change(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"]
    desk.release(variant.id, wording=variant.wording, by=BEN)
    (sent,) = texts(desk.opened(variant.id).revision)
    assert "\n" in sent
    assert desk.edit(variant.id, [sent.replace("\n", "\r\n")], base=1, by=ANNA).release is not None


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\x1b", "\x0b"])
def test_what_is_no_text_is_refused(desk: Desk, played: Variants, character: str) -> None:
    variant = played["linkedin"].id
    for attempt in (
        lambda: desk.edit(variant, [f"Text{character}"], base=1, by=ANNA),
        lambda: desk.comment(variant, f"Ja{character}", by=BEN),
        lambda: desk.request_changes(variant, f"Bitte {character} anders", by=BEN),
    ):
        with pytest.raises(NotReady, match=rf"\(U\+{ord(character):04X}\) is no text"):
            attempt()


def test_an_empty_wording_is_verified_not_refused(desk: Desk, played: Variants) -> None:
    empty = desk.edit(played["web_teaser"].id, ["", "", ""], base=1, by=ANNA)
    assert empty.variant.blocks > 0


def test_who_may_not_edit_cannot_even_try(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    for attempt in (
        lambda: desk.edit(variant, ["x"], base=1, by=LEA),
        lambda: desk.try_out(variant, ["x"], by=LEA),
        lambda: desk.fix(variant, 0, base=1, by=LEA),
        lambda: desk.restore(variant, 1, base=1, by=LEA),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_unknown_variant_is_named(desk: Desk) -> None:
    with pytest.raises(UnknownVariant, match="nope"):
        desk.edit("nope", ["x"], base=1, by=ANNA)


def test_a_comment_stands_at_its_words(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    at = texts(desk.opened(variant).revision)[0].index("1.850")
    said = desk.comment(variant, "Stimmt das noch?", part=0, span=Span(at, at + 5), by=BEN)
    assert (said.words, said.by, said.revision) == ("1.850", "ben", 1)
    assert desk.settle(said.id, by=ANNA).settled_by == "anna"
    assert desk.settle(said.id, by=BEN).settled_by == "anna"
    with pytest.raises(NotReady, match="not in this wording"):
        desk.comment(variant, "Da?", part=0, span=Span(0, 100_000), by=BEN)
    with pytest.raises(NotReady, match="no part 7"):
        desk.comment(variant, "Da?", part=7, by=BEN)
    with pytest.raises(NotReady, match="Please write"):
        desk.comment(variant, "  ", by=BEN)
    assert [comment.text for comment in desk.opened(variant).comments] == ["Stimmt das noch?"]


# --- provenance ---------------------------------------------------------------------------------------------------
pieces = st.lists(st.text("ab 1.", min_size=1, max_size=6).map(lambda t: Piece(t, source=Span(0, len(t)))), max_size=6)


def variant_of(made: list[Piece]) -> Variant:
    part = VariantPart("text", "".join(piece.text for piece in made), tuple(made))
    return Variant("linkedin", "0" * 64, "de", (part,))


@given(pieces, st.text("ab 1.", max_size=20))
def test_pieces_join_to_the_text_after_any_edit(made: list[Piece], text: str) -> None:
    (part,) = reworded(variant_of(made), [text]).parts
    assert part.text == text
    assert not part.pieces or "".join(piece.text for piece in part.pieces) == text
    assert all(piece in made or piece.change == "edited" for piece in part.pieces)


@given(pieces)
def test_an_edit_that_changes_nothing_keeps_every_piece(made: list[Piece]) -> None:
    variant = variant_of(made)
    assert reworded(variant, [variant.parts[0].text]) == variant


def test_an_edited_text_is_no_longer_called_the_machines_alone() -> None:
    variant = variant_of([Piece("Alt.", source=Span(0, 4))])
    assert reworded(variant, ["Neu."]).method is Method.HUMAN_EDITS


def test_words_put_between_others_come_from_nowhere_we_know_of() -> None:
    made = [Piece("Er heizt. ", source=Span(0, 9)), Piece("Er steht.", source=Span(10, 19))]
    (part,) = reworded(variant_of(made), ["Er heizt. Gut so! Er steht."]).parts
    assert [(piece.text, piece.change) for piece in part.pieces] == [
        ("Er heizt. ", ""), ("Gut so! ", "edited"), ("Er steht.", ""),
    ]  # fmt: skip


def test_severities_are_counted_for_lists(desk: Desk, played: Variants) -> None:
    after = edited(desk, played["x_post"].id, "14", "15 " + "sehr " * 80)
    found = desk.opened(after.id).revision.checked.findings
    assert after.blocks == sum(f.severity is Severity.BLOCK for f in found) > 1
    assert not after.fits
