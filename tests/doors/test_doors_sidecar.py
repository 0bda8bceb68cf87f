"""The sidecar: what docs/board.md says of it is true, and it proves the exact wording."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stage
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.doors.web.hashes import hash_text, hash_variant
from klaviatur.doors.web.sidecar import FORMAT, SCHEMA_ORG, sidecar
from klaviatur.records import Method, Variant, VariantPart

DOCS = Path(__file__).parents[2] / "docs" / "board.md"
WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
PARTS = st.lists(st.builds(VariantPart, st.sampled_from(["subject", "body"]), WORDS), min_size=1, max_size=3).map(tuple)


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    played = stage.played()
    return [sidecar(c, played, stage.channels()[c.variant.channel]) for c in played.checked]


@pytest.fixture(scope="module")
def documented() -> dict[str, Any]:
    """The example record in the docs: every key there has a value of the kind that is promised."""
    block = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return json.loads(block[1])


def test_the_documented_record_has_exactly_the_keys_there_are(
    records: list[dict[str, Any]], documented: dict[str, Any]
) -> None:
    blocked = next(r for r in records if r["channel"]["name"] == "x_post")
    assert _shape(blocked) == _shape(documented)


def test_every_record_has_the_same_shape(records: list[dict[str, Any]]) -> None:
    assert {json.dumps(list(r)) for r in records} == {json.dumps(list(records[0]))}
    assert {r["format"] for r in records} == {FORMAT}


def test_a_record_is_plain_json(records: list[dict[str, Any]]) -> None:
    assert json.loads(json.dumps(records)) == records


def test_the_same_variant_gives_the_same_record(records: list[dict[str, Any]]) -> None:
    checked = stage.played().checked[3]
    again = sidecar(checked, stage.played(), stage.channels()[checked.variant.channel])
    assert json.dumps(again) == json.dumps(records[3])


def test_spans_cut_out_the_words_they_name(records: list[dict[str, Any]]) -> None:
    source = stage.played().source.text
    for record in records:
        for e in record["evidence"]:
            start, end = e["span"]
            assert record["variant"]["parts"][e["part"]]["text"][start:end] == e["words"]
            assert all(source[s["span"][0] : s["span"][1]] == s["words"] for s in e["source"])


def test_a_part_hash_is_the_sha256_of_its_utf8_bytes(records: list[dict[str, Any]]) -> None:
    for part in records[0]["variant"]["parts"]:
        assert part["sha256"] == hashlib.sha256(part["text"].encode()).hexdigest()


def test_verdicts_and_findings_are_counted(records: list[dict[str, Any]]) -> None:
    for record in records:
        assert sum(record["checks"]["verdicts"].values()) == len(record["evidence"])
        assert sum(record["checks"]["findings"].values()) == len(record["findings"])
        assert record["checks"]["blocked"] == (record["checks"]["findings"]["block"] > 0)


@given(PARTS, PARTS)
def test_two_wordings_share_a_hash_only_if_they_are_one(
    first: tuple[VariantPart, ...], second: tuple[VariantPart, ...]
) -> None:
    one, two = (Variant("x", "y", "de", parts) for parts in (first, second))
    same = [(p.name, p.text) for p in first] == [(p.name, p.text) for p in second]
    assert (hash_variant(one) == hash_variant(two)) == same


def test_moving_a_word_from_one_part_to_the_next_changes_the_hash() -> None:
    one = Variant("x", "y", "de", (VariantPart("subject", "Ton heizt"), VariantPart("body", "Kassel")))
    two = Variant("x", "y", "de", (VariantPart("subject", "Ton"), VariantPart("body", "heizt Kassel")))
    assert hash_variant(one) != hash_variant(two)


def test_a_lone_surrogate_has_a_hash_too() -> None:
    assert len(hash_text("\ud800")) == 64


@pytest.mark.parametrize("method", Method)
def test_every_method_has_its_mark_in_both_vocabularies(method: Method) -> None:
    checked = stage.played().checked[0]
    made = replace(checked, variant=replace(checked.variant, method=method))
    record = sidecar(made, stage.played(), stage.channels()[checked.variant.channel])
    assert record["made"]["iptc_digital_source_type"] == method.value
    assert record["json_ld"]["digitalSourceType"] == SCHEMA_ORG[method]
    assert record["json_ld"]["digitalSourceType"].startswith("https://schema.org/")


def _shape(value: Any) -> Any:
    """Return keys and kinds of values, of a list that of its first element, deep down."""
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items() if key != "figures"}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
