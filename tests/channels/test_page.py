"""The reference page says what the profiles say."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.channels.words import FAMILIES, FORMALITIES, LINKS, MEASURES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/channels.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_table_of_the_page_is_the_one_of_the_profiles() -> None:
    updated = runpy.run_path(str(ROOT / "tools/channel_table.py"))["updated"]
    assert updated(PAGE) == PAGE, "run python tools/channel_table.py"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_is_a_channel(example: str, tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(example, encoding="utf-8")
    assert tomllib.loads(example)["name"] in load_channels(file)


@pytest.mark.parametrize("word", sorted(MEASURES | FAMILIES | FORMALITIES | LINKS))
def test_every_word_a_profile_may_use_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_option_a_profile_uses_is_explained() -> None:
    used = {option for channel in load_channels().values() for option in channel.options}
    assert {option for option in used if f"`{option}`" not in PAGE} == set()
