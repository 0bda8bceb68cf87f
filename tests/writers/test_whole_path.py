"""A model in a real run: source, model, check, embedded writer where it must."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from model_servers import Behaviour, Handler, ModelServer

from klaviatur import wiring
from klaviatur.adapters.writers import OpenAICompatibleWriter
from klaviatur.records import Checked, Method, Severity

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "bench" / "redteam" / "sources" / "en_ferry.md"

Serve = Callable[..., ModelServer]
Ask = Callable[..., OpenAICompatibleWriter]

TRUE = {"title": "Solva starts on 3 May 2027", "body": "The electric ferry Solva will carry its first passengers."}
LIE = {"title": "Solva starts on 9 May 2031", "body": "The electric ferry Solva will carry its first passengers."}


def says(**parts: str) -> Behaviour:
    return lambda handler: handler.send_words(json.dumps(parts))


def play(writer: OpenAICompatibleWriter, *channels: str) -> tuple[Checked, ...]:
    return wiring.play(str(SOURCE), channels=channels or ("push",), writer=writer).checked


def test_a_true_answer_is_what_is_published(serve: Serve, ask: Ask) -> None:
    (checked,) = play(ask(serve(says(**TRUE))))
    assert {p.name: p.text for p in checked.variant.parts} == TRUE
    assert checked.variant.method is Method.TRAINED
    assert not checked.blocked


def test_a_lie_that_the_model_takes_back_is_never_seen(serve: Serve, ask: Ask) -> None:
    server = serve(says(**LIE), says(**TRUE))
    (checked,) = play(ask(server))
    assert checked.variant.parts[0].text == TRUE["title"]
    assert checked.variant.rounds == 1
    assert "9 May 2031" in server.requests[1]["messages"][-1]["content"]


def test_a_lie_that_stays_gives_way_to_the_embedded_writer_in_that_part_only(serve: Serve, ask: Ask) -> None:
    server = serve(says(**LIE))
    (checked,) = play(ask(server))
    title, body = checked.variant.parts
    assert "2031" not in title.text
    assert body.text == LIE["body"]
    assert checked.variant.method is Method.COMPOSITE
    assert not checked.blocked
    assert len(server.requests) == 3


def hangs(handler: Handler) -> None:
    handler.server.released.wait(30)


BROKEN: list[Behaviour] = [
    hangs,
    lambda handler: handler.send(500, "broken"),
    lambda handler: handler.send(200, "<html></html>", "text/html"),
    lambda handler: handler.send_words(""),
    lambda handler: handler.send_words(json.dumps(LIE)[:20]),
    lambda handler: handler.reset(),
]


@pytest.mark.parametrize("behaviour", BROKEN)
def test_no_server_breaks_a_run(serve: Serve, ask: Ask, behaviour: Behaviour) -> None:
    writer = ask(serve(behaviour), timeout_s=0.2, retries=0)
    checked = play(writer, "push", "sms", "x_post", "web_teaser")
    assert [c.variant.channel for c in checked] == ["push", "sms", "x_post", "web_teaser"]
    assert all(c.fits and not c.blocked for c in checked)
    assert all(any(f.rule == "writer.stood_in" for f in c.findings) for c in checked)


def test_what_nobody_could_prove_is_at_least_marked(serve: Serve, ask: Ask) -> None:
    lies = {"title": "Solva sinks in the bay", "body": "All 900 passengers of the Solva drowned."}
    (checked,) = play(ask(serve(says(**lies))))
    assert "900" not in checked.variant.text
    for number, part in enumerate(checked.variant.parts):
        marked = any(f.part == number and f.severity is not Severity.NOTE for f in checked.findings)
        assert marked or part.text not in lies.values()


def test_a_dead_server_is_not_asked_for_every_channel(serve: Serve, ask: Ask) -> None:
    server = serve(lambda handler: handler.send(503, "down"))
    play(ask(server, retries=0), "push", "sms", "x_post", "web_teaser", "bluesky")
    assert len(server.requests) == 2
