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
from klaviatur.errors import SettingError, WriterBudgetSpent, WriterError, WriterUnavailable
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
    record = json.JSONDecoder().raw_decode(user["content"].removeprefix("Data:\n"))[0]["source"]
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
