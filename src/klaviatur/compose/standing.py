"""Whether a sentence stands on its own when it leaves its text, and how to make it stand."""

from klaviatur.compose.pieces import Pieces, from_sentence
from klaviatur.records import Sentence, Source

_DANGLING = frozenset(
    "er sie es dies diese dieser dieses das dabei damit dazu daher deshalb auch aber doch und denn so dort heute gestern "
    "morgen he she it they this that these those but and also however there today yesterday tomorrow".split()
)


def stands_alone(source: Source, sentence: Sentence) -> bool:  # noqa: ARG001
    """Return whether nothing in the sentence needs the sentences before it."""
    first = sentence.text.split(maxsplit=1)
    return bool(first) and first[0].strip(",.;:").lower() not in _DANGLING


def stand_up(source: Source, sentence: Sentence) -> Pieces | None:
    """Return the sentence so that it stands alone, None if that cannot be done with certainty."""
    return from_sentence(source, sentence) if stands_alone(source, sentence) else None
