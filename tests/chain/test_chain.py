"""A run never breaks on its writer, and never hides who wrote."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from klaviatur import play
from klaviatur.errors import WriterAnswerUnusable, WriterError, WriterUnavailable
from klaviatur.records import Channel, Finding, Method, Severity, Source, Variant, VariantPart, Voice

TEXT = Path(__file__).resolve().parents[2] / "examples" / "pressetext_de.md"
CHANNELS = ["x_post", "mastodon", "bluesky", "threads", "sms"]


class Refusing:
    """A writer that never delivers and counts how often it was asked."""

    name = "refusing"

    def __init__(self, error: type[WriterError]) -> None:
        self.error = error
        self.asked = 0

    def write(
        self,
        source: Source,
        channel: Channel,
        voice: Voice,
        *,
        previous: Variant | None = None,
        findings: Sequence[Finding] = (),
    ) -> Variant:
        self.asked += 1
        raise self.error("no answer came")


class Saying(Refusing):
    """A writer that always says the same."""

    def __init__(self, *texts: str) -> None:
        super().__init__(WriterError)
        self.texts = texts

    def write(
        self,
        source: Source,
        channel: Channel,
        voice: Voice,
        *,
        previous: Variant | None = None,
        findings: Sequence[Finding] = (),
    ) -> Variant:
        text = self.texts[min(self.asked, len(self.texts) - 1)]
        self.asked += 1
        return Variant(channel.name, source.id, source.language, (VariantPart("text", text),), "saying", Method.TRAINED)


def test_a_dead_server_is_asked_twice_and_no_more() -> None:
    writer = Refusing(WriterUnavailable)
    played = play(TEXT, channels=CHANNELS, writer=writer)
    assert writer.asked == 2
    assert all(c.variant.writer == "embedded" and c.fits and not c.blocked for c in played.checked)


def test_unusable_answers_do_not_end_the_talk() -> None:
    writer = Refusing(WriterAnswerUnusable)
    play(TEXT, channels=CHANNELS, writer=writer)
    assert writer.asked == len(CHANNELS)


def test_a_run_says_how_many_variants_the_model_did_not_write_and_why() -> None:
    played = play(TEXT, channels=CHANNELS, writer=Refusing(WriterUnavailable))
    told = [f for f in played.findings if f.rule == "writer.stood_in"]
    assert [f.severity for f in told] == [Severity.WARN]
    assert told[0].message.en.startswith("5 of 5 variants are by the embedded writer.")
    assert "no answer came" in told[0].message.en


def test_a_faithful_model_keeps_its_words() -> None:
    text = "Die Mieterinnen und Mieter zahlen für das Gerät nichts."
    played = play(TEXT, channels=["mastodon"], writer=Saying(text))
    assert played.checked[0].variant.text == text
    assert played.checked[0].variant.method is Method.TRAINED
    assert not played.findings


def test_a_lie_is_fed_back_twice_and_then_replaced() -> None:
    writer = Saying("Der Tonda speichert 99 Kilowattstunden Wärme.")
    played = play(TEXT, channels=["mastodon"], writer=writer)
    assert writer.asked == 3
    assert "99" not in played.checked[0].variant.text
    assert not played.checked[0].blocked


def test_a_corrected_lie_stays_the_models_text() -> None:
    writer = Saying("Der Tonda speichert 99 Kilowattstunden Wärme.", "Der Tonda speichert 14 Kilowattstunden Wärme.")
    played = play(TEXT, channels=["mastodon"], writer=writer)
    assert "14" in played.checked[0].variant.text
    assert played.checked[0].variant.rounds == 1


@pytest.mark.parametrize("channel", ["x_post", "sms"])
def test_a_text_over_a_hard_limit_does_not_stay(channel: str) -> None:
    played = play(
        TEXT, channels=[channel], writer=Saying("Die Mieterinnen und Mieter zahlen für das Gerät nichts. " * 20)
    )
    assert played.checked[0].fits
