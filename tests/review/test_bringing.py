"""What comes to the desk: texts, their new versions, and what is played of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.review.conftest import OpenDesk
from tests.review.samples import ADA, ANNA, BEN, CHANNELS, LEA, TEXT, edited, texts

from klaviatur.errors import (
    Conflict,
    NotAllowed,
    ProfileError,
    SettingError,
    SourceTooThin,
    SourceUnreadable,
    UnknownChannel,
    UnknownSource,
    UnknownVoice,
)
from klaviatur.records import KeptVariant, State
from klaviatur.wiring.desk import Desk

Variants = dict[str, KeptVariant]
NEW = TEXT.replace("14 Kilowattstunden", "16 Kilowattstunden")


# --- texts --------------------------------------------------------------------------------------------------------
def test_the_same_text_again_is_the_same_version(desk: Desk) -> None:
    first = desk.add_text(TEXT.encode(), name="tonda.md", by=ANNA)
    assert desk.add_text(TEXT.encode(), name="tonda.md", by=BEN) == first
    assert [line.entry.what for line in desk.audit()] == ["text.added"]


def test_other_words_are_the_next_version(desk: Desk) -> None:
    first = desk.add_text(TEXT.encode(), name="tonda.md", by=ANNA)
    second = desk.add_text(NEW.encode(), name="tonda.md", by=BEN)
    assert (second.id, first.version, second.version) == (first.id, 1, 2)
    assert desk.audit()[-1].entry.what == "text.changed"


def test_a_file_is_known_by_its_name(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "Über uns (neu).md"
    place.write_text(TEXT, encoding="utf-8")
    assert desk.add_text(place, by=ANNA).key == "über-uns-neu.md"
    assert desk.add_text(TEXT.encode(), name="C:\\\\Texte\\\\../Tonda 3.MD", by=ANNA).key == "tonda-3.md"
    assert desk.add_text(place, key="eigener-name", by=ANNA).key == "eigener-name"


def test_two_typed_texts_with_one_title_are_two(desk: Desk) -> None:
    first = desk.add_typed(TEXT, by=ANNA)
    second = desk.add_typed(NEW, by=ANNA)
    assert (first.key, second.key) == (
        "lindhof-stellt-den-speicher-tonda-vor",
        "lindhof-stellt-den-speicher-tonda-vor-2",
    )
    assert desk.add_typed(TEXT, by=ANNA) == first
    assert first.origin == "typed"
    assert desk.add_typed(NEW, key=first.key, by=ANNA).version == 2


def test_a_text_nobody_can_use_says_why(desk: Desk) -> None:
    with pytest.raises(SourceTooThin, match="Nothing was typed"):
        desk.add_typed("  \n", by=ANNA)
    with pytest.raises(SourceTooThin):
        desk.add_text(b"   ", name="leer.txt", by=ANNA)
    with pytest.raises(SourceUnreadable):
        desk.add_text(bytes(range(256)) * 40, name="bild.png", by=ANNA)
    assert not desk.sources()


def test_an_upload_has_a_largest_size(new_desk: OpenDesk) -> None:
    with pytest.raises(SourceUnreadable, match="MB"):
        new_desk(source_max_bytes=100).add_text(TEXT.encode(), name="tonda.md", by=ANNA)


def test_who_may_not_bring_texts_in_leaves_none(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="may not bring sources in"):
        desk.add_text(TEXT.encode(), name="tonda.md", by=LEA)
    assert not desk.sources()


# --- playing ------------------------------------------------------------------------------------------------------
def test_playing_again_writes_nothing_twice(desk: Desk, played: Variants) -> None:
    again = desk.play("text", "tonda.md", channels=CHANNELS, by=ANNA)
    assert {variant.channel: variant for variant in again} == played


def test_playing_again_leaves_what_people_did(desk: Desk, played: Variants) -> None:
    mine = edited(desk, played["linkedin"].id, "Tonda", "Toni")
    sent = desk.submit(played["x_post"].id, by=ANNA)
    desk.release(played["web_teaser"].id, wording=played["web_teaser"].wording, by=BEN)
    after = {v.channel: v for v in desk.play("text", "tonda.md", channels=CHANNELS, again=True, by=ANNA)}
    assert after["linkedin"] == mine
    assert after["x_post"] == sent
    assert after["web_teaser"].state is State.RELEASED
    told = dict(desk.audit(limit=1000)[-1].entry.details)
    assert told["new"] == "0"
    assert told["left linkedin"] == "edited by anna"
    assert told["left web_teaser"] == "released, by ben"


def test_a_draft_nobody_touched_is_written_anew(desk: Desk, played: Variants) -> None:
    desk.keep_voice("warm", {"address": "du", "sign_off": "Bis bald!"}, version=1, by=ADA)
    (after,) = desk.play("text", "tonda.md", channels=["linkedin"], voice="warm", by=ANNA)
    assert (after.revision, after.voice, after.human_share) == (2, "warm", 0.0)
    assert desk.opened(after.id).revision.why == "played again"


def test_a_text_is_played_in_its_own_language(desk: Desk, played: Variants) -> None:
    with pytest.raises(SettingError, match="written in 'de', so it cannot be played in 'en_GB'"):
        desk.play("text", "tonda.md", locale="en_GB", by=ANNA)
    assert {variant.locale for variant in played.values()} == {"de"}


def test_what_is_not_there_is_named(desk: Desk, played: Variants) -> None:
    with pytest.raises(UnknownSource, match="nope"):
        desk.play("text", "nope", by=ANNA)
    with pytest.raises(UnknownChannel, match="fernschreiber"):
        desk.play("text", "tonda.md", channels=["fernschreiber"], by=ANNA)
    with pytest.raises(UnknownVoice, match=r"'nope'.*Known: none yet"):
        desk.play("text", "tonda.md", voice="nope", by=ANNA)
    with pytest.raises(NotAllowed):
        desk.play("text", "tonda.md", by=LEA)


def test_what_is_kept_with_a_play_is_kept_or_undone_with_it(desk: Desk, played: Variants) -> None:
    def fail(_: object) -> None:
        raise Conflict("somebody else did this")

    desk.keep_voice("warm", {"address": "du"}, version=1, by=ADA)
    with pytest.raises(Conflict, match="somebody else"):
        desk.play("text", "tonda.md", channels=CHANNELS, voice="warm", within=fail, by=ANNA)
    assert {v.channel: v for v in desk.source("text", "tonda.md")[2]} == played


# --- a new version of a text ----------------------------------------------------------------------------------------
def test_a_release_dies_with_the_words_that_carried_it(desk: Desk, played: Variants) -> None:
    variant = played["linkedin"].id
    desk.release(variant, wording=played["linkedin"].wording, by=BEN)
    desk.add_text(NEW.encode(), name="tonda.md", by=ANNA)
    opened = desk.opened(variant)
    assert (opened.variant.state, opened.release) == (State.STALE, None)
    assert "Version 2 of the text no longer says: " in opened.variant.why
    assert "14 Kilowattstunden" in opened.releases[0].ended_why
    told = desk.audit(thing=f"variant:{variant}")[-1]
    assert (told.who, told.entry.what) == ("klaviatur", "variant.stale")
    assert desk.verify_audit().whole


def test_a_release_that_rests_on_other_words_stands(desk: Desk, played: Variants) -> None:
    title = played["web_teaser"]
    new = TEXT.replace("Geschäftsführerin", "Gründerin")
    desk.release(title.id, wording=title.wording, by=BEN)
    desk.add_text(new.encode(), name="tonda.md", by=ANNA)
    opened = desk.opened(title.id)
    assert (opened.variant.state, opened.release is not None) == (State.RELEASED, True)
    assert desk.opened(played["linkedin"].id).variant.state is State.STALE  # it quotes her with that function


def test_a_longer_figure_is_not_the_old_one(desk: Desk, played: Variants) -> None:
    desk.add_text(TEXT.replace("1.850", "11.850").encode(), name="tonda.md", by=ANNA)
    assert {desk.opened(v.id).variant.state for v in played.values()} == {State.STALE}


def test_retired_variants_stay_retired(desk: Desk, played: Variants) -> None:
    desk.retire(played["linkedin"].id, "Kanal geschlossen.", by=ADA)
    desk.add_text(NEW.encode(), name="tonda.md", by=ANNA)
    assert desk.opened(played["linkedin"].id).variant.state is State.RETIRED


def test_a_stale_variant_is_written_anew_when_it_is_asked_for(desk: Desk, played: Variants) -> None:
    desk.add_text(NEW.encode(), name="tonda.md", by=ANNA)
    (left,) = desk.play("text", "tonda.md", channels=["linkedin"], by=ANNA)
    assert (left.state, left.revision) == (State.STALE, 1)
    (after,) = desk.play("text", "tonda.md", channels=["linkedin"], again=True, by=ANNA)
    assert (after.state, after.revision, after.why) == (State.DRAFT, 2, "")
    assert "16" in texts(desk.opened(after.id).revision)[0]


def test_a_stale_variant_is_corrected_against_the_new_version(desk: Desk, played: Variants) -> None:
    desk.add_text(NEW.encode(), name="tonda.md", by=ANNA)
    after = edited(desk, played["linkedin"].id, "14", "16")
    opened = desk.opened(after.id)
    assert (after.state, after.blocks) == (State.DRAFT, 0)
    assert opened.text.id == opened.source.source
    assert not [f.rule for f in opened.revision.checked.findings if f.rule.startswith("mapping")]
    assert desk.release(after.id, wording=after.wording, by=BEN).stands


def test_a_stale_variant_may_be_confirmed_as_it_is(desk: Desk, played: Variants) -> None:
    desk.add_text(NEW.encode(), name="tonda.md", by=ANNA)
    opened = desk.opened(played["linkedin"].id)
    after = desk.edit(opened.variant.id, texts(opened.revision), base=1, by=ANNA)
    assert (after.variant.state, after.variant.revision, after.variant.wording) == (
        State.DRAFT,
        2,
        opened.variant.wording,
    )
    assert after.variant.blocks == 1


# --- voices -------------------------------------------------------------------------------------------------------
def test_a_voice_is_kept_version_by_version(desk: Desk) -> None:
    desk.keep_voice("warm", {"address": "du"}, version=1, by=ADA)
    desk.keep_voice("warm", {"address": "Sie", "avoid": {"nutzen": "gebrauchen"}}, version=2, by=ADA)
    assert (desk.voice("warm").address, desk.voice("warm").avoid) == ("Sie", (("nutzen", "gebrauchen"),))
    with pytest.raises(Conflict, match="warm"):
        desk.keep_voice("warm", {"address": "du"}, version=2, by=ADA)
    with pytest.raises(ProfileError, match=r"adress.*Did you mean 'address'"):
        desk.keep_voice("kalt", {"adress": "du"}, version=1, by=ADA)
    with pytest.raises(NotAllowed, match="an admin may"):
        desk.keep_voice("kalt", {"address": "du"}, version=1, by=replace(BEN))
    assert [voice.name for voice in desk.voices()] == ["warm"]
    with pytest.raises(ProfileError, match="cannot be a voice's name"):
        desk.keep_voice("a/b\x00", {"address": "du"}, version=1, by=ADA)
