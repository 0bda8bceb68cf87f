"""What a Sie does in its clause: it acts (with which verb), or it is acted upon."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from klaviatur.compose.address.reading import Clause, Word
from klaviatur.compose.address.verbs import (
    INSEPARABLE,
    is_auxiliary,
    is_finite_only,
    is_modal,
    is_participle,
    is_plural_form,
    split_prefix,
    word_class,
)

Kind = Literal["object", "bare", "inverted", "direct", "final"]
_STRICT = word_class("strict_subordinators")
_OUTER_SUBJECTS = frozenset(["ich", "er", "wir", "man", "jemand", "niemand"])
_LEAD_INS = word_class("lead_ins")
_SINGULAR_ENDS = word_class("singular_ends")


@dataclass(slots=True)
class Acting:
    """How one Sie stands: its kind and the verbs that agree with it (all words of the text, in order)."""

    kind: Kind
    verbs: list[Word] = field(default_factory=list)
    first: bool = False  # inverted, and nothing stands before the verb
    doubt: bool = False


def role_of(clauses: list[Clause], at: int, place: int) -> Acting:
    """Return what the Sie at word `place` of clause `at` does."""
    words = clauses[at].words
    low = window_start(words, place)
    before, after = words[low:place], words[place + 1 :]
    if before and before[-1].low in word_class("accusative_prepositions"):
        return Acting("object")
    if before and _is_verb(before[-1]):
        return _inverted(words, low, place)
    if _has_outer_subject(before, after):
        return Acting("object")
    if opener(clauses, at, low, place):
        return _final(clauses, at, low, place)
    return _in_main_clause(clauses, at, low, place)


def _in_main_clause(clauses: list[Clause], at: int, low: int, place: int) -> Acting:
    """Judge a Sie with no verb right before it and no word that subordinates its conjunct."""
    after = clauses[at].words[place + 1 :]
    if after and _is_verb(after[0]) and not is_participle(after[0].low):
        return Acting("direct", [after[0], *coordinated(clauses, at, place + 1)])
    if _continues_clause(clauses, at, low):
        return _final(clauses, at, low, place)
    return Acting("object") if _has_zu_infinitive(after) else _without_neighbour(clauses, at, low, place)


def _has_outer_subject(before: list[Word], after: list[Word]) -> bool:
    """Return whether somebody else acts: a finite singular before Sie or at the end, or ich, wir, man before it."""
    if before and before[-1].low in {"als", "wie"}:
        return False
    if any(w.low in _OUTER_SUBJECTS for w in before) or any(w.low in _SINGULAR_ENDS for w in before):
        return True
    end = next((n for n, w in enumerate(after) if w.low in word_class("conjunctions")), len(after))
    part = after[:end]
    return bool(part) and part[-1].low in _SINGULAR_ENDS and not any(is_finite_only(w.low) for w in part)


def window_start(words: list[Word], place: int) -> int:
    """Return where the conjunct that holds `place` begins."""
    joints = [n for n in range(place) if words[n].low in word_class("conjunctions")]
    return joints[-1] + 1 if joints else 0


def opener(clauses: list[Clause], at: int, low: int, place: int) -> str:
    """Return the word that makes the clause a subordinate one, "" for a main clause."""
    head = [w.low for w in clauses[at].words[low:place]]
    while (
        head
        and (head[0] in word_class("fillers") or (head[0] in _LEAD_INS and len(head) > 1))
        and head[0] not in _STRICT
    ):
        head = head[1:]
    if not head:
        return ""
    if head[0] in word_class("subordinators"):
        return head[0]
    relative = word_class("relatives")
    inside = bool(low) or (at > 0 and clauses[at - 1].sentence == clauses[at].sentence)
    if head[0] in relative and inside:
        return head[0]
    if (
        head[0] in word_class("prepositions")
        and len(head) > 1
        and head[1] in relative
        and (inside or head[1][0] == "w")
    ):
        return "prep" if len(head) == 2 or head[1][0] == "w" else ""
    return next((word for word in head if word in _STRICT), "")


def _is_verb(word: Word) -> bool:
    return is_plural_form(word.low) and (word.opens or word.leads or not word.capital) and not word.quoted


def _inverted(words: list[Word], low: int, place: int) -> Acting:
    verb = words[place - 1]
    field_before = [w for w in words[low : place - 1] if w.low not in word_class("fillers")]
    if field_before and field_before[-1].text in {"wir", "Wir", "sie", "Sie", "ich", "Ich"}:
        return Acting("object")
    if field_before and _is_plural_group(field_before):
        acts = _meaning(words, place, verb)
        if _acts_on_reader(acts):
            return Acting("object")
    return Acting("inverted", [verb], first=not field_before)


def _acts_on_reader(verb: str) -> bool:
    """Return whether a verb is one that others do to the reader: beraten, anrufen, but not verbringen."""
    parts = split_prefix(verb, word_class("reader_is_object"))
    return parts is not None and parts[0] not in INSEPARABLE


def _is_plural_group(words: list[Word]) -> bool:
    """Return whether the words before the verb are one plural group in the nominative: "Unsere Fachleute"."""
    return words[0].low in word_class("plural_determiners") and words[-1].capital and len(words) <= 6


def _meaning(words: list[Word], place: int, verb: Word) -> str:
    """Return the verb that carries the meaning: the last infinitive behind a modal, else the verb itself."""
    tail = words[-1].low if words else ""
    if is_modal(verb.low) and is_plural_form(tail) and len(words) > place + 1:
        return tail
    return verb.low


def _continues_clause(clauses: list[Clause], at: int, low: int) -> bool:
    """Return whether a subordinate clause goes on here: "wenn Sie kommen und Sie Zeit haben", "wenn A, Sie B"."""
    if low:
        return bool(opener(clauses, at, 0, low - 1))
    return False


def _has_zu_infinitive(after: list[Word]) -> bool:
    lows = [w.low for w in after]
    if any(a == "zu" and is_plural_form(b) for a, b in pairwise(lows)):
        return not any(_is_verb(w) and (is_modal(w.low) or is_auxiliary(w.low)) for w in after)
    return bool(lows) and is_joined_zu(lows[-1])


def is_joined_zu(word: str) -> bool:
    """Return whether a word is an infinitive with zu inside: anzumelden."""
    places = [n for n in range(2, len(word) - 4) if word.startswith("zu", n)]
    return any(word[:n] in word_class("prefixes") and is_plural_form(word[n + 2 :]) for n in places)


def _without_neighbour(clauses: list[Clause], at: int, low: int, place: int) -> Acting:
    """Judge a Sie without a verb beside it in a main clause."""
    words = clauses[at].words
    before, after = words[low:place], words[place + 1 :]
    compared = not before or before[-1].low in {"als", "wie"}
    if compared and not any(_is_verb(w) for w in after):
        resumed = None if before or after else _resumed(clauses, at)
        return Acting("direct", [resumed]) if resumed else Acting("bare")
    if not compared and any(_could_be_finite(w) for w in before):
        return Acting("object")
    found = final_verbs(after)
    if found:
        return Acting("direct", found, doubt=True)
    resumed = _resumed(clauses, at)
    return Acting("final", [resumed]) if resumed else Acting("bare", doubt=bool(after))


def _could_be_finite(word: Word) -> bool:
    """Return whether a word before Sie looks like the verb of somebody else: hat, frage, wird, rufen."""
    if word.capital and not word.opens:
        return False
    if word.low in word_class("prepositions") or word.low in word_class("adverbs") or word.low in _LEAD_INS:
        return False
    return word.low in _SINGULAR_ENDS or (
        len(word.low) > 3 and word.low.endswith(("t", "te", "en", "e")) and word.low not in word_class("not_verbs")
    )


def _resumed(clauses: list[Clause], at: int) -> Word | None:
    """Return the verb of a clause that was interrupted: "dass Sie, wie gesagt, kommen"."""
    for clause in clauses[at + 1 : at + 4]:
        if clause.sentence != clauses[at].sentence:
            return None
        opens = clause.words[0].low in word_class("subordinators") | word_class("relatives")
        verb = _finite(clause.words)
        if verb and not opens and not _own_subject(clause.words) and verb in (clause.words[0], clause.words[-1]):
            return verb
    return None


def _own_subject(words: list[Word]) -> bool:
    return any(w.low in _OUTER_SUBJECTS or w.text in {"sie", "Sie", "es"} for w in words)


def _final(clauses: list[Clause], at: int, low: int, place: int) -> Acting:
    """Judge a Sie in a subordinate clause: the verb stands at the end."""
    words = clauses[at].words
    before, after = words[low:place], words[place + 1 :]
    if _is_object_in_final(before, after):
        return Acting("object")
    verbs = final_verbs(after)
    if not verbs:
        if after and _ends_singular(after):
            return Acting("object")
        resumed = _resumed(clauses, at)
        return Acting("final", [resumed]) if resumed else Acting("bare", doubt=bool(after))
    relative = before and before[-1].low in {"die", "welche"}
    if relative and any(_acts_on_reader(w.low) for w in (verbs[0], *after[-2:])):
        return Acting("object", doubt=True)
    return Acting("final", verbs)


def _is_object_in_final(before: list[Word], after: list[Word]) -> bool:
    lows = [w.text for w in before]
    if any(word.lower() in _OUTER_SUBJECTS or word in {"sie", "es"} for word in lows):
        return True
    if any(w.low in {"ich", "wir", "er", "man", "jemand", "niemand"} for w in after[:1]):
        return True
    plural = [n for n, w in enumerate(before) if n and w.low in word_class("plural_determiners")]
    return any(before[n - 1].low not in word_class("prepositions") and before[-1].capital for n in plural)


def _ends_singular(after: list[Word]) -> bool:
    last = after[-1]
    if last.capital or last.low in word_class("adverbs"):
        return False
    return last.low in _SINGULAR_ENDS or last.low.endswith(("t", "te"))


def final_verbs(after: list[Word]) -> list[Word]:
    """Return the verbs that agree with a subject before `after` in a clause with the verb at its end."""
    parts: list[list[Word]] = [[]]
    for word in after:
        if word.low in word_class("conjunctions"):
            parts.append([])
        else:
            parts[-1].append(word)
    found = [_finite(part) for part in parts]
    for n in range(1, len(parts)):
        if parts[n] and (_own_subject(parts[n]) or parts[n][0].low in word_class("subordinators")):
            found[n:] = [None] * (len(found) - n)
            break
    chosen = [verb for verb in found if verb is not None]
    if len(chosen) > 1 and len(parts[-1]) <= 2 and _shares_modal(parts[0], chosen):
        return chosen[-1:]
    return chosen


def _shares_modal(first: list[Word], chosen: list[Word]) -> bool:
    """Return whether the first verb is an infinitive of a later modal: "lesen und schreiben können"."""
    if is_finite_only(chosen[0].low) or is_modal(chosen[0].low) or is_auxiliary(chosen[0].low):
        return False
    return first[-1] is chosen[0] and is_modal(chosen[-1].low) and chosen[-1].low not in {"werden", "lassen", "wurden"}


def _finite(part: list[Word]) -> Word | None:
    """Return the finite verb of a part with the verb at its end, None if it has none."""
    verbs = [w for n, w in enumerate(part) if _is_verb(w) and not _is_adjective(part, n) and not _after_zu(part, n)]
    certain = [w for w in verbs if is_finite_only(w.low)]
    if certain:
        return certain[-1]
    open_ones = [w for w in verbs if not is_participle(w.low)]
    helping = [w for w in open_ones if is_auxiliary(w.low) or is_modal(w.low)]
    if helping and part and helping[-1] in part[-3:]:
        return helping[-1]
    return open_ones[-1] if open_ones else None


def _after_zu(part: list[Word], n: int) -> bool:
    return n > 0 and part[n - 1].low == "zu"


def _is_adjective(part: list[Word], n: int) -> bool:
    """Return whether an -en word stands before its noun: "die neuen Produkte"."""
    word = part[n].low
    if is_auxiliary(word) or is_modal(word):
        return False
    if n and part[n - 1].low in {"dem", "einem", "einer", "eines", "am", "zum", "halben"}:
        return True
    return n + 1 < len(part) and (part[n + 1].capital or (n > 0 and part[n - 1].low in {"den", "die", "der", "einen"}))


def coordinated(clauses: list[Clause], at: int, verb: int) -> list[Word]:
    """Return further verbs of the same subject: "Sie öffnen die Seite und klicken auf Senden"."""
    words = clauses[at].words
    modal = is_modal(words[verb].low)
    found: list[Word] = []
    for n in range(verb + 1, len(words) - 1):
        if words[n].low in word_class("conjunctions"):
            joined = _joined_verb(words, n + 1, modal=modal)
            if joined is None and _own_subject(words[n + 1 : n + 3]):
                return found
            found += [joined] if joined else []
    return found


def enumerated(clauses: list[Clause], at: int) -> list[Word]:
    """Return verbs behind a comma that go on with the same subject: "haben Sie Ruhe, sparen Geld und ..."."""
    found: list[Word] = []
    for number in range(at + 1, len(clauses)):
        words = clauses[number].words
        follows = clauses[number].sentence == clauses[at].sentence and clauses[number - 1].mark == ","
        if not follows or not _goes_on(words):
            break
        found += [words[0], *coordinated(clauses, number, 0)]
    return found


def _goes_on(words: list[Word]) -> bool:
    """Return whether a clause opens with a plural verb and has no subject of its own."""
    if words[0].capital or not _is_verb(words[0]) or is_participle(words[0].low) or len(words) < 2:
        return False
    return not _own_subject(words) and not any(w.low in word_class("plural_determiners") | {"wir"} for w in words[1:2])


def _joined_verb(words: list[Word], n: int, *, modal: bool) -> Word | None:
    while n < len(words) - 1 and words[n].low in word_class("adverbs"):
        n += 1
    word = words[n]
    last = n == len(words) - 1
    followed = not last and words[n + 1].text == "Sie"
    if not _is_verb(word) or word.capital or followed or is_participle(word.low) or (modal and last):
        return None
    return None if not last and _is_adjective(words, n) and not words[n + 1].text.startswith("Ihr") and modal else word
