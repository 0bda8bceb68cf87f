"""A writer that runs a GGUF model in this process (extra klaviatur[local]: xllamacpp, llama.cpp inside)."""

import json
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from klaviatur.adapters.writers.budget import Budget
from klaviatur.adapters.writers.openai_compatible import compose_variant
from klaviatur.adapters.writers.prompting import Message, revise_messages, write_messages
from klaviatur.adapters.writers.reply import Reply, ReplyReader
from klaviatur.adapters.writers.schema import answer_schema
from klaviatur.errors import SettingError, WriterAnswerUnusable, WriterUnavailable
from klaviatur.records import Channel, Finding, Source, Variant, Voice

CHARS_PER_TOKEN = 2.5  # a careful guess for German, whose words cost more tokens than English ones
PROMPT_TOKENS = 2000  # system prompt, channel, voice and outline together


class LocalWriter:
    """Writes variants with the GGUF model at `model_path`, its answers held to the channel's JSON schema.

    The model is loaded with the first variant and kept. One variant is written at a time; further threads wait.
    `context` and `max_tokens` count tokens; a source longer than the context is read from its beginning. An answer is
    bounded by its tokens, not by time: nothing can interrupt llama.cpp from outside. Raises
    SettingError if there is no such model or the extra is not installed, and from `write` only WriterError.
    """

    def __init__(
        self,
        model_path: str | Path,
        *,
        context: int = 8192,
        max_tokens: int = 1200,
        threads: int = 0,
        temperature: float = 0.3,
        seed: int = 1,
        budget: Budget | None = None,
    ) -> None:
        self._path = _usable(model_path)
        self.name = self._path.stem
        self.budget = budget or Budget()
        self._context = context
        self._max_tokens = min(max_tokens, context // 2)
        self._threads = threads
        self._sampling = {"temperature": temperature, "seed": seed}
        self._lock = threading.Lock()
        self._server: Any = None

    def __repr__(self) -> str:
        return f"LocalWriter({self.name!r})"

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
        messages = write_messages(source, channel, voice, max_chars=self._source_chars)
        if previous is not None:
            messages = revise_messages(messages, channel, previous, findings)
        return compose_variant(self._ask, messages, source=source, channel=channel, previous=previous, name=self.name)

    @property
    def _source_chars(self) -> int:
        tokens = self._context - self._max_tokens - PROMPT_TOKENS
        return max(600, int(tokens * CHARS_PER_TOKEN / 2))  # half: quotes, numbers and names are listed once more

    def _ask(self, messages: list[Message], channel: Channel) -> Reply:
        shape = {
            "type": "json_schema",
            "json_schema": {"name": "variant", "schema": answer_schema(channel, bounded=True)},
        }
        body = {"messages": messages, "max_tokens": self._max_tokens, "response_format": shape, **self._sampling}
        with self._lock:
            self.budget.begin()
            reply = self._answer(body)
        self.budget.spend(reply.tokens)
        return reply

    def _answer(self, body: dict[str, Any]) -> Reply:
        if self._server is None:
            self._server = load_model(self._path, context=self._context, threads=self._threads)
        try:
            answer = self._server.handle_chat_completions(body)
        except (RuntimeError, ValueError, TypeError) as error:
            raise WriterUnavailable(f"The local model {self.name!r} failed: {error}.") from error
        if isinstance(answer, dict) and "error" in answer:
            raise WriterAnswerUnusable(f"The local model {self.name!r} refused: {_said(answer)}.")
        reader = ReplyReader()
        reader.feed(json.dumps(answer).encode())
        return reader.result()


def _usable(model_path: str | Path) -> Path:
    path = Path(model_path)
    if not str(model_path) or not path.is_file():
        raise SettingError(
            f"There is no GGUF model at {str(model_path)!r}. Set KLAVIATUR_LOCAL_MODEL to the path of a .gguf file."
        )
    with path.open("rb") as file:
        magic = file.read(4)
    if magic != b"GGUF":
        raise SettingError(f"{path.name!r} is no GGUF model. Set KLAVIATUR_LOCAL_MODEL to the path of a .gguf file.")
    _engine()
    return path


def _engine() -> Any:
    """Return the module xllamacpp. Raises SettingError with what to install."""
    try:
        return import_module("xllamacpp")
    except ModuleNotFoundError as error:
        message = "Local models need the extra 'local'. Install it: pip install 'klaviatur[local]'."
        raise SettingError(message) from error
    except ImportError as error:
        message = f"xllamacpp cannot start here: {error}. On Debian: apt-get install libgomp1."
        raise SettingError(message) from error


def load_model(path: Path, *, context: int, threads: int = 0) -> Any:
    """Return llama.cpp's server with a model loaded; `threads` 0: as many as it likes. Raises WriterUnavailable."""
    xllamacpp = _engine()
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.verbosity = 0
    if threads:
        params.cpuparams.n_threads = threads
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError, MemoryError) as error:
        raise WriterUnavailable(f"The local model {path.name!r} cannot be loaded: {error}.") from error


def _said(answer: dict[str, Any]) -> str:
    error = answer["error"]
    return str(error.get("message", error) if isinstance(error, dict) else error)[:200]
