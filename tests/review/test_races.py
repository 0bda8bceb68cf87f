"""Two people at one variant at the same moment, each with a connection of their own."""

from collections.abc import Callable
from threading import Barrier, Thread

from tests.review.conftest import OpenDesk
from tests.review.samples import ANNA, BEN, CLEO, texts

from klaviatur.errors import Conflict, NotReady
from klaviatur.records import KeptVariant, State, wording_of
from klaviatur.wiring.desk import Desk

ROUNDS = 25
Variants = dict[str, KeptVariant]


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Begin all actions at the same moment; return what came of each, a Conflict or NotReady as such."""
    results: list[object] = [None] * len(actions)
    ready = Barrier(len(actions))

    def run(number: int, action: Callable[[], object]) -> None:
        ready.wait()
        try:
            results[number] = action()
        except (Conflict, NotReady) as refused:
            results[number] = refused

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_who_edits_while_another_releases_never_leaves_a_release_of_other_words(
    new_desk: OpenDesk, desk: Desk, played: Variants
) -> None:
    variant, other = played["x_post"].id, new_desk()
    for number in range(ROUNDS):
        opened = desk.opened(variant)
        sent = [text + "!" if number % 2 else text.rstrip("!") + " " for text in texts(opened.revision)]
        base, seen = opened.variant.revision, opened.variant.wording
        at_once(
            lambda: desk.edit(variant, sent, base=base, by=ANNA),  # noqa: B023 - done before the next round
            lambda: other.release(variant, wording=seen, by=BEN),  # noqa: B023 - likewise
        )
        after = desk.opened(variant)
        assert wording_of(after.revision.checked.variant.parts) == after.variant.wording
        assert (after.variant.state is State.RELEASED) == (after.release is not None)
        assert after.release is None or after.release.wording == after.variant.wording
    assert desk.verify_audit().whole


def test_of_two_editors_one_is_told_and_no_revision_is_lost(new_desk: OpenDesk, desk: Desk, played: Variants) -> None:
    variant, other = played["x_post"].id, new_desk()
    for number in range(ROUNDS):
        opened = desk.opened(variant)
        base, sent = opened.variant.revision, texts(opened.revision)[0]
        results = at_once(
            lambda: desk.edit(variant, [f"{sent} a{number}"], base=base, by=ANNA),  # noqa: B023 - as above
            lambda: other.edit(variant, [f"{sent} b{number}"], base=base, by=CLEO),  # noqa: B023 - as above
        )
        refused = [one for one in results if isinstance(one, Conflict)]
        assert len(refused) == 1
        assert "Nothing is lost" in str(refused[0])
        assert desk.opened(variant).variant.revision == base + 1
    assert desk.verify_audit().whole


def test_two_who_play_one_source_at_once_make_one_variant_each(
    new_desk: OpenDesk, desk: Desk, played: Variants
) -> None:
    other = new_desk()
    channels = ["facebook", "mastodon"]
    made = at_once(
        lambda: desk.play("text", "tonda.md", channels=channels, by=ANNA),
        lambda: other.play("text", "tonda.md", channels=channels, by=CLEO),
    )
    assert made[0] == made[1]
    assert [variant.revision for variant in made[0]] == [1, 1]  # type: ignore[attr-defined]
