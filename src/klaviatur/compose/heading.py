"""A title for a text that has none: the news in one line, made of the lead's own words.

A headline may leave out when, why and after what; it never leaves out who says so, a denial or a condition.
"""

import re
from collections.abc import Iterator

from klaviatur.compose.clauses import lacks_its_verb
from klaviatur.compose.pieces import Pieces, capitalise, cut, join, layout, mark, text_of, without_end_mark, words_in
from klaviatur.compose.plain import statements_in
from klaviatur.compose.plain.order import noun_phrase_end
from klaviatur.compose.room import shortened, stands, telegraphed
from klaviatur.compose.standing import compressed, surroundings, text_stands_alone
from klaviatur.compose.wordorder import bare, is_finite
from klaviatur.records import Source

LIKED = 62  # characters, so that a subject can hold it
LONGEST = 70
_BARE = 2  # spaces in "nach Kassel", which says where
_FEWEST = 4  # words
_LEAST = 0.4  # of a sentence that has to be left
_REPORTED = re.compile(
    r"Wie (?P<who>(?:d(?:ie|er|as) )?.{3,60}?) (?:am \w+ |gestern |heute )?"
    r"(?:mitteilt\w*|berichtet\w*|meldet\w*|bekannt ?gab\w*|ankündigt\w*), "
)
_TELLER = re.compile(
    r"(?:Der |Die |Das )?([A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w.-]+){0,3}) (?:hat|haben|teilt|gab|weist|meldet)\b[^:]*:$"
)
_BETWEEN = re.compile(r" zwischen (?:de[rmn] )?[A-ZÄÖÜ][\w-]+ und (?:de[rmn] )?[A-ZÄÖÜ][\w-]+(?= [a-zäöü])")
_WHY = re.compile(
    r" (?:nach|wegen|aufgrund|während|anlässlich|seit) (?:(?:de[rmns]|eine[mnrs]?) )?"
    r"(?:[a-zäöüß]+e[nmrs]? )*[A-ZÄÖÜ][\w-]+"
    r"(?= (?:am|ab|im|in|auf|zum|zur|wieder|neu|[a-zäöü]+t|[a-zäöü]+en)\b)"
)
_WITH = re.compile(  # "bringt ein Rad mit abnehmbarer Box heraus"
    r" (?:eine?n?|neue[nrs]?|das|die|den) (?:[a-zäöüß-]+ )*[A-ZÄÖÜ][\w-]+"
    r"(?P<with> mit (?:[a-zäöüß-]+e[nmrs] )*[A-ZÄÖÜ][\w-]+)(?= (?:heraus|ein|an|auf|vor|aus|ab|zurück|weiter)$)"
)
_WHEN = re.compile(r" (?:am|ab|zum|ab dem|bis zum) \d{1,2}\. [A-ZÄÖÜ][a-zä]+(?: \d{4})?(?= [a-zäöü])")
_PLURAL = re.compile(r"(?!zwischen|gegen|neben|wegen)[a-zäöüß]{3,}en")  # "lesen": a verb of many
_MAY_GO = {  # what the rest may begin with: where, when and why, never what the verb asks for
    "de": ("in", "im", "am", "ab", "bei", "beim", "wegen", "nach", "seit", "zum", "zur", "bis", "vor", "durch", "und"),
    "en": ("in", "at", "on", "after", "from", "because", "during", "by", "since", "amid", "across", "and", "until"),
}
_WHICH = re.compile(r"(?<=[a-z]) (?:that|which|who) (?:[\w’'-]+ ){1,5}?(?=(?:has|have|will|is|are|was|were|had) )")
_A_NOUN = re.compile(r"An? (?:[\w’'-]+ ){1,3}?(?=that |which |who )")
_BEGINS_OPEN = re.compile(
    r"(?:Es|Das|Dies|It|This|That|There|Sie|Er|He|She|They|Hier|Dort|Dann|Doch|Aber|But|And|Und|So|Wenn|Als|Während|Wer|"
    r"Was|Wie|If|When|As|While)\b"
)


def derived_title(source: Source, sentences: list[Pieces]) -> Pieces:
    """Return a headline for the first of the sentences that yields one, () if none does."""
    for pieces in sentences:
        known = [one for one in _wordings(source, pieces) if words_in(one) >= _FEWEST]
        usable = [one for one in known if _is_headline(source, text_of(one))]
        for most in (LIKED, LONGEST):
            found = next((one for one in usable if len(text_of(one)) <= most), None)
            if found:
                return without_end_mark(found)
    return ()


def in_fewer_words(pieces: Pieces) -> list[Pieces]:
    """Return a German headline without why, without why and when, and without what its object has, in its middle."""
    match = _WITH.search(_spaced(pieces))
    bare = mark((*cut(pieces, 0, match.start("with")), *cut(pieces, match.end("with"))), "compressed") if match else ()
    return [one for one in (_without(pieces, _WHY), _without(pieces, _WHEN), bare) if one]


def _wordings(source: Source, pieces: Pieces) -> Iterator[Pieces]:
    """Give a sentence in ever fewer words."""
    who, said = _parted_from_speaker(source, pieces)
    for base in (said, *statements_in(source, said)[:1]):
        for shorter in (base, _without(base, _WHY), _without(base, _WHEN), _on_one_road(base), _without_clause(base)):
            yield from (
                _said_by(who, one) for one in _cuts(source, shorter, LONGEST - len(text_of(who)) - 2 * bool(who))
            )


def _cuts(source: Source, pieces: Pieces, most: int) -> Iterator[Pieces]:
    def fits(text: str) -> bool:
        return len(text) <= most

    whole = without_end_mark(pieces)
    if fits(text_of(whole)):
        yield whole
    yield without_end_mark(shortened(source, pieces, fits))
    brief = telegraphed(source, whole, fits, least=_LEAST)
    rest = text_of(whole)[len(text_of(brief)) :].split(maxsplit=1)
    if brief and rest and rest[0] in _MAY_GO[source.language]:
        yield brief


def _said_by(who: Pieces, said: Pieces) -> Pieces:
    return join((who, said), ": ") if who and said else said


def _parted_from_speaker(source: Source, pieces: Pieces) -> tuple[Pieces, Pieces]:
    """Return who says it and what, for "Wie die Bank mitteilte, wird ..."; no speaker for other sentences."""
    text = _spaced(pieces)
    match = _REPORTED.match(text)
    if match is None:
        return _parted_from_report(source, pieces)
    start = match.end()
    verb = text[start:].split(maxsplit=1)[0]
    behind = start + len(verb) + 1
    end = noun_phrase_end(text[behind:], surroundings(source).names)
    if end is None or not is_finite(verb, "de") or bare(verb) != verb:
        return (), pieces
    subject = capitalise(cut(pieces, behind, behind + end))
    said = (*subject, *layout(" "), *cut(pieces, start, start + len(verb)), *cut(pieces, behind + end))
    article = re.match(r"d(?:ie|er|as) ", match["who"])
    who = cut(pieces, match.start("who") + (article.end() if article else 0), match.end("who"))
    return mark(who, "compressed"), mark(said, "compressed")


def _parted_from_report(source: Source, pieces: Pieces) -> tuple[Pieces, Pieces]:
    """Return who says it and what, for "Der Kreis hat mitgeteilt, dass ..."."""
    told = statements_in(source, pieces)
    who = _TELLER.match(text_of(told[0])) if len(told) > 1 else None
    return (mark(cut(pieces, *who.span(1)), "compressed"), told[1]) if who else ((), pieces)


def _spaced(pieces: Pieces) -> str:
    """Return the text with plain spaces, so that one pattern finds it before and after typography."""
    return text_of(pieces).replace("\u00a0", " ")


def _without(pieces: Pieces, pattern: re.Pattern[str]) -> Pieces:
    """Return a German sentence without "nach einem Umbau" and, in the second step, the date in its middle."""
    why = _WHY.search(_spaced(pieces))
    why = why if why is None or " de" in why[0] or " ein" in why[0] or why[0].count(" ") > _BARE else None
    kept = (*cut(pieces, 0, why.start()), *cut(pieces, why.end())) if why else pieces
    match = pattern.search(_spaced(kept))
    shorter = (*cut(kept, 0, match.start()), *cut(kept, match.end())) if match else kept
    return mark(shorter, "compressed") if why or match else ()


def _on_one_road(pieces: Pieces) -> Pieces:
    """Return a German sentence without its date and without "zwischen Bernau und Sollstedt"."""
    dated = _without(pieces, _WHEN) or pieces
    match = _BETWEEN.search(_spaced(dated))
    return mark((*cut(dated, 0, match.start()), *cut(dated, match.end())), "compressed") if match else ()


def _without_clause(pieces: Pieces) -> Pieces:
    """Return an English sentence without the clause behind "A charity" in its subject."""
    text = text_of(pieces)
    subject = _A_NOUN.match(text)
    clause = _WHICH.match(text, subject.end() - 1) if subject else None
    return compressed((*cut(pieces, 0, clause.start()), *cut(pieces, clause.end() - 1))) if clause else ()


def _is_headline(source: Source, text: str) -> bool:
    """Return whether a line says who does what, and needs nothing before or behind it."""
    open_end = text.endswith((",", ":", "?", "–", "-")) or (source.language == "de" and lacks_its_verb(text))
    if open_end or _BEGINS_OPEN.match(text) or not stands(text) or text.count("„") != text.count("“"):
        return False
    verb = any(is_finite(token, source.language) or _PLURAL.fullmatch(token) for token in text.split())
    return verb and text_stands_alone(source, text + ".")
