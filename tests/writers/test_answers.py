"""An answer is read as its channel asks, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_servers import GOOD

from klaviatur.adapters.writers.answer import clean, read_object, read_parts, without_thoughts
from klaviatur.adapters.writers.dialect import Dialect
from klaviatur.adapters.writers.reply import ReplyReader
from klaviatur.errors import WriterAnswerUnusable, WriterError
from klaviatur.testing import sample_channel

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
NAMES = st.sampled_from(["title", "notes", "bullet", "question", "answer", "other"])


def test_questions_and_answers_stand_alternately() -> None:
    answer = GOOD | {"question": ["A?", "B?"], "answer": ["a", "b"]}
    parts = read_parts(json.dumps(answer), sample_channel())
    assert [p.text for p in parts[-4:]] == ["A?", "a", "B?", "b"]


def test_a_question_without_an_answer_is_left_out() -> None:
    answer = GOOD | {"question": ["A?", "B?"], "answer": ["a"]}
    assert [p.text for p in read_parts(json.dumps(answer), sample_channel())[-2:]] == ["A?", "a"]


def test_an_optional_part_left_empty_is_no_part() -> None:
    assert "notes" not in [p.name for p in read_parts(json.dumps(GOOD), sample_channel())]


def test_one_text_where_a_list_was_asked_for_counts_as_one() -> None:
    parts = read_parts(json.dumps(GOOD | {"bullet": "Only one"}), sample_channel())
    assert [p.text for p in parts if p.name == "bullet"] == ["Only one"]


def test_a_wrapping_key_and_trailing_commas_do_no_harm() -> None:
    assert read_parts(json.dumps({"variant": GOOD}), sample_channel())[0].text == GOOD["title"]
    assert read_parts(json.dumps(GOOD)[:-1] + ", }", sample_channel())[0].text == GOOD["title"]


def test_line_breaks_go_where_a_part_has_one_line() -> None:
    parts = read_parts(json.dumps(GOOD | {"title": "Two\nlines", "answer": ["Two\r\nlines"]}), sample_channel())
    assert parts[0].text == "Two lines"
    assert parts[-1].text == "Two\nlines"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a\u0000b\u0007 ", "ab"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("u\u0308ber", "über"),
        ("a\u2028b", "a\nb"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("line  \nnext", "line\nnext"),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(raw: str, cleaned: str) -> None:
    assert clean(raw, multiline=True) == cleaned


@given(st.text())
def test_cleaned_text_can_be_stored_and_is_clean_already(raw: str) -> None:
    cleaned = clean(raw, multiline=True)
    cleaned.encode("utf-8")
    assert clean(cleaned, multiline=True) == cleaned


@given(st.dictionaries(NAMES, JSON))
def test_any_json_is_either_parts_of_the_channel_or_a_writer_error(answer: dict[str, object]) -> None:
    try:
        parts = read_parts(json.dumps(answer), sample_channel())
    except WriterAnswerUnusable:
        return
    assert all(p.text.strip() and p.name in GOOD for p in parts)


@given(st.text(st.sampled_from('{}[]":,thinkfinal<|>/ \n\\u0')))
def test_any_text_is_either_an_object_or_a_writer_error(text: str) -> None:
    try:
        assert isinstance(read_object(text), dict)
    except WriterAnswerUnusable:
        return


@given(st.lists(st.binary(max_size=40), max_size=6), st.booleans())
def test_any_bytes_are_either_a_reply_or_a_writer_error(chunks: list[bytes], events: bool) -> None:
    reader = ReplyReader()
    try:
        for chunk in [b"data: ", *chunks] if events else chunks:
            reader.feed(chunk)
        assert isinstance(reader.result().text, str)
    except WriterError:
        return


@given(st.text(min_size=1), st.integers(1, 9))
def test_a_stream_gives_the_same_words_however_it_is_cut(words: str, size: int) -> None:
    event = {"choices": [{"delta": {"content": words}, "finish_reason": "stop"}]}
    body = b": ping\r\n\r\ndata: " + json.dumps(event).encode() + b"\r\n\r\ndata: [DONE]\r\n\r\n"
    reader = ReplyReader()
    for start in range(0, len(body), size):
        reader.feed(body[start : start + size])
    assert reader.result().text == json.loads(json.dumps(words))


@pytest.mark.parametrize(
    "text",
    ["<think>a</think>{}", "<THINKING>a</thinking>{}", "a</think>{}", "◁think▷a◁/think▷{}", "<|start|>{}<|end|>"],
)
def test_thoughts_of_every_make_are_cut(text: str) -> None:
    assert without_thoughts(text) == "{}"


@given(st.lists(st.text(max_size=60), max_size=12))
def test_complaints_lead_to_ever_simpler_requests_and_an_end(complaints: list[str]) -> None:
    dialect: Dialect | None = Dialect()
    for complaint in complaints:
        simpler = dialect.simpler(complaint) if dialect else None
        assert simpler != dialect or simpler is None
        dialect = simpler
