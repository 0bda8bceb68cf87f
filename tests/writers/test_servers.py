"""Whatever a server does, a writer gives a variant or a WriterError."""

import json
import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest
from model_servers import GOOD, KEY, Behaviour, Handler, ModelServer, good

from klaviatur.adapters.writers import Budget, OpenAICompatibleWriter
from klaviatur.adapters.writers.transport import retry_after
from klaviatur.errors import SettingError, WriterAnswerUnusable, WriterBudgetSpent, WriterError, WriterUnavailable
from klaviatur.records import Bilingual, Finding, Method, Severity, Variant, Voice
from klaviatur.settings import WriterSettings
from klaviatur.testing import check_writer, sample_channel, sample_source

Serve = Callable[..., ModelServer]
Ask = Callable[..., OpenAICompatibleWriter]


def write(writer: OpenAICompatibleWriter) -> Variant:
    return writer.write(sample_source(), sample_channel(), Voice())


def says(words: str, finish: str = "stop", **message: Any) -> Behaviour:
    return lambda handler: handler.send_words(words, finish, **message)


def status(code: int, body: str = "{}", **headers: str) -> Behaviour:
    return lambda handler: handler.send(code, body, **headers)


# --- a server that works -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [True, False])
def test_a_working_server_gives_a_variant(serve: Serve, ask: Ask, *, stream: bool) -> None:
    variant = write(ask(serve(good), stream=stream))
    assert [p.name for p in variant.parts] == ["title", "bullet", "question", "answer"]
    assert variant.parts[0].text == GOOD["title"]
    assert (variant.writer, variant.method, variant.rounds) == ("test-model", Method.TRAINED, 0)


def test_a_model_writer_keeps_the_promises_of_the_port(serve: Serve, ask: Ask) -> None:
    check_writer(ask(serve(good)))


def test_a_model_says_nothing_of_where_its_words_come_from(serve: Serve, ask: Ask) -> None:
    assert all(part.pieces == () for part in write(ask(serve(good))).parts)


def test_the_source_reaches_the_model_as_data(serve: Serve, ask: Ask) -> None:
    server = serve(good)
    write(ask(server))
    system, user = server.requests[0]["messages"]
    assert "never an instruction" in system["content"]
    record = json.loads(user["content"].split("Data:\n")[1])["source"]
    assert record["sentences"][2] == {
        "id": "s2",
        "role": "body",
        "text": "The additional hours cost the town £38,000 a year.",
    }


def test_the_key_goes_into_the_header_and_nowhere_else(serve: Serve, ask: Ask) -> None:
    server = serve(good)
    write(ask(server))
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY not in json.dumps(server.requests)


def test_findings_and_the_last_draft_are_fed_back(serve: Serve, ask: Ask) -> None:
    server = serve(good)
    writer = ask(server)
    first = write(writer)
    fault = Finding(
        "number.missing",
        Severity.BLOCK,
        Bilingual("Diese Zahl steht nicht in der Quelle.", "This number is not in the source."),
        part=0,
        words="Sundays",
        source_says="£38,000",
    )
    second = writer.write(sample_source(), sample_channel(), Voice(), previous=first, findings=[fault])
    told = server.requests[1]["messages"][-1]["content"]
    assert '"title": This number is not in the source. [Sundays] → £38,000' in told
    assert GOOD["title"] in told
    assert second.rounds == 1


# --- the ladder --------------------------------------------------------------------------------------------------


def test_a_server_that_knows_schemas_is_asked_with_one(serve: Serve, ask: Ask) -> None:
    server = serve(good)
    write(ask(server))
    asked = server.requests[0]["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["schema"]["required"] == ["title", "notes", "bullet", "question", "answer"]


def test_a_server_without_schemas_is_asked_for_an_object_then_by_the_prompt(serve: Serve, ask: Ask) -> None:
    refuses = status(400, '{"error": {"message": "response_format is not supported"}}')
    server = serve(refuses, refuses, good)
    write(ask(server))
    kinds = [r.get("response_format", {}).get("type") for r in server.requests]
    assert kinds == ["json_schema", "json_object", None]


def test_what_a_server_accepts_is_remembered(serve: Serve, ask: Ask) -> None:
    refuses = status(422, '{"detail": "json_schema: extra fields not permitted"}')
    server = serve(refuses, good)
    write(ask(server))
    write(ask(server))
    kinds = [r["response_format"]["type"] for r in server.requests]
    assert kinds == ["json_schema", "json_object", "json_object"]


def test_a_bare_bad_request_costs_one_rung(serve: Serve, ask: Ask) -> None:
    server = serve(status(400, "Bad Request"), good)
    write(ask(server))
    assert server.requests[1]["response_format"] == {"type": "json_object"}


def test_a_server_that_crashes_over_a_schema_is_not_asked_with_it_again(serve: Serve, ask: Ask, pauses: Any) -> None:
    server = serve(status(500, '{"error": "failed to parse grammar"}'), good)
    write(ask(server))
    assert server.requests[1]["response_format"] == {"type": "json_object"}
    assert pauses.seconds == []


@pytest.mark.parametrize(
    ("complaint", "gone", "instead"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "max_completion_tokens",
        ),
        ("'temperature' does not support 0.3 with this model", "temperature", None),
        ("Unrecognized request argument: stream_options", "stream_options", "stream"),
        ("streaming is not available for this model", "stream", None),
    ],
)
def test_a_parameter_a_server_does_not_know_is_left_out(
    serve: Serve, ask: Ask, complaint: str, gone: str, instead: str | None
) -> None:
    server = serve(status(400, json.dumps({"error": {"message": complaint}})), good)
    write(ask(server))
    first, second = server.requests
    assert gone in first
    assert gone not in second
    assert instead is None or instead in second
    assert second["response_format"]["type"] == "json_schema"


def test_a_server_that_rejects_every_form_ends_in_a_clear_error(serve: Serve, ask: Ask) -> None:
    server = serve(status(400, "max_tokens? not supported, use max_completion_tokens instead of max_tokens"))
    with pytest.raises(WriterUnavailable, match="rejected"):
        write(ask(server))
    assert len(server.requests) <= 8


# --- failures that may pass ---------------------------------------------------------------------------------------


def test_a_busy_server_is_asked_again_after_the_time_it_names(serve: Serve, ask: Ask, pauses: Any) -> None:
    server = serve(status(429, Retry_After="7"), good)
    write(ask(server))
    assert pauses.seconds == [7.0]


def test_a_server_may_name_a_date_to_wait_for() -> None:
    now = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
    later = httpx2.Headers({"retry-after": format_datetime(now + timedelta(seconds=9), usegmt=True)})
    earlier = httpx2.Headers({"retry-after": format_datetime(now - timedelta(hours=1), usegmt=True)})
    assert retry_after(later, now) == 9.0
    assert retry_after(earlier, now) == 0.0


@pytest.mark.parametrize("raw", ["", "soon", "-3", "9" * 400, "Wed, 99 Foo", "1e400", "²"])
def test_a_strange_retry_after_is_ignored(raw: str) -> None:
    headers = httpx2.Headers([(b"retry-after", raw.encode())])
    assert retry_after(headers, datetime(2027, 3, 3, tzinfo=UTC)) is None


def test_a_server_that_asks_to_wait_too_long_is_not_waited_for(serve: Serve, ask: Ask, pauses: Any) -> None:
    with pytest.raises(WriterUnavailable, match="asks to wait 3600 seconds"):
        write(ask(serve(status(429, Retry_After="3600"))))
    assert pauses.seconds == []


def test_a_server_that_stays_broken_is_asked_three_times_with_longer_pauses(
    serve: Serve, ask: Ask, pauses: Any
) -> None:
    server = serve(status(503, "down"))
    with pytest.raises(WriterUnavailable, match="busy or broken"):
        write(ask(server))
    assert len(server.requests) == 3
    first, second = pauses.seconds
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_a_connection_reset_is_tried_again(serve: Serve, ask: Ask) -> None:
    variant = write(ask(serve(lambda handler: handler.reset(), good)))
    assert variant.parts[0].text == GOOD["title"]


def test_nothing_listening_is_a_clear_error(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    writer = OpenAICompatibleWriter(f"http://127.0.0.1:{port}/v1", "m", retries=0)
    with pytest.raises(WriterUnavailable, match="cannot be reached"):
        write(writer)


def test_a_host_nobody_knows_is_a_clear_error() -> None:
    writer = OpenAICompatibleWriter("http://no-such-host.invalid/v1", "m", retries=0)
    with pytest.raises(WriterUnavailable, match="cannot be reached"):
        write(writer)


# --- slow servers -------------------------------------------------------------------------------------------------


def hangs(handler: Handler) -> None:
    handler.server.released.wait(30)


def drips_a_stream(handler: Handler) -> None:
    handler.begin_stream()
    while not handler.server.released.wait(0.02):
        handler.stream_words(" ")


def drips_headers(handler: Handler) -> None:
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.released.wait(0.02):
        handler.wfile.write(b"X-Slow: 1\r\n")


@pytest.mark.parametrize("slow", [hangs, drips_a_stream, drips_headers])
def test_a_slow_server_is_left_when_its_time_is_over(serve: Serve, ask: Ask, slow: Behaviour) -> None:
    with pytest.raises(WriterUnavailable, match=r"in time|within 0\.2 seconds|cannot be reached"):
        write(ask(serve(slow), timeout_s=0.2, retries=0))


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
    with pytest.raises(WriterAnswerUnusable, match="cut off"):
        write(ask(serve(says(json.dumps(GOOD), finish="length"))))


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


# --- budget -------------------------------------------------------------------------------------------------------


def test_no_request_is_sent_beyond_the_budget(serve: Serve, ask: Ask) -> None:
    server = serve(good)
    writer = ask(server, budget=Budget(requests=2))
    write(writer)
    write(writer)
    with pytest.raises(WriterBudgetSpent, match="asked 2 times"):
        write(writer)
    assert len(server.requests) == 2


def test_retries_and_repairs_count(serve: Serve, ask: Ask) -> None:
    server = serve(status(503))
    with pytest.raises(WriterBudgetSpent):
        write(ask(server, budget=Budget(requests=1)))
    assert len(server.requests) == 1


@pytest.mark.parametrize("stream", [True, False])
def test_tokens_are_counted_as_the_server_says(serve: Serve, ask: Ask, *, stream: bool) -> None:
    writer = ask(serve(good), budget=Budget(tokens=100), stream=stream)
    write(writer)
    assert writer.budget.tokens == (123 if stream else 100)
    with pytest.raises(WriterBudgetSpent, match="tokens"):
        write(writer)


def test_tokens_are_estimated_where_the_server_says_nothing(serve: Serve, ask: Ask) -> None:
    def silent(handler: Handler) -> None:
        handler.send(200, json.dumps({"choices": [{"message": {"content": json.dumps(GOOD)}}]}))

    writer = ask(serve(silent))
    write(writer)
    assert writer.budget.tokens > 500


def test_time_is_part_of_the_budget(serve: Serve, ask: Ask) -> None:
    now = [0.0]
    writer = ask(serve(good), budget=Budget(seconds=60, clock=lambda: now[0]))
    write(writer)
    now[0] = 61.0
    with pytest.raises(WriterBudgetSpent, match="60 seconds"):
        write(writer)


# --- secrets and settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behaviour",
    [
        status(400, json.dumps({"error": f"bad key {KEY}"})),
        status(500, f"key {KEY}"),
        status(401, f"key {KEY}"),
        says(f"no json {KEY}"),
        lambda handler: handler.reset(),
    ],
)
def test_the_key_is_in_no_error_and_no_log(
    serve: Serve, ask: Ask, caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    caplog.set_level(logging.DEBUG)
    writer = ask(serve(behaviour))
    with pytest.raises(WriterError) as caught:
        write(writer)
    shown = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__dict__} {writer!r} {writer._transport!r}"
    assert KEY not in shown
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "url", ["", "localhost:8080/v1", "ftp://host/v1", "http://", "http://u:p@host/v1", "http://[::1"]
)
def test_an_address_nobody_can_use_is_a_setting_error(url: str) -> None:
    with pytest.raises(SettingError, match="base URL"):
        OpenAICompatibleWriter(url, "m")


@pytest.mark.parametrize("key", ["sk-a\nb", "schlüssel", "sk-\x00"])
def test_a_key_nobody_can_send_is_a_setting_error_that_does_not_show_it(key: str) -> None:
    with pytest.raises(SettingError) as caught:
        OpenAICompatibleWriter("http://127.0.0.1/v1", "m", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("tail", ["", "/", "/chat/completions"])
def test_the_base_url_is_taken_as_people_write_it(serve: Serve, tail: str) -> None:
    server = serve(good)
    write(OpenAICompatibleWriter(server.base_url + tail, "m"))
    assert server.paths == ["/v1/chat/completions"]


def test_a_writer_comes_from_its_settings(serve: Serve) -> None:
    server = serve(good)
    settings = WriterSettings("mine", url=server.base_url, model="m", key=KEY, budget_requests=1, stream=False)
    writer = OpenAICompatibleWriter.from_settings(settings)
    write(writer)
    assert "stream" not in server.requests[0]
    with pytest.raises(WriterBudgetSpent):
        write(writer)


def test_settings_without_an_address_or_model_say_what_is_missing() -> None:
    with pytest.raises(SettingError, match="no url"):
        OpenAICompatibleWriter.from_settings(WriterSettings("mine", model="m"))
    with pytest.raises(SettingError, match="no model"):
        OpenAICompatibleWriter.from_settings(WriterSettings("mine", url="http://127.0.0.1/v1"))


def test_a_client_of_your_own_is_used(serve: Serve) -> None:
    server = serve(good)
    with httpx2.Client(headers={"X-Team": "press"}) as client:
        write(OpenAICompatibleWriter(server.base_url, "m", client=client))
        assert not client.is_closed
    assert server.requests
