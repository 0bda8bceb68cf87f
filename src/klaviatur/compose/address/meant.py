"""Which capital Sie, Ihr and Ihnen speak to the reader, and which at the start of a sentence are they or she."""

from klaviatur.compose.address.reading import Clause, Word
from klaviatur.compose.address.verbs import is_plural_form, word_class

FORMS = frozenset(
    ["Sie", "Ihnen", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres", "Ihrerseits", "Ihretwegen", "Ihresgleichen", "Ihrige", "Ihrigen"]
)
_THIRD = frozenset(["sie", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres"])
_SPEAKERS = frozenset(["ich", "wir", "mir", "mich", "uns"])
_SINGULAR = frozenset(
    ["hat", "ist", "war", "wird", "kann", "will", "muss", "soll", "darf", "mag", "hatte", "wurde", "konnte", "wollte", "musste", "sollte", "durfte", "hätte", "wäre", "würde", "könnte", "sei", "habe", "ging", "kam", "gab", "nahm", "sah", "fand", "stand", "lag", "ließ", "weiß"]
)


def readers(clauses: list[Clause]) -> set[int]:
    """Return the places (start of the word) of all words that address the reader with Sie."""
    words = [word for clause in clauses for word in clause.words if not word.quoted]
    sure = {w.start for w in words if w.text in FORMS and not w.opens}
    sentences: dict[int, list[Word]] = {}
    for clause in clauses:
        sentences.setdefault(clause.sentence, []).extend(clause.words)
    meant = set(sure)
    for number, inside in sentences.items():
        for first in (w for w in inside if w.opens and w.text in FORMS):
            if _addresses(first, inside, number, sentences, meant, sure):
                meant.add(first.start)
    return meant


def _addresses(
    word: Word,
    inside: list[Word],
    number: int,
    sentences: dict[int, list[Word]],
    meant: set[int],
    sure: set[int],
) -> bool:
    behind = inside[inside.index(word) + 1 :]
    following = behind[0].low if behind else ""
    if word.text == "Sie" and (_is_singular(following) or following in word_class("prepositions")):
        return False
    if word.text == "Sie" and len(behind) > 1 and behind[1].text == "Sie" and behind[1].start == behind[0].end + 1:
        return False  # "Sie verkaufen Sie": they sell you
    if word.text == "Ihr" and following.endswith("t") and not behind[0].capital:
        return False  # "Ihr habt", "Ihr seid": several friends
    if following == "wissen" or (word.text != "Sie" and any(w.low in _SPEAKERS for w in inside)):
        return True
    if any(w.start in sure for w in _without_asides(inside)):
        return True
    if any(w.text in _THIRD for w in inside):
        return number == 0 and any(w.start in sure for w in inside)
    before = [w for n in range(max(0, number - 2), number) for w in sentences.get(n, [])]
    if not before or any(w.start in meant for w in before):
        return True
    return not _names_others(before)


def _without_asides(words: list[Word]) -> list[Word]:
    """Return the words without "wissen Sie", which says nothing about the rest of the sentence."""
    return [w for n, w in enumerate(words) if not (n and w.text == "Sie" and words[n - 1].low == "wissen")]


def _is_singular(word: str) -> bool:
    return word in _SINGULAR or (
        word.endswith(("t", "te"))
        and not is_plural_form(word)
        and word not in {"selbst", "nicht", "jetzt", "seit", "mit", "erst"}
    )


def _names_others(words: list[Word]) -> bool:
    """Return whether a plural or a name stands there that "sie" could mean."""
    if any(w.text in _THIRD for w in words):
        return True
    plural = word_class("plural_determiners")
    pairs = zip(words, words[1:], strict=False)
    return any(a.low in plural and b.capital and b.low[-1] in "nerso" for a, b in pairs)
