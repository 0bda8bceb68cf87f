"""Answers, bodies and streams nobody asked for end in a WriterError, good ones in odd wrapping in a variant."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from model_servers import GOOD, Behaviour, Handler, ModelServer, good

from klaviatur.adapters.writers import OpenAICompatibleWriter
from klaviatur.errors import WriterAnswerUnusable, WriterError, WriterUnavailable
from klaviatur.records import Variant, Voice
from klaviatur.testing import sample_channel, sample_source

Serve = Callable[..., ModelServer]
Ask = Callable[..., OpenAICompatibleWriter]


def write(writer: OpenAICompatibleWriter) -> Variant:
    return writer.write(sample_source(), sample_channel(), Voice())


def says(words: str, finish: str = "stop", **message: Any) -> Behaviour:
    return lambda handler: handler.send_words(words, finish, **message)


def status(code: int, body: str = "{}", **headers: str) -> Behaviour:
    return lambda handler: handler.send(code, body, **headers)


# --- answers nobody can use ---------------------------------------------------------------------------------------

LACKING = {key: value for key, value in GOOD.items() if key != "title"}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "null",
        "[]",
        "{}",
        "I am sorry, I cannot do that.",
        json.dumps(GOOD)[:-30],
        json.dumps({"text": "Wrong parts"}),
        json.dumps(LACKING),
        json.dumps(GOOD | {"title": 7}),
        json.dumps(GOOD | {"title": {"text": "nested"}}),
        json.dumps(GOOD | {"title": ["one", "two"]}),
        json.dumps(GOOD | {"bullet": []}),
        json.dumps(GOOD | {"bullet": [None]}),
        json.dumps(GOOD | {"title": "x" * 60_000}),
        "<think>I never come to an end",
        "[" * 100_000,
        '{"title":' * 20_000,
        "x" * 300_000,
        "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ],
    ids=lambda words: words[:20] or "empty",
)
def test_an_answer_nobody_can_use_is_sent_back_once_and_then_given_up(serve: Serve, ask: Ask, words: str) -> None:
    server = serve(says(words))
    with pytest.raises(WriterAnswerUnusable):
        write(ask(server))
    assert len(server.requests) == 2
    assert "could not be used" in server.requests[1]["messages"][-1]["content"]


def test_a_repaired_answer_is_taken(serve: Serve, ask: Ask) -> None:
    assert write(ask(serve(says("Sure! Here it comes."), good))).parts[0].text == GOOD["title"]


def test_an_answer_cut_off_is_not_taken_for_whole(serve: Serve, ask: Ask) -> None:
    server = serve(says(json.dumps(GOOD)[:60], finish="length"))
    with pytest.raises(WriterAnswerUnusable, match="cut off"):
        write(ask(server))
    assert "cut off" in server.requests[1]["messages"][-1]["content"]


def test_a_whole_answer_is_taken_though_the_server_calls_it_cut_off(serve: Serve, ask: Ask) -> None:
    assert write(ask(serve(says(json.dumps(GOOD), finish="length")))).parts[0].text == GOOD["title"]


def test_an_answer_withheld_says_why(serve: Serve, ask: Ask) -> None:
    with pytest.raises(WriterAnswerUnusable, match="content filter"):
        write(ask(serve(says("", finish="content_filter"))))


@pytest.mark.parametrize(
    "wrapped",
    [
        "```json\n{}\n```",
        '<think>The user wants {{"title": "no"}}.</think>{}',
        "I should think first.</think>\n{}",
        "<|channel|>analysis<|message|>Hm {{}}<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
        "Here you are:\n\n{}\n\nAnything else?",
        "\ufeff{}",
    ],
)
def test_thoughts_fences_and_talk_around_an_answer_do_no_harm(serve: Serve, ask: Ask, wrapped: str) -> None:
    variant = write(
        ask(
            serve(
                says(
                    wrapped.replace("{{", "\0")
                    .replace("}}", "\1")
                    .replace("{}", json.dumps(GOOD))
                    .replace("\0", "{")
                    .replace("\1", "}")
                )
            )
        )
    )
    assert variant.parts[0].text == GOOD["title"]


def test_reasoning_sent_beside_the_answer_is_not_read(serve: Serve, ask: Ask) -> None:
    variant = write(ask(serve(says(json.dumps(GOOD), reasoning_content='{"title": "thought"}'))))
    assert variant.parts[0].text == GOOD["title"]


def test_a_lying_model_is_handed_on_as_it_is(serve: Serve, ask: Ask) -> None:
    """Lies are for verify to find; a writer does not judge."""
    lie = json.dumps(GOOD | {"title": "The library sacks 900 people"})
    assert write(ask(serve(says(lie)))).parts[0].text == "The library sacks 900 people"


def test_more_than_a_channel_takes_is_left_out(serve: Serve, ask: Ask) -> None:
    variant = write(ask(serve(says(json.dumps(GOOD | {"bullet": [f"Point {i}" for i in range(9)]})))))
    assert [p.text for p in variant.parts if p.name == "bullet"] == ["Point 0", "Point 1", "Point 2"]


# --- bodies that are no answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!doctype html><title>Welcome</title>",
        "OK",
        "[1, 2]",
        '{"choices": []}',
        '{"choices": [null]}',
        '{"choices": "none"}',
        '{"choices": [{"message": null}]}',
        '{"choices": [{"message": {"content": null}}]}',
        '{"choices": [{"message": {"content": [{"type": "image"}]}}]}',
        '{"error": {"message": "model is loading"}}',
        b"\x00\xff\xfe\x80",
        b"data: {broken\n\ndata: [DONE]\n\n",
        b'data: {"error": {"message": "out of memory"}}\n\n',
        b"data:",
        b": ping\n\n: ping\n\n",
        '{"usage": {"total_tokens": "many"}, "choices": 3}',
        "9" * 10_000,
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream", "text/html"])
def test_a_body_that_is_no_answer_is_a_writer_error(serve: Serve, ask: Ask, body: bytes | str, kind: str) -> None:
    with pytest.raises(WriterError):
        write(ask(serve(lambda handler: handler.send(200, body, kind)), retries=0))


def test_a_web_page_in_place_of_an_answer_says_what_to_check(serve: Serve, ask: Ask) -> None:
    page = "<html><body>It works!</body></html>"
    with pytest.raises(WriterUnavailable, match=r"a web page.*base URL"):
        write(ask(serve(lambda handler: handler.send(200, page, "text/html"))))


def test_a_huge_body_is_not_read_to_its_end(serve: Serve, ask: Ask) -> None:
    def floods(handler: Handler) -> None:
        handler.begin_stream()
        for _ in range(200):
            handler.stream_words("x" * 100_000, size=100_000)

    with pytest.raises(WriterAnswerUnusable, match="larger than"):
        write(ask(serve(floods), retries=0))


def test_a_broken_compression_is_a_writer_error(serve: Serve, ask: Ask) -> None:
    with pytest.raises(WriterUnavailable):
        write(ask(serve(lambda handler: handler.send(200, b"no gzip", Content_Encoding="gzip")), retries=0))


def test_a_redirect_is_not_followed_with_the_key(serve: Serve, ask: Ask) -> None:
    elsewhere = serve(good)
    server = serve(status(307, Location=elsewhere.base_url + "/chat/completions"))
    with pytest.raises(WriterUnavailable, match="sends us elsewhere"):
        write(ask(server))
    assert elsewhere.requests == []


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_not_tried_again(serve: Serve, ask: Ask, code: int) -> None:
    server = serve(status(code))
    with pytest.raises(WriterUnavailable, match="refused the key"):
        write(ask(server))
    assert len(server.requests) == 1


# --- streams ------------------------------------------------------------------------------------------------------


def test_a_server_that_ignores_streaming_is_understood(serve: Serve, ask: Ask) -> None:
    server = serve(says(json.dumps(GOOD)))
    assert write(ask(server, stream=True)).parts[0].text == GOOD["title"]
    assert server.requests[0]["stream"] is True


def test_a_server_that_streams_unasked_is_understood(serve: Serve, ask: Ask) -> None:
    def streams(handler: Handler) -> None:
        handler.begin_stream("application/json")
        handler.stream_words(json.dumps(GOOD))
        handler.event("[DONE]")

    assert write(ask(serve(streams), stream=False)).parts[0].text == GOOD["title"]


def test_a_stream_that_breaks_off_is_asked_for_again(serve: Serve, ask: Ask) -> None:
    def breaks_off(handler: Handler) -> None:
        handler.begin_stream()
        handler.stream_words(json.dumps(GOOD)[:50])

    server = serve(breaks_off, good)
    assert write(ask(server)).parts[0].text == GOOD["title"]
    assert len(server.requests) == 2


def test_a_stream_that_goes_on_after_its_end_is_not_waited_for(serve: Serve, ask: Ask) -> None:
    def lingers(handler: Handler) -> None:
        handler.begin_stream()
        handler.stream_words(json.dumps(GOOD))
        handler.event("[DONE]")
        handler.server.released.wait(30)

    assert write(ask(serve(lingers))).parts[0].text == GOOD["title"]


def test_letters_split_between_two_chunks_stay_whole(serve: Serve, ask: Ask) -> None:
    words = json.dumps(GOOD | {"title": "Größe für 5 € 🎹"}, ensure_ascii=False)
    event = f"data: {json.dumps({'choices': [{'delta': {'content': words}, 'finish_reason': 'stop'}]}, ensure_ascii=False)}\r\n\r\n"

    def drips(handler: Handler) -> None:
        handler.begin_stream()
        for byte in event.encode():
            handler.wfile.write(bytes([byte]))

    assert write(ask(serve(drips))).parts[0].text == "Größe für 5 € 🎹"
