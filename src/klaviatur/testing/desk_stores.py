"""What every store of the desk has to keep.

from klaviatur.testing import check_desk_store
check_desk_store(lambda: open_my_desk_store(fresh_place()))
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from klaviatur.errors import Conflict, NotReady, UnknownSource, UnknownVariant
from klaviatur.ports import DeskStore
from klaviatur.records import NO_LINE, Entry, KeptVoice, State
from klaviatur.testing.desks import ANNA, a_text, bring_text, keep, release
from klaviatur.testing.promises import promise

TEXT, OTHER = "Solarpark eröffnet\n\nEr liefert Strom.", "Solarpark eröffnet\n\nEr liefert viel Strom."


class _Broken(Exception):
    """What goes wrong in the middle of a decision."""


def check_desk_store(open_store: Callable[[], DeskStore]) -> None:
    """Raise AssertionError with the broken promise if a store of the desk breaks one of the port's.

    `open_store` opens a store with nothing in it each time it is called; it is closed here.
    """
    for check in CHECKS:
        store = open_store()
        try:
            check(store)
        finally:
            store.close()


def _sources(store: DeskStore) -> None:
    with store.deciding() as deciding:
        first, again = (bring_text(deciding, "solar", TEXT) for _ in range(2))
        second = bring_text(deciding, "solar", OTHER)
    promise((first.version, again.version) == (1, 1), "The same words again are no new version.")
    promise(second.version == 2, "Other words under a key are its next version.")
    promise(store.source("text", "solar")[1] == a_text(OTHER), "A source gives its newest text back.")
    found = store.named_sources([second.id, 10_000])
    promise(list(found) == [second.id], "Sources are found by their ids, unknown ones left out.")
    promise(_raises(UnknownSource, lambda: store.source("text", "wind")), "A source nobody brought in is unknown.")


def _variants(store: DeskStore) -> None:
    with store.deciding() as deciding:
        source = bring_text(deciding, "solar", TEXT)
        drafted = keep(deciding, source, "x", "Der Park ist eröffnet.")
        edited = keep(deciding, source, "x", "Der Park ist da.", by="anna")
    opened = store.opened(drafted.id)
    promise(opened.variant == edited, "A variant is at its newest revision.")
    promise([number for number, *_ in opened.revisions] == [2, 1], "A variant keeps all its revisions, newest first.")
    promise(opened.machine is not None and opened.machine.number == 1, "The machine's draft stays to be compared with.")
    promise(
        store.opened(drafted.id, revision=1).revision.wording == drafted.wording, "An earlier wording is given back."
    )
    promise(_raises(UnknownVariant, lambda: store.opened("nothing")), "A variant nobody wrote is unknown.")


def _whole_or_not_at_all(store: DeskStore) -> None:
    with suppress(_Broken), store.deciding() as deciding:
        keep(deciding, bring_text(deciding, "solar", TEXT), "x", "Der Park.")
        deciding.note(Entry("text.added", "text:solar"), ANNA)
        raise _Broken
    promise(not store.sources(), "A decision that breaks off leaves no source behind.")
    promise(not store.audit(), "A decision that breaks off leaves no line behind.")


def _releases(store: DeskStore) -> None:
    with store.deciding() as deciding:
        source = bring_text(deciding, "solar", TEXT)
        drafted = keep(deciding, source, "x", "Der Park ist eröffnet.")
        standing = release(deciding, drafted)
    promise([kept for _, kept in store.released()] == [standing], "A release stands until something ends it.")
    twice = _raises(Conflict, lambda: _release_again(store, drafted.id))
    promise(twice, "A wording that is released is released no second time.")
    with store.deciding() as deciding:
        keep(deciding, source, "x", "Der Park ist eröffnet!", by="ben")
        ended = deciding.standing_release(drafted.id)
    promise(ended is None, "A release ends with the first changed character.")
    promise(not store.released(), "What is ended is not among what stands.")
    promise(any(kept.ended_at for kept in store.opened(drafted.id).releases), "An ended release stays to be seen.")


def _another_wording(store: DeskStore) -> None:
    with store.deciding() as deciding:
        drafted = keep(deciding, bring_text(deciding, "solar", TEXT), "x", "Der Park ist eröffnet.")

    def release_other_words() -> None:
        with store.deciding() as deciding:
            release(deciding, replace(drafted, wording="0" * 64))

    promise(_raises(Conflict, release_other_words), "No release names a wording that the variant does not have.")

    def keep_without_revision() -> None:
        with store.deciding() as deciding:
            deciding.keep_variant(replace(drafted, wording="0" * 64))

    promise(_raises(NotReady, keep_without_revision), "A variant has no wording that none of its revisions holds.")


def _lists(store: DeskStore) -> None:
    with store.deciding() as deciding:
        source = bring_text(deciding, "solar", TEXT)
        waiting = keep(deciding, source, "x", "Der Park ist eröffnet.", state=State.IN_REVIEW)
        keep(deciding, source, "mail", "Der Park ist da.")
        bring_text(deciding, "wind", "Windrad steht")
    board = store.board(states=(State.IN_REVIEW,))
    promise([v.id for row in board.rows for v in row.variants] == [waiting.id], "The board answers its filter.")
    promise(board.counts["draft"] == 1 and board.counts["in_review"] == 1, "The board counts all states.")
    first = store.sources(limit=1)
    promise(len({s.key for s in (*first, *store.sources(after=str(first[0].id)))}) == 2, "Pages of sources lack none.")
    promise([found.key for found in store.search("windr")] == ["wind"], "The beginning of a word finds a source.")


def _audit(store: DeskStore) -> None:
    with store.deciding() as deciding:
        deciding.note(Entry("text.added", "text:solar"), ANNA)
        deciding.note(Entry("text.added", "text:wind"), ANNA)
    first, second = store.audit()
    promise((first.number, second.number) == (1, 2), "Lines of the audit are counted from 1 without a gap.")
    promise((first.previous, second.previous) == (NO_LINE, first.hash), "Each line is chained to the one before.")
    promise(store.audit_end() == (2, second.hash), "The seal names the newest line.")
    promise([line.number for line in store.audit(thing="text:wind")] == [2], "The lines of one thing are found.")


def _voices(store: DeskStore) -> None:
    def keep_voice(version: int) -> None:
        with store.deciding() as deciding:
            deciding.keep_voice(KeptVoice("house", version, {"address": "du"}, deciding.at, "anna"))

    keep_voice(1)
    keep_voice(2)
    promise([voice.version for voice in store.voices()] == [2], "A voice is known by its newest version.")
    promise([voice.version for voice in store.voice_versions("house")] == [2, 1], "A voice keeps all its versions.")
    promise(_raises(Conflict, lambda: keep_voice(2)), "Nobody's version of a voice is overwritten.")


def _release_again(store: DeskStore, variant: str) -> None:
    with store.deciding() as deciding:
        release(deciding, deciding.variant(variant))


def _raises(kind: type[Exception], action: Callable[[], object]) -> bool:
    try:
        action()
    except kind:
        return True
    return False


CHECKS: tuple[Callable[[DeskStore], None], ...] = (
    _sources,
    _variants,
    _whole_or_not_at_all,
    _releases,
    _another_wording,
    _lists,
    _audit,
    _voices,
)
