"""The edits that turn Sie into du."""

from collections.abc import Iterator
from itertools import pairwise

from klaviatur.compose.address.edits import Edit, like, without_overlap
from klaviatur.compose.address.meant import readers
from klaviatur.compose.address.reading import Clause, Word, read
from klaviatur.compose.address.reflexive import dich_or_dir
from klaviatur.compose.address.roles import Acting, coordinated, enumerated, is_joined_zu, opener, role_of, window_start
from klaviatur.compose.address.verbs import (
    imperative,
    is_finite_only,
    is_modal,
    is_participle,
    is_plural_form,
    second_plural,
    second_singular,
    split_prefix,
    word_class,
)

_TELLING = word_class("telling")
_NEVER_COMMANDS = word_class("never_commands")
_TOLD = frozenset(["mir", "uns", "mal", "auf", "zu", "bitte"])
_WISHES = frozenset(["viel", "vielen", "besten", "herzlichen", "keine", "spaß", "geduld", "vertrauen", "mut", "bitte"])
_GOOD = ("schön", "gut", "toll", "angenehm", "wunder", "super", "fantast", "erfolgreich")
_ASKING = frozenset(["manchmal", "jemals", "oft", "je", "eigentlich", "etwa", "schon", "auch", "gern", "gerne"])


def edits_to_du(text: str) -> list[Edit]:
    """Return the edits in order; they never overlap."""
    clauses = read(text)
    meant = readers(clauses)
    if not meant:
        return []
    edits = [edit for at in range(len(clauses)) for edit in _clause_edits(clauses, at, meant)]
    if not any(word.start in meant and not word.opens for clause in clauses for word in clause.words):
        edits = [edit._replace(doubt=edit.doubt or text[edit.start : edit.end]) for edit in edits]  # could be "they"
    edits += _far_reflexives(clauses, meant, {edit.start for edit in edits})
    return without_overlap(edits)


def _clause_edits(clauses: list[Clause], at: int, meant: set[int]) -> Iterator[Edit]:
    words = clauses[at].words
    for place, word in enumerate(words):
        if word.start not in meant:
            continue
        if word.text == "Sie":
            yield from _pronoun(clauses, at, place)
        else:
            yield Edit(word.start, word.end, like(word.text if word.opens else "", _owned(word.low)))


def _owned(low: str) -> str:
    if low == "ihnen":
        return "dir"
    return "dein" + low.removeprefix("ihr")


def _pronoun(clauses: list[Clause], at: int, place: int) -> Iterator[Edit]:
    words = clauses[at].words
    word = words[place]
    role = role_of(clauses, at, place)
    if role.kind == "object":
        yield _word(word, "dich", "du" if role.doubt else "")
        return
    if role.kind == "inverted" and _commands(clauses, at, place, role):
        yield from _command(clauses, at, place)
    else:
        company = _has_company(words, place)
        turn = second_plural if company and role.kind != "inverted" else second_singular
        yield _word(word, "du", "ihr" if company else "dich" if role.doubt else "")
        yield from (_word(verb, turn(verb.low)) for verb in _agreeing(clauses, at, place, role))
    yield from _near_reflexives(clauses, at, place)


def _has_company(words: list[Word], place: int) -> bool:
    """Return whether others act too: "Sie und Ihre Familie"."""
    behind = words[place + 1 : place + 3]
    owned = len(behind) == 2 and behind[0].low in {"und", "oder"} and behind[1].text.startswith(("Ihr", "alle"))
    return owned and behind[0].low == "und"


def _agreeing(clauses: list[Clause], at: int, place: int, role: Acting) -> list[Word]:
    further = enumerated(clauses, at) if role.kind in {"inverted", "direct"} and not role.first else []
    if role.kind != "inverted":
        return [*role.verbs, *further]
    return [*role.verbs, *coordinated(clauses, at, place - 1), *further]


def _word(word: Word, words: str, doubt: str = "") -> Edit:
    return Edit(word.start, word.end, like(word.text if word.opens else "", words), doubt)


def _command(clauses: list[Clause], at: int, place: int) -> Iterator[Edit]:
    words = clauses[at].words
    verb, pronoun = words[place - 1], words[place]
    doubt = (
        like(verb.text, second_singular(verb.low)) + " du"
        if _after_condition(clauses, at) and not _is_plain_command(verb.low)
        else ""
    )
    yield Edit(verb.start, pronoun.end, like(verb.text, imperative(verb.low)), doubt)
    yield from (_word(other, imperative(other.low)) for other in coordinated(clauses, at, place - 1))


def _commands(clauses: list[Clause], at: int, place: int, role: Acting) -> bool:
    """Return whether a verb before Sie is a command, not a question, condition or statement."""
    verb = role.verbs[0].low
    ending = clauses[at].ending
    following = [w.low for w in clauses[at].words[place + 1 :]]
    if role.first and (verb == "seien" or (verb == "lassen" and following)):
        return True
    if role.first and verb in {"werden", "bleiben"} and ending != "?" and _becomes(clauses[at].words[place + 1 :]):
        return True
    if _cannot_command(verb, following):
        return False
    if not role.first:
        return _follows_then(clauses[at].words, place) and _is_plain_command(verb) and ending != "?"
    if ending == "?":
        return _tells(verb, following) and not _last_of_sentence(clauses, at)
    return _wishes(following) if verb == "haben" else not _states(verb, following, inside=_inside_sentence(clauses, at))


def _becomes(after: list[Word]) -> bool:
    """Return whether no infinitive or participle follows: "Werden Sie Pate"."""
    end = next((n for n, w in enumerate(after) if w.low in word_class("conjunctions")), len(after))
    part = [w.low for w in after[:end]]
    return bool(part) and not any(is_plural_form(w) or is_participle(w) or w.endswith("t") for w in part[-1:])


def _cannot_command(verb: str, following: list[str]) -> bool:
    aside = not following and verb in word_class("asides")
    return aside or is_finite_only(verb) or is_modal(verb) or verb in _NEVER_COMMANDS


def _tells(verb: str, following: list[str]) -> bool:
    """Return whether the verb asks to be told something: "Sagen Sie mir, wo ...?"."""
    return split_prefix(verb, _TELLING) is not None and (not following or following[0] in _TOLD)


def _states(verb: str, following: list[str], *, inside: bool) -> bool:
    """Return whether a verb at the start rather states or asks: "..., erhalten Sie", "Machen Sie sich manchmal ..."."""
    if any(word in _ASKING for word in following[:1] + (following[1:2] if following[:1] == ["sich"] else [])):
        return True
    return inside and split_prefix(verb, word_class("statements")) is not None


def _wishes(following: list[str]) -> bool:
    """Return whether "Haben Sie ..." wishes something: a nice day, no fear."""
    if following[:1] and following[0] in _WISHES:
        return True
    return len(following) > 1 and following[0] in {"einen", "eine", "ein"} and following[1].startswith(_GOOD)


def _follows_then(words: list[Word], place: int) -> bool:
    """Return whether only "dann" stands before the verb: "Dann rufen Sie uns an"."""
    low = window_start(words, place)
    return [w.low for w in words[low : place - 1] if w.low not in word_class("fillers")] == ["dann"]


def _is_plain_command(verb: str) -> bool:
    return split_prefix(verb, word_class("commands")) is not None


def _last_of_sentence(clauses: list[Clause], at: int) -> bool:
    return at + 1 == len(clauses) or clauses[at + 1].sentence != clauses[at].sentence


def _inside_sentence(clauses: list[Clause], at: int) -> bool:
    return at > 0 and clauses[at - 1].sentence == clauses[at].sentence


def _after_condition(clauses: list[Clause], at: int) -> bool:
    if not _inside_sentence(clauses, at):
        return False
    return bool(opener(clauses, at - 1, 0, len(clauses[at - 1].words)))


def _near_reflexives(clauses: list[Clause], at: int, place: int) -> Iterator[Edit]:
    """Turn each sich of the same clause that goes back to this Sie."""
    words = clauses[at].words
    low = window_start(words, place)
    for n in range(low, len(words)):
        if words[n].text == "sich":
            yield _word(words[n], dich_or_dir(words, n, opener(clauses, at, low, place)))


def _far_reflexives(clauses: list[Clause], meant: set[int], done: set[int]) -> Iterator[Edit]:
    """Turn each sich of an infinitive clause beside a clause that speaks to the reader."""
    for at, clause in enumerate(clauses):
        for n, word in enumerate(clause.words):
            free = word.low == "sich" and word.start not in done and not word.quoted
            if free and _is_infinitive(clause.words) and _speaks_to_reader(clauses, at, meant):
                yield _word(word, dich_or_dir(clause.words, n))


def _is_infinitive(words: list[Word]) -> bool:
    lows = [w.low for w in words]
    pairs = pairwise(lows)
    return is_joined_zu(lows[-1]) or any(a == "zu" and is_plural_form(b) for a, b in pairs)


def _speaks_to_reader(clauses: list[Clause], at: int, meant: set[int]) -> bool:
    near = [n for n in (at - 1, at + 1, at) if 0 <= n < len(clauses) and clauses[n].sentence == clauses[at].sentence]
    return any(w.start in meant and w.text in {"Sie", "Ihnen"} for n in near for w in clauses[n].words)
