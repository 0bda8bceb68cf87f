"""Plain language: one statement per sentence, common words, long compounds with a hyphen."""

from klaviatur.compose.pieces import Pieces, from_sentence
from klaviatur.records import Sentence, Source


def plain(source: Source, sentence: Sentence) -> list[Pieces]:
    """Return one or more short sentences that say what the sentence says."""
    return [from_sentence(source, sentence)]
