"""The steps between a cell and its fact, in words of both languages."""

from klaviatur.records import Bilingual
from klaviatur.text.lexicon import read_table


def step_words(step: str) -> Bilingual:
    """Return what a step did; a step nobody listed says its own code."""
    words = read_table("klaviatur.catalogue", "steps.toml").get(step)
    return Bilingual(*words) if words else Bilingual(step, step)
