"""A writer behind any server that speaks POST /chat/completions."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self

import httpx2

from klaviatur.adapters.writers.answer import read_parts
from klaviatur.adapters.writers.budget import Budget
from klaviatur.adapters.writers.dialect import Asked, known_dialect, remember_dialect
from klaviatur.adapters.writers.prompting import Message, repair_messages, revise_messages, write_messages
from klaviatur.adapters.writers.reply import Reply
from klaviatur.adapters.writers.schema import answer_schema
from klaviatur.adapters.writers.transport import Rejected, Secret, Transport, completions_url
from klaviatur.errors import SettingError, WriterAnswerUnusable, WriterUnavailable
from klaviatur.records import Channel, Finding, Method, Source, Variant, VariantPart, Voice
from klaviatur.settings import WriterSettings

MAX_SOURCE_CHARS = 24_000
MOST_DIALECTS = 8  # forms of a request tried before a server is given up


_REASONS = {
    "length": "The model's answer was cut off because it was too long.",
    "content_filter": "The model's server withheld the answer (content filter).",
}


class Ask(Protocol):
    """Sends messages to a model and gives its words."""

    def __call__(self, messages: list[Message], channel: Channel) -> Reply:
        """Return the model's reply. Raises a WriterError if there is none."""
        ...


class OpenAICompatibleWriter:
    """Writes variants with a model behind an OpenAI-compatible server (hosted, llama.cpp, vLLM, Ollama, ...).

    `base_url` usually ends in /v1. `timeout_s` bounds each attempt, `budget` the whole run. An answer's shape is asked
    for by JSON schema, else as a JSON object, else by the prompt alone; what the server accepts is remembered. An
    answer that cannot be used is sent back once. Raises SettingError for an address or key nobody can use, and from
    `write` only WriterError. Safe to call from several threads.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        timeout_s: float = 60.0,
        retries: int = 2,
        max_tokens: int = 4000,
        budget: Budget | None = None,
        temperature: float | None = 0.3,
        stream: bool = True,
        client: httpx2.Client | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        if not model.strip():
            raise SettingError("The writer has no model. Name the model the server should use.")
        self.name = model.strip()
        self.budget = budget or Budget()
        self._max_tokens = max_tokens
        self._temperature = temperature
        self._stream = stream
        self._transport = Transport(
            completions_url(base_url),
            Secret(api_key),
            self.budget,
            timeout_s=timeout_s,
            retries=retries,
            client=client,
            pause=pause,
            random=random.SystemRandom().random,
        )

    @classmethod
    def from_settings(cls, settings: WriterSettings) -> Self:
        """Return the writer a table of settings describes."""
        if not settings.url:
            raise SettingError(f"Writer {settings.name!r} has no url. Give the server's address, ending in /v1.")
        return cls(
            settings.url,
            settings.model,
            settings.key,
            timeout_s=settings.timeout_s,
            retries=settings.retries,
            budget=Budget(requests=settings.budget_requests, tokens=settings.budget_tokens, seconds=settings.budget_s),
            temperature=settings.temperature,
            stream=settings.stream,
        )

    def __repr__(self) -> str:
        return f"OpenAICompatibleWriter({self._transport.shown!r}, {self.name!r})"

    def write(
        self,
        source: Source,
        channel: Channel,
        voice: Voice,
        *,
        previous: Variant | None = None,
        findings: Sequence[Finding] = (),
    ) -> Variant:
        """Return a variant; with `previous` and `findings`, a corrected one. Raises WriterError if it cannot."""
        messages = write_messages(source, channel, voice, max_chars=MAX_SOURCE_CHARS)
        if previous is not None:
            messages = revise_messages(messages, channel, previous, findings)
        return compose_variant(self._ask, messages, source=source, channel=channel, previous=previous, name=self.name)

    def _ask(self, messages: list[Message], channel: Channel) -> Reply:
        return self.ask(messages, answer_schema(channel))

    def ask(self, messages: list[Message], schema: dict[str, Any]) -> Reply:
        """Return the model's reply, shaped by a JSON schema, in the first dialect the server accepts."""
        asked = Asked(schema, self._max_tokens, self._temperature, self._stream)
        server = str(self._transport.url)
        dialect = known_dialect(server, self.name)
        for _ in range(MOST_DIALECTS):
            try:
                reply = self._transport.send(dialect.body(self.name, messages, asked))
            except Rejected as failure:
                simpler = dialect.simpler(failure.complaint)
                if simpler is None:
                    raise
                dialect = simpler
                continue
            remember_dialect(server, self.name, dialect)
            self.budget.spend(reply.tokens or _estimate(messages, reply))
            return replace(reply, text=self._transport.secret.hide(reply.text))
        raise WriterUnavailable(f"The model's server {self._transport.shown} rejected every form of our request.")


def compose_variant(
    ask: Ask, messages: list[Message], *, source: Source, channel: Channel, previous: Variant | None, name: str
) -> Variant:
    """Return the variant in a model's answer; an unusable answer is sent back once with the reason."""
    reply = ask(messages, channel)
    try:
        parts = _read(reply, channel)
    except WriterAnswerUnusable as error:
        again = repair_messages(messages, channel, source.language, reply.text, str(error))
        parts = _read(ask(again, channel), channel)
    return Variant(
        channel=channel.name,
        source=source.id,
        language=source.language,
        parts=parts,
        writer=name,
        method=Method.TRAINED,
        rounds=previous.rounds + 1 if previous else 0,
    )


def _read(reply: Reply, channel: Channel) -> tuple[VariantPart, ...]:
    """Return the parts in a reply; a whole JSON object is taken even if the server says the answer was cut off."""
    try:
        return read_parts(reply.text, channel)
    except WriterAnswerUnusable as error:
        raise WriterAnswerUnusable(_REASONS.get(reply.finish, str(error))) from error


def _estimate(messages: list[Message], reply: Reply) -> int:
    """Return about how many tokens an exchange took, at four characters a token, where the server does not say."""
    return (sum(len(m["content"]) for m in messages) + len(reply.text)) // 4
