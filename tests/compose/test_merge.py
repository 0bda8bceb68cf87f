"""Part by part: sound words of a model stay, blocked ones give way."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.merge import merge_parts
from klaviatur.records import (
    Bilingual,
    Checked,
    Count,
    Finding,
    Limit,
    Measure,
    Method,
    Severity,
    Variant,
    VariantPart,
)

SAYS = Bilingual("Steht nicht in der Quelle.", "Not in the source.")


def variant(*parts: tuple[str, str], writer: str = "small-model", method: Method = Method.TRAINED) -> Variant:
    return Variant("c", "s", "en", tuple(VariantPart(n, t) for n, t in parts), writer, method)


def embedded(*parts: tuple[str, str]) -> Variant:
    return variant(*parts, writer="embedded", method=Method.ALGORITHMIC)


def checked(v: Variant, *blocked: int | None, severity: Severity = Severity.BLOCK) -> Checked:
    return Checked(v, (), tuple(Finding("number.missing", severity, SAYS, part=p) for p in blocked), ())


def texts(v: Variant) -> list[str]:
    return [part.text for part in v.parts]


def test_a_sound_variant_stays_as_it_is() -> None:
    mine = variant(("subject", "A"), ("body", "B"))
    assert merge_parts(checked(mine), embedded(("subject", "a"), ("body", "b"))) is mine


def test_a_warning_replaces_nothing() -> None:
    mine = variant(("subject", "A"))
    assert merge_parts(checked(mine, 0, severity=Severity.WARN), embedded(("subject", "a"))) is mine


def test_only_the_blocked_part_is_replaced() -> None:
    mine = variant(("subject", "A"), ("preheader", "P"), ("body", "B"))
    merged = merge_parts(checked(mine, 1), embedded(("subject", "a"), ("preheader", "p"), ("body", "b")))
    assert texts(merged) == ["A", "p", "B"]


def test_mixed_words_say_that_they_are_mixed() -> None:
    mine = variant(("subject", "A"), ("body", "B"))
    merged = merge_parts(checked(mine, 0), embedded(("subject", "a"), ("body", "b")))
    assert merged.method is Method.COMPOSITE
    assert merged.writer == "small-model + embedded"


def test_a_variant_blocked_throughout_is_the_embedded_one() -> None:
    mine, theirs = variant(("subject", "A"), ("body", "B")), embedded(("subject", "a"), ("body", "b"))
    assert merge_parts(checked(mine, 0, 1), theirs) is theirs


def test_a_block_of_the_whole_hands_back_the_embedded_variant() -> None:
    mine, theirs = variant(("subject", "A"), ("body", "B")), embedded(("subject", "a"), ("body", "b"))
    assert merge_parts(checked(mine, None), theirs) is theirs
    assert merge_parts(checked(mine, 0, None), theirs) is theirs


def test_a_part_over_its_limit_is_replaced_like_a_blocked_one() -> None:
    mine = variant(("title", "Far too long"), ("body", "B"))
    over = Count(0, Measure.GRAPHEMES, 12, Limit(Measure.GRAPHEMES, 5))
    merged = merge_parts(replace(checked(mine), counts=(over,)), embedded(("title", "a"), ("body", "b")))
    assert texts(merged) == ["a", "B"]


def test_a_limit_that_only_warns_replaces_nothing() -> None:
    mine = variant(("title", "Far too long"))
    over = Count(0, Measure.GRAPHEMES, 12, Limit(Measure.GRAPHEMES, 5, severity=Severity.WARN))
    assert merge_parts(replace(checked(mine), counts=(over,)), embedded(("title", "a"))) is mine


def test_a_whole_over_its_limit_hands_back_the_embedded_variant() -> None:
    mine, theirs = variant(("title", "A")), embedded(("title", "a"))
    over = Count(None, Measure.WORDS, 12, Limit(Measure.WORDS, 5))
    assert merge_parts(replace(checked(mine), counts=(over,)), theirs) is theirs


def test_a_blocked_question_takes_its_answer_along() -> None:
    mine = variant(("question", "Q1"), ("answer", "A1"), ("question", "Q2"), ("answer", "A2"))
    theirs = embedded(("question", "q1"), ("answer", "a1"), ("question", "q2"), ("answer", "a2"))
    assert texts(merge_parts(checked(mine, 1), theirs)) == ["q1", "a1", "Q2", "A2"]
    assert texts(merge_parts(checked(mine, 2), theirs)) == ["Q1", "A1", "q1", "a1"]


def test_a_thread_is_of_one_hand() -> None:
    mine = variant(("text", "1"), ("text", "2"), ("alt", "A"))
    theirs = embedded(("text", "a"), ("text", "b"), ("text", "c"), ("alt", "x"))
    assert texts(merge_parts(checked(mine, 1), theirs)) == ["a", "b", "c", "A"]


def test_each_blocked_headline_gets_another_one() -> None:
    mine = variant(("headline", "One"), ("headline", "Two"), ("headline", "Three"))
    theirs = embedded(("headline", "Three"), ("headline", "Four"), ("headline", "Five"))
    assert texts(merge_parts(checked(mine, 0, 1), theirs)) == ["Four", "Five", "Three"]


def test_a_blocked_headline_without_replacement_is_dropped() -> None:
    mine = variant(("headline", "One"), ("headline", "Two"))
    assert texts(merge_parts(checked(mine, 1), embedded(("headline", "One")))) == ["One"]


def test_doubts_of_a_writer_move_with_its_part() -> None:
    doubt = Finding("address.unsure", Severity.WARN, SAYS, part=0)
    mine = replace(variant(("point", "One"), ("point", "Two"), ("ask", "Three")), findings=(replace(doubt, part=2),))
    theirs = replace(embedded(("point", "a"), ("ask", "b")), findings=(doubt,))
    merged = merge_parts(checked(mine, 0, 1), theirs)
    assert texts(merged) == ["a", "Three"]
    assert [f.part for f in merged.findings] == [0, 1]


def test_the_number_of_rounds_is_kept() -> None:
    mine = replace(variant(("subject", "A"), ("body", "B")), rounds=2)
    assert merge_parts(checked(mine, 0), embedded(("subject", "a"), ("body", "b"))).rounds == 2


NAMES = st.sampled_from(["title", "text", "question", "answer", "headline", "caption"])
PARTS = st.lists(st.tuples(NAMES, st.text("xyz", min_size=1)), min_size=1, max_size=8)


@settings(deadline=None)
@given(PARTS, PARTS, st.sets(st.integers(0, 7)))
def test_no_blocked_words_survive_unless_the_embedded_writer_says_them_too(
    mine: list[tuple[str, str]], theirs: list[tuple[str, str]], blocked: set[int]
) -> None:
    blocked = {b for b in blocked if b < len(mine)}
    merged = merge_parts(checked(variant(*mine), *sorted(blocked)), embedded(*theirs))
    allowed = {p for i, p in enumerate(mine) if i not in blocked} | set(theirs)
    assert {(p.name, p.text) for p in merged.parts} <= allowed
    assert merged.parts
