"""From the forms of du back to those of Sie: fährst -> fahren, sagtest -> sagten, nimm -> nehmen."""

from functools import cache

from klaviatur.compose.address.verbs import (
    imperative,
    is_finite_only,
    second_singular,
    split_prefix,
    stem_of,
    strong_verbs,
    word_class,
)

_SPECIAL = {
    "bist": "sind", "warst": "waren", "wärst": "wären", "wärest": "wären", "wurdest": "wurden", "würdest": "würden",
    "musst": "müssen", "hast": "haben", "wirst": "werden", "weißt": "wissen", "tust": "tun", "seist": "seien",
    "magst": "mögen",
    "habt": "haben", "seid": "sind", "könnt": "können", "müsst": "müssen", "wollt": "wollen", "werdet": "werden",
    "wisst": "wissen", "dürft": "dürfen", "möchtet": "möchten", "hattet": "hatten", "wart": "waren",
}  # fmt: skip
_NO_VERBS = word_class("no_du_verbs")
_STEM_VOWELS = "aeiouäöü"


@cache
def _known() -> frozenset[str]:
    names = ("commands", "statements", "bare_imperatives", "dative_reflexives", "reader_is_object", "ten_infinitives")
    return frozenset(strong_verbs()).union(*(word_class(name) for name in names))


@cache
def _presents() -> dict[str, str]:
    """Return the du-forms of known verbs with their infinitives."""
    return {second_singular(verb): verb for verb in sorted(_known()) if verb.endswith("n")}


@cache
def _imperatives() -> dict[str, str]:
    forms = {imperative(verb): verb for verb in sorted(_known()) if verb.endswith(("en", "ern", "eln"))}
    doubled = {
        form + "e": verb for form, verb in forms.items() if not form.endswith("e") and not strong_verbs().get(verb)
    }
    return doubled | forms | {"sei": "seien", "hab": "haben", "lass": "lassen", "tu": "tun", "komm": "kommen"}


@cache
def polite_form(word: str) -> str | None:
    """Return the form that goes with Sie for a du-form, None where the word is no such form."""
    if word in _SPECIAL:
        return _SPECIAL[word]
    if word in _NO_VERBS or not word.endswith("t") or len(word) < 4:
        return None
    found = split_prefix(word, frozenset(_presents())) or split_prefix(word, frozenset(_SPECIAL))
    if found:
        return found[0] + (_presents().get(found[1]) or _SPECIAL[found[1]])
    if word.endswith(("zt", "ßt", "xt")):
        return word[:-1] + "en"
    return _by_rule(word) if word.endswith("st") else None


def _by_rule(word: str) -> str | None:
    if word.endswith("test") and is_finite_only(word[:-2] + "n"):
        return word[:-2] + "n"  # sagtest -> sagten
    if word.endswith("eist"):
        return word[:-1] + "en"  # reist, beweist
    if word.endswith("est"):
        return word[:-2] + "n" if word[-4] in "dtnm" else None
    stem = word[:-2]
    if stem.endswith(("el", "er")) and stem[-3] not in _STEM_VOWELS and len(stem) > 4:
        return stem + "n"
    return stem + "en" if len(stem) > 2 else None


@cache
def is_shared_form(word: str) -> bool:
    """Return whether er and sie have the same form: liest, setzt, lässt; then du must stand in the clause."""
    polite = polite_form(word)
    if word in _SPECIAL or polite is None:
        return False
    return not word.endswith("st") or stem_of(polite).endswith(("s", "ß", "z", "x"))


@cache
def _no_commands() -> frozenset[str]:
    names = (
        "subordinators",
        "fillers",
        "adverbs",
        "prepositions",
        "accusative_openers",
        "plural_determiners",
        "not_verbs",
    )
    return frozenset().union(*(word_class(name) for name in names))


@cache
def commanded(word: str) -> tuple[str, bool] | None:
    """Return the verb of Sie for an imperative of du and whether the verb is known, None where it is none."""
    found = split_prefix(word, frozenset(_imperatives()))
    if found:
        return found[0] + _imperatives()[found[1]], True
    if word in _no_commands():
        return None
    if word.endswith("e") and len(word) > 3:
        return (word[:-2] + "rn" if word.endswith("ere") else word + "n"), False
    return None
