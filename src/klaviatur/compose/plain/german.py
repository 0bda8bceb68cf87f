"""Where a German sentence parts into shorter ones, and how each part reads on its own."""

import re
from collections.abc import Callable
from functools import cache

from klaviatur.compose.clauses import lacks_its_verb
from klaviatur.compose.pieces import Pieces, cut, layout, mark, swap, text_of
from klaviatur.compose.plain.order import fronted, inverted, listed, noun_phrase_end, subject_led
from klaviatur.compose.view import View
from klaviatur.compose.wordorder import bare, is_finite, words
from klaviatur.text.lexicon import read_table

Parting = Callable[[Pieces, View], list[Pieces]]

_INDEFINITE = re.compile(r"\b(eine?[mnrs]?) (?:[a-zäöüß-]+e[nmrs]? )?([A-ZÄÖÜ][\w-]+)$")
_AGREES = {"ein": "der das", "eine": "die", "einen": "der", "einem": "der das", "einer": "die"}
_PICKED = re.compile(
    r"\b(?:jene[nrsm]?|diejenigen|derjenige|alle|solche[nr]?|(?:ist|war|sind|waren) es)\b"
)  # the clause says which
_SECOND_RELATIVE = re.compile(r" und (?=(?:[a-zäöü]+ )?(?:der|die|das|dem|denen)\b)")
_OPEN = re.compile(r"\b(?:alles|das|nichts|etwas|vieles|einiges)\b")  # "alles, was": one thought
_AND = re.compile(r"(?:,| und) (?=[a-zäöüß]+ )")
_DOUBLE_NOUN = re.compile(r"(?:Der|Die|Das) ([A-ZÄÖÜ][\w-]+ [A-ZÄÖÜ][\w-]+)")  # "Die Handwerkskammer Erfurt"
_CAPITALS = re.compile(r"(?:[A-ZÄÖÜ0-9][\w.&’'-]*(?: (?:& )?|(?<=[-])))*[A-ZÄÖÜ0-9][\w.&’'-]*$")
_WITH_REASON = 3  # borders of "A, dass B, weil C"
_ALONE_AGAIN = 6  # words of a subject; nobody wants to read a longer one twice


def parted(pieces: Pieces, seen: View) -> list[Pieces]:
    """Return the halves of a sentence that says two things, [] if it cannot be parted for sure."""
    if seen.text.rstrip('“"').endswith("?"):
        return []
    ways: tuple[Parting, ...] = (_relative, _leading, _trailing, _going_on, _report, _second_verb)
    return next((found for way in ways if (found := way(pieces, seen))), [])


def _relative(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "... ein Café, das von der Stadt betrieben wird": what there is, and what is said of it."""
    for number, comma in enumerate(seen.borders[:-1]):
        clause, end = seen.part(number), seen.borders[number + 1]
        last = number + 2 == len(seen.borders)
        found = [_said_of(pieces, seen, comma, part) for part in _conjuncts(clause, comma + 2)]
        said = [one for one in found if one]
        whole = not last and _reads_on(seen, comma, end)
        if said and len(said) == len(found) and (last or whole) and not _unreal(seen.plain[:comma]):
            rest = cut(pieces, end) if last else cut(pieces, end + 1)
            return [(*cut(pieces, 0, comma), *rest), *said]
    return []


def _conjuncts(clause: str, start: int) -> list[tuple[int, int]]:
    """Return the places of a relative clause and of one joined to it."""
    joint = _SECOND_RELATIVE.search(clause)
    if joint is None:
        return [(start, start + len(clause))]
    return [(start, start + joint.start()), (start + joint.end(), start + len(clause))]


def _reads_on(seen: View, comma: int, end: int) -> bool:
    """Return whether the main clause goes on behind a relative clause: with its verb, or on the way to it."""
    first = seen.plain[end + 1 :].split(maxsplit=1)
    waits = lacks_its_verb(seen.plain[:comma]) and first and first[0] in listed("nominative_before")
    return bool(first) and (is_finite(first[0], "de") or bool(waits))


def _said_of(pieces: Pieces, seen: View, comma: int, part: tuple[int, int]) -> Pieces | None:
    """Return "Das Café wird von der Stadt betrieben" from a relative clause behind "ein Café" or a name."""
    start, end = part
    tokens = seen.plain[start:end].split()
    named = name_before(seen, comma)
    noun = _INDEFINITE.search(seen.plain[:comma])
    if len(tokens) < 3 or (noun is None and not named) or _list_before(seen, comma):
        return None
    if _PICKED.search(seen.plain[:comma]) or (
        noun and not named and _AGREES.get(noun[1], "").find(tokens[0]) < 0 and tokens[0] in {"der", "die", "das"}
    ):
        return None
    subject = cut(pieces, comma - len(named), comma) if named else cut(pieces, noun.start(2), comma) if noun else ()
    if tokens[0] in {"der", "die", "das"} and tokens[1] in listed("nominative_before"):
        behind = start + len(tokens[0]) + 1
        article = (
            ()
            if named and not noun
            else (*swap(cut(pieces, start, behind - 1), 0, 1, tokens[0][0].upper(), "case"), *layout(" "))
        )
        opener = (*article, *mark(subject, "resolved"))
        return _named_with_article(pieces, seen, comma, named, fronted(opener, cut(pieces, behind, end)))
    preposition = (
        tokens[0] in clause_words("prepositions") and tokens[1] in {"dem", "der"} and noun is not None and not named
    )
    if preposition:
        behind = start + len(tokens[0]) + 1 + len(tokens[1]) + 1
        opener = (*swap(cut(pieces, start, behind), 0, 1, tokens[0][0].upper(), "case"), *mark(subject, "resolved"))
        return fronted(opener, cut(pieces, behind, end))
    return None


def name_before(seen: View, comma: int) -> str | None:
    """Return the name right before a comma, with the capitals in front of it that belong to it."""
    head = seen.text[:comma]
    if not any(head.endswith(name) for name in seen.names):
        doubled = _DOUBLE_NOUN.fullmatch(head)
        return doubled[1] if doubled else None
    run = _CAPITALS.search(head)
    placed = run and re.search(r"\b(?:aus|in|nach|bei|von|für|mit|an|auf) (?:[a-zäöü]+ )?$", head[: run.start()])
    return run[0] if run and not placed else None


def _named_with_article(
    pieces: Pieces, seen: View, comma: int, named: str | None, said: Pieces | None
) -> Pieces | None:
    """Return a sentence on a name with the article the source puts before that name at the start of a sentence."""
    if said is None or named is None:
        return said
    before = seen.text[: comma - len(named)]
    article = re.search(r"(?:^|\s)(?:Die|Der|Das) $", before)
    return (*mark(cut(pieces, article.end() - 4, article.end()), "resolved"), *said) if article else said


def _list_before(seen: View, comma: int) -> bool:
    """Return whether more than one thing stands before the comma, so that the clause may be about all of them."""
    return bool(re.search(r"\b(?:und|oder|sowie|wie) (?:\S+ ){0,3}\S+$", seen.plain[:comma]))


def _leading(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "Weil A, B": "A. Deshalb B"."""
    first = seen.plain.split(maxsplit=1)[0]
    opener = _table("leading").get(first.lower())
    if opener is None or len(seen.borders) < 2 or not first[:1].isupper():
        return []
    comma = seen.borders[0]
    main = seen.plain[comma + 2 :].split(maxsplit=1)
    cause = subject_led(cut(pieces, len(first) + 1, comma), seen.names)
    if cause is None or not main or not is_finite(main[0], "de"):
        return []
    linked = swap(cut(pieces, 0, len(first)), 0, len(first), opener, "plain")
    return [cause, (*linked, *layout(" "), *cut(pieces, comma + 2))]


def _trailing(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "A, weil B" into "A. Denn B", and "A, obwohl B" into "B. Trotzdem A"."""
    found = _only_clause(seen)
    if found is None:
        return []
    comma, word = found
    start, end = comma + 2 + len(word) + 1, seen.borders[-1]
    conjunction = cut(pieces, comma + 2, start - 1)
    if word in _table("trailing"):
        opener = swap(conjunction, 0, len(word), _table("trailing")[word], "plain")
        cause = subject_led(cut(pieces, start, end), seen.names, opener)
        return [cut(pieces, 0, comma), cause] if cause else []
    if word not in _table("turned"):
        return []
    opener = swap(conjunction, 0, len(word), _table("turned")[word], "plain")
    before = subject_led(cut(pieces, start, end), seen.names)
    after = inverted(opener, cut(pieces, 0, comma), seen.names)
    return [before, after] if before and after else []


def _only_clause(seen: View) -> tuple[int, str] | None:
    """Return the comma and the first word of the one clause behind a main clause that does not wait for it."""
    if len(seen.borders) != 2 and not _opens_with_clause(seen):
        return None
    comma = seen.borders[-2]
    head = seen.plain[:comma].split()
    word = seen.plain[comma + 2 :].split(maxsplit=1)[0]
    tied = (
        not head
        or bare(head[-1]).lower() in clause_words("tied")
        or any(w in {"deshalb", "darum", "dadurch", "insofern", "umso"} for w in head)
    )
    return None if tied or not any(is_finite(token, "de") for token in head) else (comma, word)


def _opens_with_clause(seen: View) -> bool:
    """Return whether the main clause stands in the middle: "Wer mitmacht, muss sich anmelden, weil ..."."""
    first = seen.plain.split(maxsplit=1)[0]
    if len(seen.borders) != 3 or first not in {"Wer", "Wenn"}:
        return False
    return is_finite(seen.part(0).split(maxsplit=1)[0], "de")


def _going_on(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "A, was B auf C zurückführt" into "A. Das führt B auf C zurück"."""
    found = _only_clause(seen)
    opener = _table("going_on").get(found[1]) if found else None
    if found is None or opener is None or _OPEN.search(seen.plain[: found[0]]):
        return []
    comma, word = found
    start = comma + 2 + len(word) + 1
    linked = swap(cut(pieces, comma + 2, start - 1), 0, len(word), opener, "plain")
    more = fronted(linked, cut(pieces, start, seen.borders[-1]))
    return [cut(pieces, 0, comma), more] if more else []


def _report(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "Die Stadt weist darauf hin, dass A" into "Die Stadt weist darauf hin: A"."""
    because = len(seen.borders) == _WITH_REASON and seen.part(1).startswith(("weil ", "da "))
    if (len(seen.borders) != 2 and not because) or not seen.plain[seen.borders[0] + 2 :].startswith("dass "):
        return []
    comma, end = seen.borders[:2]
    head = [bare(token).lower() for token in seen.plain[:comma].split()]
    start = comma + 7
    said = cut(pieces, start, end)
    first = text_of(said).split(maxsplit=1)[0]
    if ":" in seen.plain or not any(word in clause_words("reports") for word in head) or _unreal(seen.plain[:comma]):
        return []
    if first in clause_words("adverbs"):
        told = fronted(cut(said, 0, len(first)), cut(said, len(first) + 1))
    else:
        told = subject_led(said, seen.names)
    return [(*cut(pieces, 0, comma), *layout(":")), (*told, *cut(pieces, end))] if told else []


def _second_verb(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "Die Serie umfasst 14 Module und kostet 189 Euro": the subject comes again before the second verb."""
    text = seen.plain
    named = any(text.startswith(name) for name in seen.names)
    end = noun_phrase_end(text if named else text[:1].lower() + text[1:], seen.names)
    verb = text[end:].split(maxsplit=1)[0] if end else ""
    if end is None or not _is_sure(verb) or len(text[:end].split()) > _ALONE_AGAIN:
        return []
    places = [match for match in _AND.finditer(text, end) if _is_second(text[match.end() :].split(maxsplit=1)[0])]
    behind = [text[match.end() :].split() for match in places]
    if not places or not places[-1][0].startswith(" und") or any(len(rest) < 3 for rest in behind):
        return []
    if "," in text[end : places[0].start()] or ", " in text[places[-1].end() :]:
        return []
    starts = [match.end() for match in places]
    stops = [*(match.start() for match in places[1:]), seen.borders[-1]]
    subject = mark(cut(pieces, 0, end), "resolved")
    more = [(*subject, *layout(" "), *cut(pieces, a, b)) for a, b in zip(starts, stops, strict=True)]
    return [cut(pieces, 0, places[0].start()), *more]


def _is_second(verb: str) -> bool:
    return verb in listed("helping") or _is_sure(verb)


def _is_sure(verb: str) -> bool:
    """Return whether a word is a finite verb of its own: no helper, no participle, no infinitive."""
    if verb in listed("helping") or not is_finite(verb, "de") or bare(verb) != verb:
        return False
    known = verb in listed("base_verbs") or verb in words("de", "finite")
    return (
        known
        or not verb.startswith(("ge", "be", "ver", "er", "ent", "zer", "unter", "über"))
        or verb in listed("sure_verbs")
    )


def _unreal(text: str) -> bool:
    """Return whether a clause denies, wants or supposes something, so that what it speaks of may not be there."""
    return any(bare(token).lower() in clause_words("unreal") for token in text.split())


def _table(name: str) -> dict[str, str]:
    table: dict[str, str] = read_table("klaviatur.compose.plain", "plain.toml")["de"][name]
    return table


@cache
def clause_words(key: str) -> frozenset[str]:
    """Return a list of words that tell what a clause does."""
    return frozenset(_table("clauses")[key].split())
