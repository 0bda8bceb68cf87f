"""A release: one exact wording, by a reviewer, with every blocking finding answered for."""

from dataclasses import replace

import pytest
from tests.review.conftest import OpenDesk
from tests.review.samples import ADA, ANNA, BEN, CLEO, LEA, PIA, TEXT, edited, texts

from klaviatur.errors import Conflict, NotAllowed, NotReady, UnknownVariant
from klaviatur.records import KeptVariant, Release, State, Vouched
from klaviatur.review import to_answer
from klaviatur.wiring.desk import Desk

Variants = dict[str, KeptVariant]
WHY = "Mit der Technik am Telefon geklärt."


def released(desk: Desk, variant: str) -> Release:
    return desk.release(variant, wording=desk.opened(variant).variant.wording, by=BEN)


def test_a_release_is_tied_to_the_wording_the_person_saw(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"]
    release = desk.release(variant.id, wording=variant.wording, by=BEN)
    opened = desk.opened(variant.id)
    assert (release.by, release.wording, release.revision, release.stands) == ("ben", variant.wording, 1, True)
    assert (opened.variant.state, opened.release) == (State.RELEASED, release)


def test_another_wording_than_the_one_seen_is_not_released(desk: Desk, played: Variants) -> None:
    seen = played["linkedin"].wording
    edited(desk, played["linkedin"].id, "Tonda", "Toni")
    with pytest.raises(Conflict, match=r"another wording than the one you saw: 'anna' changed it, 2.*UTC"):
        desk.release(played["linkedin"].id, wording=seen, by=BEN)
    assert desk.opened(played["linkedin"].id).release is None


@pytest.mark.parametrize("change", [" ", "!", "ä"])
def test_a_release_dies_with_the_first_changed_character(desk: Desk, played: Variants, change: str) -> None:
    variant = played["linkedin"].id
    released(desk, variant)
    sent = texts(desk.opened(variant).revision)
    sent[0] += change
    opened = desk.edit(variant, sent, base=1, by=ANNA)
    assert opened.release is None
    assert (opened.variant.state, opened.releases[0].ended_by) == (State.DRAFT, "anna")
    assert not list(desk.export(by=PIA))


def test_words_moved_to_the_next_part_end_a_release(desk: Desk, played: Variants) -> None:
    variant = played["web_teaser"].id
    released(desk, variant)
    first, second, third = texts(desk.opened(variant).revision)
    assert desk.edit(variant, [second, first, third], base=1, by=ANNA).release is None


def test_only_a_reviewer_releases(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"]
    for actor in (ANNA, PIA, ADA, LEA):
        with pytest.raises(NotAllowed, match="a reviewer may"):
            desk.release(variant.id, wording=variant.wording, by=actor)
        with pytest.raises(NotAllowed):
            desk.release_many({variant.id: variant.wording}, by=actor)
    assert desk.opened(variant.id).variant.state is State.DRAFT


def test_a_blocking_finding_is_answered_for_with_a_written_reason(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14", "15")
    asked = to_answer(desk.opened(wrong.id).revision.checked)
    with pytest.raises(NotReady, match=r"1 blocking findings are open, the first is 'number.unknown' at '15"):
        desk.release(wrong.id, wording=wrong.wording, by=BEN)
    with pytest.raises(NotReady, match="fewer than 10 characters"):
        desk.release(wrong.id, wording=wrong.wording, vouched=[replace(asked[0], reason="  stimmt  ")], by=BEN)
    vouched = [replace(one, reason=WHY) for one in asked]
    release = desk.release(wrong.id, wording=wrong.wording, vouched=vouched, by=BEN)
    assert [(one.rule, one.reason) for one in release.vouched] == [("number.unknown", WHY)]
    line = desk.audit(thing=f"variant:{wrong.id}")[-1]
    assert WHY in dict(line.entry.details)["vouched"]


def test_a_vouch_stays_readable_after_the_release_has_ended(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14", "15")
    asked = to_answer(desk.opened(wrong.id).revision.checked)
    desk.release(wrong.id, wording=wrong.wording, vouched=[replace(one, reason=WHY) for one in asked], by=BEN)
    edited(desk, wrong.id, "15", "14")
    assert desk.opened(wrong.id).releases[0].vouched[0].reason == WHY


def test_a_vouch_for_what_does_not_block_is_refused(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"]
    with pytest.raises(NotReady, match="nothing blocks there"):
        desk.release(variant.id, wording=variant.wording, vouched=[Vouched("number.unknown", "15", WHY)], by=BEN)
    wrong = edited(desk, variant.id, "14", "15")
    (asked,) = to_answer(desk.opened(wrong.id).revision.checked)
    for vouched in (
        [replace(asked, words="16 Kilowattstunden", reason=WHY)],
        [replace(asked, reason=WHY), replace(asked, reason=WHY + " Ja.")],
    ):
        with pytest.raises(NotReady, match="nothing blocks there"):
            desk.release(wrong.id, wording=wrong.wording, vouched=vouched, by=BEN)


def test_a_vouch_that_a_form_sent_with_other_line_breaks_still_fits(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14", "15")
    (asked,) = to_answer(desk.opened(wrong.id).revision.checked)
    sent = Vouched(asked.rule, asked.words.replace(" ", "\r\n"), WHY)
    assert desk.release(wrong.id, wording=wrong.wording, vouched=[sent], by=BEN).vouched[0].words == asked.words


def test_a_variant_outside_its_hard_limits_blocks(desk: Desk, played: Variants) -> None:
    long = edited(desk, played["x_post"].id, "14", "14 " + "sehr " * 80)
    assert not long.fits
    assert "limit.over" in {one.rule for one in to_answer(desk.opened(long.id).revision.checked)}
    with pytest.raises(NotReady, match="blocking findings are open"):
        desk.release(long.id, wording=long.wording, by=BEN)


def test_many_are_released_one_by_one_and_each_says_why_not(desk: Desk, played: Variants) -> None:
    wrong = edited(desk, played["linkedin"].id, "14", "15")
    good = played["x_post"]
    asked = {wrong.id: wrong.wording, good.id: good.wording, "nope": "0" * 64}
    results = dict(desk.release_many(asked, by=BEN))
    assert isinstance(results[good.id], Release)
    assert "blocking findings are open" in str(results[wrong.id])
    assert "nope" in str(results["nope"])
    assert [variant.id for variant, _ in desk.store.released()] == [good.id]


def test_what_is_released_is_not_released_twice(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"]
    released(desk, variant.id)
    with pytest.raises(NotReady, match="it is released, by 'ben'"):
        released(desk, variant.id)


def test_a_withdrawn_release_can_be_given_again(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    released(desk, variant)
    assert desk.withdraw(variant, "Der Termin ist verschoben.", by=PIA).state is State.DRAFT
    assert desk.opened(variant).releases[0].ended_why == "Der Termin ist verschoben."
    assert released(desk, variant).stands


def test_the_way_through_review(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    sent = desk.submit(variant, to="ben", by=ANNA)
    assert (sent.state, sent.sent_by, sent.assigned) == (State.IN_REVIEW, "anna", "ben")
    back = desk.request_changes(variant, "Bitte ohne Zahl.", by=BEN)
    assert (back.state, back.assigned, back.why) == (State.NEEDS_CHANGES, "anna", "Bitte ohne Zahl.")
    assert ([v.id for v in desk.todo("anna")], desk.todo("ben")) == ([variant], [])
    with pytest.raises(NotReady, match=r"needs changes, since 2.*Bitte ohne Zahl.*Edit it and send it"):
        released(desk, variant)
    assert edited(desk, variant, "14", "vierzehn").state is State.DRAFT
    desk.submit(variant, by=ANNA)
    assert released(desk, variant).by == "ben"
    assert desk.opened(variant).variant.assigned == ""


def test_assigning_does_not_touch_a_release(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    released(desk, variant)
    assert desk.assign(variant, "ben", by=BEN).state is State.RELEASED
    assert desk.opened(variant).release is not None


def test_a_retired_variant_is_out_of_use_until_it_is_restored(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    released(desk, variant)
    assert desk.retire(variant, "Der Kanal ist geschlossen.", by=PIA).state is State.RETIRED
    assert desk.opened(variant).release is None
    for attempt in (
        lambda: released(desk, variant),
        lambda: edited(desk, variant, "14", "15"),
        lambda: desk.submit(variant, by=ANNA),
        lambda: desk.retire(variant, "Noch einmal.", by=PIA),
    ):
        with pytest.raises(NotReady, match="Restore one of its revisions"):
            attempt()
    assert desk.restore(variant, 1, base=1, by=ANNA).variant.state is State.DRAFT


def test_reasons_are_asked_for(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    with pytest.raises(NotReady, match="what is to be changed"):
        desk.request_changes(variant, " ", by=BEN)
    with pytest.raises(NotReady, match="shorter"):
        desk.request_changes(variant, "x" * 5001, by=BEN)
    with pytest.raises(NotReady, match="why it is taken out of use"):
        desk.retire(variant, "", by=PIA)


def test_an_unknown_variant_is_not_released(desk: Desk) -> None:
    with pytest.raises(UnknownVariant, match="nope"):
        desk.release("nope", wording="0" * 64, by=BEN)


# --- what the team has set ----------------------------------------------------------------------------------------
def test_with_four_eyes_nobody_releases_what_they_wrote(new_desk: OpenDesk) -> None:
    desk = new_desk(four_eyes=True)
    variant = _played(desk)
    mine = edited(desk, variant, "Der Hersteller Lindhof", "Lindhof", by=CLEO)
    with pytest.raises(NotAllowed, match=r"present wording from 'cleo'.*Ask another reviewer"):
        desk.release(variant, wording=mine.wording, by=CLEO)
    (result,) = desk.release_many({variant: mine.wording}, by=CLEO)
    assert "four eyes" in str(result[1])
    assert desk.release(variant, wording=mine.wording, by=BEN).by == "ben"


def test_with_four_eyes_a_draft_is_seen_by_two(new_desk: OpenDesk) -> None:
    desk = new_desk(four_eyes=True)
    variant = _played(desk)
    wording = desk.opened(variant).variant.wording
    with pytest.raises(NotAllowed, match="seen by nobody but 'ben'"):
        desk.release(variant, wording=wording, by=BEN)
    desk.submit(variant, by=CLEO)
    with pytest.raises(NotAllowed, match="seen by nobody but 'cleo'"):
        desk.release(variant, wording=wording, by=CLEO)
    assert desk.release(variant, wording=wording, by=BEN).stands


def test_where_a_passkey_is_asked_for_a_password_does_not_do(new_desk: OpenDesk) -> None:
    desk = new_desk(release_with_passkey=True)
    variant = _played(desk)
    wording = desk.opened(variant).variant.wording
    with pytest.raises(NotAllowed, match="released with a passkey"):
        desk.release(variant, wording=wording, by=BEN)
    assert desk.release(variant, wording=wording, by=replace(BEN, strong=True)).strong


def _played(desk: Desk) -> str:
    source = desk.add_text(TEXT.encode(), name="tonda.md", by=ANNA)
    (variant,) = desk.play("text", source.key, channels=["linkedin"], by=ANNA)
    return variant.id


# --- what leaves the house ------------------------------------------------------------------------------------------
def test_only_released_wordings_are_exported(desk: Desk, played: Variants) -> None:
    released(desk, played["x_post"].id)
    (opened,) = desk.export(by=PIA)
    assert (opened.variant.id, opened.release is not None) == (played["x_post"].id, True)
    assert not list(desk.export(variants=[played["linkedin"].id], by=PIA))
    assert desk.audit(limit=1000)[-1].entry.what == "wordings.exported"
    with pytest.raises(NotAllowed, match="a publisher may"):
        desk.export(by=BEN)
