"""How much a person wrote, and where it differs from the machine's draft."""

from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import VariantPart
from klaviatur.review.human import differences, human_share, in_common

words = st.text(st.sampled_from("abcdeÄß é1"), min_size=1, max_size=8)
prose = st.lists(words, max_size=12).map(" ".join)
wording = st.lists(prose.map(lambda text: VariantPart("text", text)), min_size=1, max_size=3)


@given(wording, wording)
def test_the_share_is_between_none_and_all(machine: list[VariantPart], now: list[VariantPart]) -> None:
    assert 0.0 <= human_share(machine, now) <= 1.0


@given(wording)
def test_an_untouched_draft_is_the_machines(machine: list[VariantPart]) -> None:
    assert human_share(machine, machine) == 0.0


@given(wording)
def test_what_no_machine_drafted_is_the_persons(now: list[VariantPart]) -> None:
    assert human_share(None, now) == 1.0


def test_a_text_without_a_word_of_the_draft_is_the_persons() -> None:
    machine = [VariantPart("text", "Der Speicher heizt die Wohnung.")]
    assert human_share(machine, [VariantPart("text", "Tonda wärmt abends, was mittags scheint.")]) == 1.0


@given(st.lists(words, min_size=1, max_size=12), st.randoms())
def test_words_that_only_moved_stay_the_machines(drafted: list[str], random: object) -> None:
    moved = drafted.copy()
    random.shuffle(moved)  # type: ignore[attr-defined]
    assert human_share([VariantPart("a", " ".join(drafted))], [VariantPart("b", " ".join(moved))]) == 0.0


@given(wording, wording)
def test_more_of_ones_own_words_never_make_the_share_smaller(
    machine: list[VariantPart], now: list[VariantPart]
) -> None:
    more = [*now, VariantPart("text", "Xylophon Quitte")]
    assert human_share(machine, more) >= human_share(machine, now)


def test_shortening_alone_leaves_the_text_the_machines() -> None:
    machine = [VariantPart("text", "Der Speicher heizt die Wohnung, und er steht im Keller.")]
    assert human_share(machine, [VariantPart("text", "Der Speicher heizt die Wohnung.")]) == 0.0


def test_a_changed_figure_counts_by_its_letters() -> None:
    machine = [VariantPart("text", "rund 1.850 Haushalte")]
    share = human_share(machine, [VariantPart("text", "rund 1.900 Haushalte")])
    assert share == len("1.900") / len("rund1.900Haushalte")


def test_a_word_counts_as_the_machines_only_as_often_as_the_draft_has_it() -> None:
    machine = [VariantPart("text", "gut")]
    assert human_share(machine, [VariantPart("text", "gut gut")]) == 0.5


@given(wording, wording)
def test_differences_join_to_both_wordings(machine: list[VariantPart], now: list[VariantPart]) -> None:
    found = differences(machine, now)
    newer = ["".join(r.text for r in one.runs if r.kind != "delete") for one in found if one.part is not None]
    older = ["".join(r.text for r in one.runs if r.kind != "insert") for one in found]
    assert newer == [part.text for part in now]
    assert "".join(older) == "".join(part.text for part in machine)


@given(wording)
def test_the_same_wording_has_no_difference(now: list[VariantPart]) -> None:
    assert not any(one.changed for one in differences(now, now))


def test_a_difference_is_told_word_by_word() -> None:
    machine, now = [VariantPart("text", "Er kostet 18 Euro.")], [VariantPart("text", "Er kostet nur 18 Euro.")]
    (one,) = differences(machine, now)
    assert [(run.kind, run.text) for run in one.runs] == [
        ("equal", "Er kostet "), ("insert", "nur "), ("equal", "18 Euro."),
    ]  # fmt: skip


def test_a_part_that_has_gone_is_told_at_the_end() -> None:
    machine = [VariantPart("title", "Alt"), VariantPart("text", "Gleich")]
    found = differences(machine, [VariantPart("text", "Gleich")])
    assert [(one.name, one.part, one.changed) for one in found] == [("text", 0, False), ("title", None, True)]


@given(prose, prose)
def test_what_two_texts_have_in_common_stands_in_both(before: str, now: str) -> None:
    for old, new, length in in_common(before, now):
        assert before[old : old + length] == now[new : new + length]
