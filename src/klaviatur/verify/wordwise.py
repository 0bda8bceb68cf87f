"""Word by word: how near the source comes to each word of a claim, and whether it has neighbours together.

Nearness is the cosine of two words' vectors, so it knows reworded words in German as in English. It knows no
contraries (free and paid stand close); what a nearness is worth is learned, word by word (trust.toml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from klaviatur.ports import Embedder
from klaviatur.records import Language
from klaviatur.verify.align import Alignment, Tie
from klaviatur.verify.index import Index
from klaviatur.verify.words import Word, word_set

Array = NDArray[np.float32]

LISTS = ("negation", "modality", "contrast", "sweeping")
_TIES = tuple(Tie)
_STEPS = 6  # nearness in steps of a tenth from 0.4
_FAR = 0.45  # cosine from which two words begin to speak of the same
FEATURES = (
    *(f"tie_{tie.value}" for tie in _TIES),
    *(f"near_{step}" for step in range(_STEPS)),
    *("nearest", "alone", "evidence", "elsewhere"),
    *("loss_line_least", "loss_line_most", "loss_near_least", "loss_near_most"),
    *("number", "new_number", "capital", "new_capital", "function", "weight"),
    *(f"list_{name}" for name in LISTS),
    *(f"new_{name}" for name in LISTS),
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """The content words of a source as vectors, with the sentence of each."""

    vectors: Array  # a row per distinct word
    places: NDArray[np.intp]  # which of them stands at each place, in order
    lines: NDArray[np.intp]  # line numbers that have content words
    starts: NDArray[np.intp]  # where each of them begins among the places
    count: int  # all lines


@dataclass(frozen=True)
class Wordwise:
    """What is known of each asked word of a claim; `figures` has a row per word and a column per feature."""

    stems: tuple[str, ...]
    figures: Array
    vectors: Array
    together: tuple[Array, Array, Array]  # what pairs lose in a line, pairs and threes in neighbouring lines


def vocabulary(index: Index, embedder: Embedder) -> Vocabulary:
    """Return the content words of a source as vectors; each distinct word is embedded once."""
    places = [
        (word.text.lower(), line) for word, line in zip(index.words, index.line_of, strict=True) if not word.function
    ]
    kinds = {text: row for row, text in enumerate(dict.fromkeys(text for text, _ in places))}
    vectors = embedder.embed(list(kinds)) if kinds else np.zeros((0, 1), np.float32)
    rows = np.array([kinds[text] for text, _ in places], np.intp)
    lines, starts = np.unique([line for _, line in places], return_index=True)
    return Vocabulary(vectors, rows, lines.astype(np.intp), starts, len(index.lines))


def asked(words: Sequence[Word], language: Language) -> list[int]:
    """Return the numbers of the words that claim something: content words and small words that turn a sense."""
    return [i for i, word in enumerate(words) if not word.function or _lists_of(word, language)]


def look(laid: Alignment, near: Sequence[int], vectors: Array, known: Vocabulary, index: Index) -> Wordwise:
    """Return what is known of the asked words of one sentence; `near` are lines that are near in meaning."""
    numbers = asked(laid.words, index.language)
    cosines = vectors @ known.vectors.T if known.lines.size else np.zeros((len(numbers), 1), np.float32)
    in_line = _strength(cosines, known)
    beside = _with_neighbours(in_line)
    evidence = sorted({*laid.lines, *near})
    pairs, near_pairs, threes = (_lost(in_line, 2), _lost(beside, 2), _lost(beside, 3))
    nearest = cosines.max(1)
    alone = in_line.max(1)
    held = in_line[:, evidence].max(1) if evidence else np.zeros_like(alone)
    figures = np.column_stack([
        np.array([[tie == laid.ties[i] for tie in _TIES] for i in numbers], np.float32),
        np.clip((nearest * 10).astype(int) - 4, 0, _STEPS - 1)[:, None] == np.arange(_STEPS),
        *(nearest, alone, held, alone - held),
        *_sides(pairs, len(numbers)), *_sides(near_pairs, len(numbers)),
        np.array([_plain(laid.words[i], i, evidence, index) for i in numbers], np.float32),
    ])  # fmt: skip
    stems = tuple(laid.words[i].stem for i in numbers)
    return Wordwise(stems, figures.astype(np.float32), vectors, (pairs, near_pairs, threes))


def joined(parts: Sequence[Wordwise]) -> Wordwise | None:
    """Return several sentences' words as one; None without any."""
    if not parts:
        return None
    return Wordwise(
        tuple(stem for part in parts for stem in part.stems),
        np.vstack([part.figures for part in parts]),
        np.vstack([part.vectors for part in parts]),
        tuple(np.concatenate([part.together[i] for part in parts]) for i in range(3)),  # type: ignore[arg-type]
    )


def told(found: Wordwise) -> dict[str, float]:
    """Return a claim's own figures: how near its new words come, and what neighbours lose by standing together."""
    new = _column(found, f"tie_{Tie.NOVEL.value}") > 0
    steps = {f"new_near_{step}": float(min(4, (_column(found, f"near_{step}")[new]).sum())) for step in range(_STEPS)}
    losses = {}
    for name, values in zip(("line", "near", "three"), found.together, strict=True):
        losses[f"loss_{name}_mean"] = float(values.mean()) if values.size else 0.0
        losses[f"loss_{name}_most"] = float(values.max()) if values.size else 0.0
    return steps | losses


def new_meaning(found: Wordwise) -> Array:
    """Return the mean vector of the words the source does not know, zeros where it knows all."""
    new = (_column(found, f"tie_{Tie.NOVEL.value}") > 0) & (_column(found, "function") == 0)
    return found.vectors[new].mean(0) if new.any() else np.zeros(found.vectors.shape[1], np.float32)


def least(found: Wordwise, weights: Mapping[str, Any]) -> dict[str, float]:
    """Return how the words that the source bears out least stand, as learned log odds."""
    odds = np.sort(log_odds(found, weights))
    if not odds.size:
        return {}
    soft = float(-np.log(np.exp(-np.clip(odds, -30, 30)).mean()))
    return {"word_least": float(odds[0]), "word_second": float(odds[min(1, len(odds) - 1)]), "word_soft": soft}


def log_odds(found: Wordwise, weights: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return per asked word the learned log odds that the source bears it out."""
    rows = np.array([weights["figures"][name] for name in FEATURES])
    figures = (found.figures - rows[:, 0]) / rows[:, 1] @ rows[:, 2]
    return np.asarray(weights["bias"] + figures + found.vectors @ np.asarray(weights["vector"], np.float32), np.float64)


def _column(found: Wordwise, name: str) -> Array:
    return found.figures[:, FEATURES.index(name)]


def _strength(cosines: Array, known: Vocabulary) -> Array:
    """Return per word and line, 0-1, how near the line's nearest word comes."""
    table = np.zeros((len(cosines), max(1, known.count)), np.float32)
    if known.lines.size and len(cosines):
        table[:, known.lines] = np.maximum.reduceat(cosines[:, known.places], known.starts, axis=1)
    return np.asarray(np.clip((table - _FAR) / (1 - _FAR), 0, 1), np.float32)


def _with_neighbours(table: Array) -> Array:
    """Return each line's strength as the greatest of itself and the lines beside it."""
    wide = np.pad(table, ((0, 0), (1, 1)))
    return np.maximum(np.maximum(wide[:, :-2], wide[:, 2:]), table)


def _lost(table: Array, count: int) -> Array:
    """Return for each run of `count` words how much weaker one place has them all than the weakest has alone."""
    rows = len(table) - count + 1
    if rows < 1:
        return np.zeros(0, np.float32)
    runs = np.stack([table[i : i + rows] for i in range(count)])
    return np.asarray(runs.max(2).min(0) - runs.min(0).max(1), np.float32)


def _sides(losses: Array, count: int) -> tuple[Array, Array]:
    """Return for each word the lesser and the greater loss of the pairs it stands in."""
    if not losses.size:
        return np.zeros(count, np.float32), np.zeros(count, np.float32)
    left, right = np.append(losses[0], losses), np.append(losses, losses[-1])
    return np.minimum(left, right), np.maximum(left, right)


def _plain(word: Word, i: int, evidence: Sequence[int], index: Index) -> list[float]:
    """Return what the word itself shows: figure, name, small word, rarity, and lists the evidence has it not from."""
    new = not index.has(word.stem)
    capital = word.is_capital and i > 0
    listed = [float(name in _lists_of(word, index.language)) for name in LISTS]
    unheard = not any(index.line_of[at] in evidence for at in index.at.get(word.stem, ()))
    return [
        float(word.is_number),
        float(word.is_number and new),
        float(capital),
        float(capital and new),
        float(word.function),
        1.0 if new else index.weight(word.stem),
        *listed,
        *(value * unheard for value in listed),
    ]


def _lists_of(word: Word, language: Language) -> tuple[str, ...]:
    plain = word.text.lower()
    return tuple(name for name in LISTS if plain in word_set(name, language))
