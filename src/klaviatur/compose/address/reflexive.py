"""sich becomes dich or dir."""

from klaviatur.compose.address.reading import Word
from klaviatur.compose.address.verbs import is_plural_form, word_class

_SPANS = word_class("span_words")
_DATIVE_PREPOSITIONS = word_class("dative_prepositions")
_GIVEN = frozenset(["mühe", "sorgen", "gedanken"])
_OBJECT_OPENERS = frozenset(["was", "das", "den", "die", "welche", "welchen", "welches"])


def dich_or_dir(words: list[Word], place: int, opener: str = "") -> str:
    """Return the form of sich at `place` for du: dir where the clause has another object or the verb asks for it."""
    joints = [n for n, w in enumerate(words) if w.low in word_class("conjunctions")]
    low = max((n + 1 for n in joints if n < place), default=0)
    end = min((n for n in joints if n > place), default=len(words))
    return _case(words[low:end], place - low, opener)


def _case(words: list[Word], place: int, opener: str) -> str:
    before = words[place - 1].low if place else ""
    if before in word_class("prepositions"):
        return "dir" if before in _DATIVE_PREPOSITIONS else "dich"
    if words[place + 1 : place + 2] and words[place + 1].low == "selbst":
        return "dich"
    if any(w.low in _GIVEN for w in words):
        return "dir"
    if opener in _OBJECT_OPENERS or (
        place and words[place - 1].text in {"es", "das"} and not _after_preposition(words, place - 1)
    ):
        return "dir"
    if any(_opens_object(words, n) for n in range(place + 1, len(words))):
        return "dir"
    return "dir" if _meanings(words) & word_class("dative_reflexives") else "dich"


def _opens_object(words: list[Word], n: int) -> bool:
    word = words[n]
    if word.low not in word_class("accusative_openers") and word.text not in {"Ihre", "Ihren", "Ihr"}:
        return False
    following = words[n + 1].low if n + 1 < len(words) else ""
    return not _after_preposition(words, n) and following not in _SPANS


def _after_preposition(words: list[Word], n: int) -> bool:
    return n > 0 and words[n - 1].low in word_class("prepositions")


def _meanings(words: list[Word]) -> set[str]:
    """Return the infinitives the clause may speak of, separable ones put together."""
    verbs = {w.low for w in words if is_plural_form(w.low)}
    last = words[-1].low
    joined = {last + verb for verb in verbs} if last in word_class("prefixes") else set()
    split = {verb.replace("zu", "", 1) for verb in verbs if "zu" in verb}
    return (joined or verbs) | split
