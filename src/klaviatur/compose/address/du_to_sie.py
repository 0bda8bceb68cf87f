"""The edits that turn du into Sie."""

from collections.abc import Iterator
from itertools import pairwise

from klaviatur.compose.address.backwards import commanded, is_shared_form, polite_form
from klaviatur.compose.address.edits import Edit, like, without_overlap
from klaviatur.compose.address.reading import Clause, Word, read
from klaviatur.compose.address.roles import is_joined_zu
from klaviatur.compose.address.verbs import is_plural_form, word_class

_SUBJECTS = frozenset(["du", "ihr"])
_OBJECTS = {"dich": "Sie", "dir": "Ihnen", "euch": "Sie"}
_OWNED = word_class("du_possessives")
_STATED = frozenset(["gilt", "tritt", "schilt", "ficht", "sei", "sprich", "rat", "halt", "stand"])  # er gilt, er sei
_NOUNS_TOO = frozenset(["teile", "folge", "suche", "lage", "reise"])
_OTHERS = frozenset(["ich", "er", "wir", "man", "es", "sie"])
_BE = frozenset(  # "Sei dabei"
    ["dabei", "so", "bereit", "gespannt", "mutig", "vorsichtig", "schnell", "willkommen", "live", "unser"]
)
_BEHIND_COMMANDS = word_class("behind_commands")


def edits_to_sie(text: str) -> list[Edit]:
    """Return the edits in order; they never overlap."""
    clauses = read(text)
    told = {clause.sentence for clause in clauses if any(_is_told(word) for word in clause.words)}
    edits = [edit for at in range(len(clauses)) for edit in _clause_edits(clauses, at, told)]
    return without_overlap(edits)


def _is_told(word: Word) -> bool:
    """Return whether a word speaks to somebody; "per Du" and "du" as a title do not."""
    return not word.quoted and word.low in _OWNED | {"du", "dich", "dir", "euch"}


def _clause_edits(clauses: list[Clause], at: int, told: set[int]) -> Iterator[Edit]:
    words = clauses[at].words
    for low, high in _conjuncts(words):
        part = words[low:high]
        command = _command(clauses[at], part, told)
        if command:
            told.add(clauses[at].sentence)
            yield command
        acts = bool(command) or any(_acts(part, n) for n in range(len(part))) or _acts_before(words, low)
        for n, word in enumerate(part):
            if not word.quoted and not (command and command.start == word.start):
                yield from _word_edit(clauses, at, part, n, acts=acts)


def _conjuncts(words: list[Word]) -> list[tuple[int, int]]:
    joints = [n + 1 for n, w in enumerate(words) if w.low in word_class("conjunctions")]
    bounds = sorted({0, *joints, len(words)})
    return list(pairwise(bounds))


def _acts(part: list[Word], n: int) -> bool:
    """Return whether du (or ihr with its verb) is the subject here."""
    word = part[n]
    if word.quoted or word.low not in _SUBJECTS:
        return False
    beside = {w.low for w in part[max(0, n - 1) : n + 2]}
    if word.low == "ihr":
        last = part[-1].low if n and part[n - 1].low in word_class("subordinators") else ""
        return not word_class("plural_verbs").isdisjoint(beside | {last})
    return n == 0 or part[n - 1].low != "per"


def _acts_before(words: list[Word], low: int) -> bool:
    """Return whether du is the subject of an earlier conjunct and nobody else of this one."""
    before = words[:low]
    here = words[low:]
    if not any(_acts(before, n) for n in range(len(before))):
        return False
    return not any(w.low in _OTHERS for w in here[:3])


def _word_edit(clauses: list[Clause], at: int, part: list[Word], n: int, *, acts: bool) -> Iterator[Edit]:
    word = part[n]
    if word.low in _OWNED:
        yield Edit(word.start, word.end, _owned(word.low))
    elif _acts(part, n):
        yield Edit(word.start, word.end, "Sie", "" if word.low == "du" else word.text)
    elif word.low in _OBJECTS:
        yield _object(clauses, at, part, n, acts=acts)
    elif not word.capital or word.opens or (n + 1 < len(part) and part[n + 1].low == "du"):
        polite = None if is_shared_form(word.low) and _has_verb(clauses[at].words, word) else polite_form(word.low)
        if polite and (acts or _du_in_sentence(clauses, at)) and (acts or not is_shared_form(word.low)):
            yield Edit(word.start, word.end, like(word.text, polite))


def _has_verb(words: list[Word], word: Word) -> bool:
    """Return whether another word is the verb of du already, so that "gesetzt" is a participle: "hast du gesetzt"."""
    others = [w.low for w in words if w is not word and (not w.capital or w.opens)]
    return any(low.endswith("st") and not is_shared_form(low) and polite_form(low) for low in others)


def _owned(low: str) -> str:
    if low in {"euer", "dein"}:
        return "Ihr"
    if low == "deins":
        return "Ihres"
    return "Ihr" + low.removeprefix("dein").removeprefix("eur")


def _object(clauses: list[Clause], at: int, part: list[Word], n: int, *, acts: bool) -> Edit:
    word = part[n]
    before = part[n - 1].low if n else ""
    free = before in word_class("prepositions")
    reflexive = acts or (_is_infinitive(part) and _du_beside(clauses, at))
    if reflexive:
        return Edit(word.start, word.end, "sich", _OBJECTS[word.low] if free else "")
    return Edit(word.start, word.end, _OBJECTS[word.low], "Ihnen" if word.low == "euch" else "")


def _is_infinitive(part: list[Word]) -> bool:
    lows = [w.low for w in part]
    after_zu = any(a == "zu" and is_plural_form(b) for a, b in pairwise(lows))
    return bool(lows) and (after_zu or is_joined_zu(lows[-1]))


def _du_beside(clauses: list[Clause], at: int) -> bool:
    near = [n for n in (at - 1, at + 1) if 0 <= n < len(clauses) and clauses[n].sentence == clauses[at].sentence]
    return any(w.low in {"du", "dir"} for n in near for w in clauses[n].words)


def _du_in_sentence(clauses: list[Clause], at: int) -> bool:
    return any(w.low == "du" for c in clauses if c.sentence == clauses[at].sentence for w in c.words)


def _command(clause: Clause, part: list[Word], told: set[int]) -> Edit | None:
    """Return the edit of an imperative at the start of a conjunct: "Melde dich an" -> "Melden Sie sich an"."""
    n = 0
    while n < len(part) - 1 and part[n].low in word_class("fillers") | {"dann", "bitte"}:
        n += 1
    word = part[n]
    behind = part[n + 1].low if n + 1 < len(part) else ""
    if not _may_command(word, behind) or (clause.ending == "?" and behind not in {"uns", "mich", "mir"}):
        return None
    found = commanded(word.low) or _by_its_object(word, behind)
    if found is None:
        return None
    verb, known = found
    opens = part[0].opens
    if clause.sentence not in told and not (opens and told and known) and not _plainly_commands(word, behind):
        return None
    sure = behind in _BEHIND_COMMANDS or (known and (clause.ending == "!" or not word.low.endswith("e")))
    if not sure and not (known and opens):
        return None
    return Edit(word.start, word.end, like(word.text, verb) + " Sie", "" if known else word.text)


def _plainly_commands(word: Word, behind: str) -> bool:
    """Return whether a sentence opens with one of the commands of everyday advertising: "Erfahre mehr"."""
    invites = word.low == "sei" and behind in _BE
    return word.opens and (invites or (word.low in word_class("plain_imperatives") and behind in _BEHIND_COMMANDS))


def _by_its_object(word: Word, behind: str) -> tuple[str, bool] | None:
    """Return the polite form of a verb that is not known, where "dir" or "dich" behind it shows that it commands."""
    if not word.opens or behind not in {"dir", "dich"} or not word.low.isalpha():
        return None
    return word.low.removesuffix("e") + "en", False


def _may_command(word: Word, behind: str) -> bool:
    """Return whether a word may be an imperative: it opens, has no subject, and is no noun ("Teile der Stadt")."""
    if word.quoted or (word.capital and not word.opens) or word.low in _SUBJECTS:
        return False
    if word.low in _STATED and not word.opens:
        return False
    if behind in _SUBJECTS or behind in _OTHERS - {"es", "sie"}:
        return False
    return not (word.low in _NOUNS_TOO and behind in {"der", "des", "nach", "von"})
