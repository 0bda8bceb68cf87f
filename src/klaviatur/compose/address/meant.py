"""Which capital Sie, Ihr and Ihnen speak to the reader, and which at the start of a sentence are they or she."""

from dataclasses import dataclass
from itertools import pairwise

from klaviatur.compose.address.reading import Clause, Word
from klaviatur.compose.address.verbs import is_plural_form, word_class

FORMS = word_class("polite_forms")
_THIRD = word_class("third_person")
_SPEAKERS = frozenset(["ich", "wir", "mir", "mich", "uns"])
_THINGS_DO = frozenset(
    ["kosten", "dauern", "umfassen", "enthalten", "entstehen", "stammen", "fassen", "gelten"]
)  # never a reader
_SINGULAR = word_class("singular_verbs")


def readers(clauses: list[Clause]) -> set[int]:
    """Return the places (start of the word) of all words that address the reader with Sie."""
    words = [word for clause in clauses for word in clause.words if not word.quoted]
    sure = {w.start for w in words if w.text in FORMS and not w.opens}
    sentences: dict[int, list[Word]] = {}
    for clause in clauses:
        sentences.setdefault(clause.sentence, []).extend(clause.words)
    scene = _Scene(sentences, sure, set(sure))
    for number, inside in sentences.items():
        for first in (w for w in inside if w.opens and w.text in FORMS):
            if _addresses(first, number, scene):
                scene.meant.add(first.start)
    return scene.meant


@dataclass(frozen=True, slots=True)
class _Scene:
    sentences: dict[int, list[Word]]
    sure: set[int]  # capital in the middle of a sentence
    meant: set[int]  # these and all that were judged so far


def _addresses(word: Word, number: int, scene: _Scene) -> bool:
    """Judge a Sie or Ihr that opens a sentence: first by its neighbours, then by its sentence, then by those before."""
    inside = scene.sentences[number]
    behind = inside[inside.index(word) + 1 :]
    if behind and _speaks_of_others(word, behind):
        return False
    if (behind and behind[0].low == "wissen") or (word.text != "Sie" and any(w.low in _SPEAKERS for w in inside)):
        return True
    if any(w.start in scene.sure for w in _without_asides(inside)):
        return True
    if any(w.text in _THIRD for w in inside):
        return number == 0 and any(w.start in scene.sure for w in inside)
    return _goes_on(word, number, scene)


def _goes_on(word: Word, number: int, scene: _Scene) -> bool:
    """Judge by the two sentences before, the nearer first: they speak to the reader, or name others."""
    before = [scene.sentences[n] for n in (number - 1, number - 2) if n in scene.sentences]
    for words in before:
        if any(w.start in scene.meant for w in words):
            return True
        if _names_others(words):
            return False
    if word.text == "Ihnen":
        return bool(scene.sure) or not before
    return not before or word.text == "Sie"  # "Ihre" may be hers, "Sie" needs a plural


def _speaks_of_others(word: Word, behind: list[Word]) -> bool:
    """Return whether the words behind show they or she: "Sie hat", "Sie verkaufen Sie", "Ihr habt"."""
    following = behind[0].low
    if word.text == "Ihr":
        return following.endswith("t") and not behind[0].capital
    if word.text != "Sie":
        return False
    if behind[0].start != word.end + 1:
        return False  # "Sie, liebe Leserin, ..."
    if _is_singular(following) or following in word_class("prepositions") or following in _THINGS_DO:
        return True
    return len(behind) > 1 and behind[1].text == "Sie" and behind[1].start == behind[0].end + 1


def _without_asides(words: list[Word]) -> list[Word]:
    """Return the words without "wissen Sie", which says nothing about the rest of the sentence."""
    return [w for n, w in enumerate(words) if not (n and w.text == "Sie" and words[n - 1].low == "wissen")]


def _is_singular(word: str) -> bool:
    """Return whether a word behind Sie is a verb of she: hat, dauert, wolle."""
    if word in _SINGULAR:
        return True
    return word.endswith(("t", "e")) and not is_plural_form(word) and word not in word_class("beside_sie")


def _names_others(words: list[Word]) -> bool:
    """Return whether a plural or a name stands there that "sie" could mean."""
    if any(w.text in _THIRD for w in words):
        return True
    plural = word_class("plural_determiners")
    named = any(a.low in plural and b.capital and b.low[-1] in "nerso" for a, b in pairwise(words))
    triples = zip(words, words[1:], words[2:], strict=False)
    return named or any(a.capital and b.low == "und" and c.capital and c.low[-1] in "ners" for a, b, c in triples)
