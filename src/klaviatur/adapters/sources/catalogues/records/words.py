"""The names interfaces give things."""

from typing import Any

from klaviatur.text.lexicon import read_table

WORDS: dict[str, Any] = read_table(__package__ or "", "words.toml")
