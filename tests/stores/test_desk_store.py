"""What the desk keeps, on both databases, and what it gives back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.errors import Conflict, NotReady, UnknownSource, UnknownVariant, UnknownVoice, UnknownWork
from klaviatur.records import Comment, Entry, KeptVoice, Release, Revision, Span, State, Vouched, Work
from klaviatur.testing.desks import ANNA, BEGIN, a_text, bring_text, keep, release

KEY = b"of this workspace"


@pytest.fixture
def desk(new_database: Callable[[], str]) -> Iterator[StoredDesk]:
    with open_desk_store(new_database(), now=lambda: BEGIN, audit_key=KEY) as desk:
        yield desk


def test_a_text_is_kept_and_other_words_are_its_next_version(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        first = bring_text(deciding, "solar", "Solarpark eröffnet\n\nEr liefert Strom.")
        again = bring_text(deciding, "solar", "Solarpark eröffnet\n\nEr liefert Strom.")
        second = bring_text(deciding, "solar", "Solarpark eröffnet\n\nEr liefert viel Strom.")
    assert (first.version, again.version, second.version) == (1, 1, 2)
    source, text, variants = desk.source("text", "solar")
    assert source == second
    assert text == a_text("Solarpark eröffnet\n\nEr liefert viel Strom.")
    assert list(variants) == []
    with pytest.raises(UnknownSource, match="no product 'solar'"):
        desk.source("product", "solar")


def test_products_with_the_same_data_sheet_keep_facts_of_their_own(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        one = bring_text(deciding, "A-1", "Bohrer", kind="product")
        other = deciding.keep_source("product", "B-1", replace(a_text("Bohrer"), sender="B"), title="Bohrer", by="anna")
        assert one.source == other.source
        assert deciding.parsed(one.source, one.id).sender is None
        assert deciding.parsed(one.source, other.id).sender == "B"
        keep(deciding, other, "x", "Ein Bohrer.")
    assert desk.opened(desk.board(kind="product").rows[0].variants[0].id).text.sender == "B"
    assert one.version == 0


def test_a_variant_is_opened_with_its_whole_history(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark eröffnet")
        drafted = keep(deciding, source, "x", "Der Solarpark ist eröffnet.")
        edited = keep(deciding, source, "x", "Der Solarpark ist da.", by="anna")
        given = Comment(0, edited.id, 2, "ben", BEGIN, "Kürzer?", part=0, span=Span(4, 13), words="Solarpark")
        comment = deciding.keep_comment(given)
        settled = deciding.keep_comment(replace(comment, settled_at=BEGIN, settled_by="anna"))
        assert deciding.comment(comment.id) == settled
        standing = release(deciding, edited)
    opened = desk.opened(edited.id)
    assert opened.source.key == "solar"
    assert opened.text.text == "Solarpark eröffnet"
    assert opened.variant.state is State.RELEASED
    assert opened.revision.checked.variant.text == "Der Solarpark ist da."
    assert opened.machine is not None
    assert opened.machine.checked.variant.text == "Der Solarpark ist eröffnet."
    assert opened.release == standing
    assert opened.comments == (settled,)
    assert [(number, by) for number, by, _, _ in opened.revisions] == [(2, "anna"), (1, "embedded")]
    earlier = desk.opened(edited.id, revision=1)
    assert earlier.revision == earlier.machine
    assert earlier.revision.wording == drafted.wording
    with pytest.raises(UnknownVariant, match="no revision 7"):
        desk.opened(edited.id, revision=7)
    with pytest.raises(UnknownVariant, match="no variant 'nothing'"):
        desk.opened("nothing")


def test_a_release_ends_with_the_first_changed_character(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark eröffnet")
        variant = keep(deciding, source, "x", "Der Solarpark ist da.")
        release(deciding, variant)
    with desk.deciding() as deciding:
        keep(deciding, source, "x", "Der Solarpark ist da!", by="ben", state=State.RELEASED)
        assert deciding.standing_release(variant.id) is None
    (ended,) = desk.opened(variant.id).releases
    assert (ended.stands, ended.ended_by, ended.ended_at) == (False, "ben", BEGIN)
    assert [line.entry.what for line in desk.audit()] == ["variant.released", "release.ended"]
    assert list(desk.released()) == []


@pytest.mark.parametrize("state", [state for state in State if state is not State.RELEASED])
def test_a_release_ends_when_its_variant_is_no_longer_released(desk: StoredDesk, state: State) -> None:
    with desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")
        release(deciding, variant)
        deciding.keep_variant(replace(variant, state=state))
        assert deciding.standing_release(variant.id) is None


def test_only_one_release_stands_and_only_for_the_present_wording(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")
        with pytest.raises(Conflict, match="another wording"):
            release(deciding, replace(variant, wording="0" * 64))
        vouched = (Vouched("number.missing", "1.850", "Telefonisch bestätigt"),)
        kept = deciding.keep_release(
            Release(0, variant.id, 1, variant.wording, "anna", BEGIN, 0.25, 2, vouched, strong=True)
        )
        assert deciding.standing_release(variant.id) == kept
        with pytest.raises(Conflict, match="released by 'anna' already"):
            deciding.keep_release(kept)


def test_a_variant_has_the_wording_of_its_newest_revision_or_is_refused(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark")
        variant = keep(deciding, source, "x", "Er ist da.")
        revision = deciding.revision(variant.id)
        with pytest.raises(NotReady, match="without a revision"):
            deciding.keep_variant(replace(variant, wording="0" * 64))
        with pytest.raises(Conflict, match="at revision 1 by now"):
            deciding.keep_variant(variant, revision)
        with pytest.raises(NotReady, match="wording of its revision 2"):
            deciding.keep_variant(replace(variant, revision=2), replace(revision, number=2, wording="0" * 64))
        assert deciding.variants_of(source.id) == [variant]


def test_what_breaks_off_leaves_nothing(desk: StoredDesk) -> None:
    def break_off() -> None:
        with desk.deciding() as deciding:
            keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")
            deciding.note(Entry("source.added", "text:solar"), ANNA)
            deciding.variant("nothing")

    with pytest.raises(UnknownVariant):
        break_off()
    assert desk.board().rows == ()
    assert list(desk.audit()) == []
    assert desk.search("solarpark") == []


def test_the_board_counts_every_state(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark")
        for channel in ("x", "mail", "web"):
            keep(deciding, source, channel, f"Er ist da: {channel}.")
    with desk.deciding() as deciding:
        keep(deciding, source, "x", "Er ist wirklich da.", state=State.IN_REVIEW)
        release(deciding, deciding.variants_of(source.id)[0])
    counts = desk.board().counts
    assert counts == dict.fromkeys([state.value for state in State], 0) | {"draft": 1, "in_review": 1, "released": 1}


def test_the_board_is_paged_without_gaps_and_filtered(new_database: Callable[[], str]) -> None:
    moments = iter(BEGIN + timedelta(minutes=n) for n in range(100))
    with open_desk_store(new_database(), now=lambda: next(moments)) as desk:
        for number in range(7):
            with desk.deciding() as deciding:
                source = bring_text(deciding, f"text-{number}", f"Meldung {number}\n\nEs geht um Ökostrom.")
                keep(deciding, source, "x", f"Kurz {number}.", state=State.IN_REVIEW if number % 2 else State.DRAFT)
                keep(deciding, source, "mail", f"Lang {number}.")
        pages, after = [], ""
        while not pages or after:
            page = desk.board(after=after, limit=3)
            after = page.after
            pages.append([row.source.key for row in page.rows])
        assert pages == [["text-6", "text-5", "text-4"], ["text-3", "text-2", "text-1"], ["text-0"]]
        asked = desk.board(states=[State.IN_REVIEW], channels=["x"], limit=2)
        assert [(row.source.key, [v.channel for v in row.variants]) for row in asked.rows] == [
            ("text-5", ["x"]),
            ("text-3", ["x"]),
        ]
        rest = desk.board(states=[State.IN_REVIEW], channels=["x"], limit=2, after=asked.after)
        assert [row.source.key for row in rest.rows] == ["text-1"]
        assert desk.board(states=[State.IN_REVIEW], channels=["mail"]).rows == ()
        assert [row.source.key for row in desk.board(search="okostr 4").rows] == ["text-4"]
        assert [source.key for source in desk.sources(limit=2)] == ["text-6", "text-5"]
        last = str(desk.sources(limit=2)[-1].id)
        assert [source.key for source in desk.sources(limit=2, after=last)] == ["text-4", "text-3"]
        assert desk.sources(kind="product") == []


def test_what_waits_for_a_member_is_theirs_alone(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark")
        assigned = keep(deciding, source, "a", "Eins.", state=State.IN_REVIEW)
        deciding.keep_variant(replace(assigned, assigned="ben"))
        sent = keep(deciding, source, "b", "Zwei.", state=State.NEEDS_CHANGES)
        deciding.keep_variant(replace(sent, sent_by="ben"))
        keep(deciding, source, "c", "Drei.", state=State.STALE, by="ben")
        keep(deciding, source, "d", "Vier.", by="ben")
        keep(deciding, source, "e", "Fünf.")
        release(deciding, keep(deciding, source, "f", "Sechs.", by="ben"))
    assert sorted(variant.channel for variant in desk.todo("ben")) == ["a", "b", "c"]
    assert desk.todo("") == []
    assert [variant.channel for variant in desk.board(assigned="ben").rows[0].variants] == ["a"]


def test_released_wordings_are_listed_in_the_order_of_their_ids(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Solarpark")
        variants = [keep(deciding, source, channel, f"Für {channel}.") for channel in "abcdef"]
        for variant in variants[:5]:
            release(deciding, variant)
    ids = sorted(variant.id for variant in variants[:5])
    assert [variant.id for variant, _ in desk.released(limit=3)] == ids[:3]
    assert [release_.variant for _, release_ in desk.released(after=ids[2])] == ids[3:]
    assert [variant.id for variant in desk.variants(["nothing", *reversed(ids)])] == [*reversed(ids)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("solarp", ["text", "variant"]),
        ("SOLARPARK eroff", ["text"]),
        ("eröffnet", ["text"]),
        ("park", []),
        ("kuno", ["voice"]),
        ("", []),
        ("\"'*:()", []),
        ("kind", []),
        ("variant", []),
        ("NOT solarpark", []),
    ],
)
def test_the_search_finds_words_by_how_they_begin(desk: StoredDesk, words: str, found: list[str]) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "pm-1", "Solarpark eröffnet\n\nEr liefert Strom für alle.")
        keep(deciding, source, "x", "Der Solarpark ist da.")
        deciding.keep_voice(KeptVoice("kuno", 1, {"register": "warm"}, BEGIN, "anna"))
    assert [one.kind for one in desk.search(words)] == found


def test_the_search_forgets_words_that_are_gone(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        source = bring_text(deciding, "solar", "Meldung")
        keep(deciding, source, "x", "Ein Windrad steht.")
        keep(deciding, source, "x", "Ein Solarpark steht.")
    assert desk.search("windrad") == []
    (found,) = desk.search("solarpark")
    assert found.words == "Ein Solarpark steht."


def test_a_voice_is_kept_version_by_version(desk: StoredDesk) -> None:
    one = KeptVoice("warm", 1, {"address": "du", "use": ["wir"]}, BEGIN, "anna")
    with desk.deciding() as deciding:
        deciding.keep_voice(one)
        deciding.keep_voice(replace(one, version=2, values={"address": "Sie"}))
        with pytest.raises(Conflict, match="at version 2 by now"):
            deciding.keep_voice(replace(one, version=2))
    (voice,) = desk.voices()
    assert (voice.version, voice.values) == (2, {"address": "Sie"})
    assert [old.version for old in desk.voice_versions("warm")] == [2, 1]
    assert desk.voice_versions("warm")[1] == one
    with pytest.raises(UnknownVoice, match="list of voices"):
        desk.voice_versions("kalt")


def test_the_versions_of_a_text_tell_who_brought_them_in(desk: StoredDesk) -> None:
    for words, who in (("Ein Solarpark steht.", "anna"), ("Ein Windrad steht.", "ben"), ("Ein Windrad steht.", "cleo")):
        with desk.deciding() as deciding:
            deciding.keep_source("text", "solar.md", a_text(words), title="Solar", by=who)
    told = [(version.version, version.by, version.source, version.at) for version in desk.versions("solar.md")]
    windrad, solarpark = a_text("Ein Windrad steht.").id, a_text("Ein Solarpark steht.").id
    assert told == [(2, "ben", windrad, BEGIN), (1, "anna", solarpark, BEGIN)]
    with pytest.raises(UnknownSource, match="klaviatur desk sources"):
        desk.versions("wind.md")


@pytest.mark.parametrize("states", [[], [State.DRAFT], [State.RELEASED]])
def test_each_variant_is_reached_from_its_neighbours_in_the_order_of_the_board(
    desk: StoredDesk, states: list[State]
) -> None:
    with desk.deciding() as deciding:
        for number in range(7):
            source = bring_text(deciding, f"text-{number}", f"Solarpark {number}")
            for channel in range(number % 3 + 1):
                variant = keep(deciding, source, f"c{channel}", f"Solar {number} {channel}")
                if (number + channel) % 2:
                    release(deciding, variant)
    rows = desk.board(states=states, limit=100).rows
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        near = [one for one in (before, row, after) if one is not None]
        assert [list(desk.around(variant.id, states=states)) for variant in row.variants] == [near] * len(row.variants)


def test_a_variant_outside_the_filter_stands_between_those_in_it(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        kept = [keep(deciding, bring_text(deciding, f"t{n}", f"Solarpark {n}"), "c", f"Solar {n}") for n in range(5)]
        for one in kept[1::2]:
            release(deciding, one)
    middle = desk.around(kept[2].id, states=[State.RELEASED])
    assert [[one.id for one in row.variants] for row in middle] == [[kept[3].id], [kept[2].id], [kept[1].id]]
    with pytest.raises(UnknownVariant, match="klaviatur desk board"):
        desk.around("nothing")


def test_work_is_kept_as_it_goes_on(desk: StoredDesk) -> None:
    work = Work("w1", "play", "38 channels", "running", "anna", BEGIN, 38, ordered='{"key": "solar"}')
    with desk.deciding() as deciding:
        deciding.keep_work(work)
        deciding.keep_work(replace(work, done=38, state="done", ended_at=BEGIN))
        assert deciding.work("w1").done == 38
        with pytest.raises(UnknownWork):
            deciding.work("w2")
    assert list(desk.works()) == [replace(work, done=38, state="done", ended_at=BEGIN)]


def test_characters_no_database_likes_are_no_reason_to_lose_a_variant(desk: StoredDesk) -> None:
    words = "Null\x00, halb\ud83d und ganz 🔭"
    with desk.deciding() as deciding:
        source = deciding.keep_source("text", "dirty", replace(a_text("Text"), text=words), title=words, by="anna")
        variant = keep(deciding, source, "x", words)
        deciding.note(Entry("variant.commented", "variant:x", words, (("words", words),)), ANNA)
        assert deciding.revision(variant.id).checked.variant.text == words
    assert desk.opened(variant.id).text.text == words
    assert desk.opened(variant.id).variant.title.endswith("🔭")
    assert len(desk.audit()) == 1


def test_an_audit_line_follows_the_one_before_it_across_transactions(desk: StoredDesk) -> None:
    for number in range(3):
        with desk.deciding() as deciding:
            deciding.note(Entry("text.added", f"text:{number}", details=(("sha", "ab"),)), ANNA)
            deciding.note(Entry("variant.played", f"variant:{number}"), ANNA)
    lines = desk.audit()
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]
    assert desk.audit_end() == (6, lines[-1].hash)
    assert [line.number for line in desk.audit(after=2, limit=2)] == [3, 4]
    assert [line.number for line in desk.audit(before=2**53, limit=2)] == [6, 5]
    assert [line.number for line in desk.audit(after=2, before=5)] == [4, 3]
    assert [line.number for line in desk.audit(before=5, thing="variant:1")] == [4]
    assert [line.entry.what for line in desk.audit(thing="variant:1")] == ["variant.played"]


def test_many_who_decide_at_the_same_time_write_one_chain(new_database: Callable[[], str]) -> None:
    place = new_database()
    with open_desk_store(place) as desk:
        with desk.deciding() as deciding:
            variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")

        def decide(number: int) -> str:
            with open_desk_store(place) as own:
                try:
                    with own.deciding() as deciding:
                        release(deciding, deciding.variant(variant.id), by=f"member-{number}")
                except Conflict:
                    return "too late"
                return "released"

        with ThreadPoolExecutor(8) as pool:
            said = list(pool.map(decide, range(24)))
        assert sorted(said) == ["released"] + ["too late"] * 23
        assert len(desk.audit()) == 1
        assert desk.board().counts["released"] == 1


def test_a_revision_is_given_back_as_it_was_kept(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")
        kept: Revision = deciding.revision(variant.id)
        assert deciding.revision(variant.id, 1) == kept
        assert deciding.machine_revision(variant.id) == kept
        keep(deciding, deciding.source(variant.source), "y", "Von Hand.", by="anna")
        with pytest.raises(UnknownVariant, match="no revision 9"):
            deciding.revision(variant.id, 9)
        with pytest.raises(UnknownVariant):
            deciding.variant("nothing")
        with pytest.raises(UnknownSource):
            deciding.source(99)
        with pytest.raises(UnknownSource):
            deciding.parsed("nothing")
        with pytest.raises(UnknownVariant, match="comment 3"):
            deciding.comment(3)
