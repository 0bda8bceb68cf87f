"""ENTITY, ANTONYM, SUPERLATIVE and NOVELTY: words that stand where the source has others, or none."""

import regex

from klaviatur.records import Span
from klaviatur.verify.align import Gap, Tie
from klaviatur.verify.claim import Claim, Doubt, open_content
from klaviatur.verify.demonyms import is_demonym_of
from klaviatur.verify.opposites import opposite
from klaviatur.verify.synonyms import is_generic, synonymous
from klaviatur.verify.words import Word, word_set

_INNER_CAPITAL = regex.compile(r"\p{Lu}.*\p{Lu}|\p{L}+\d")


def check_vocabulary(claim: Claim) -> list[Doubt]:
    """Return at most one doubt per gap, the gravest, and every claim word of praise the source does not use."""
    doubts = [_check_praise(i, claim) for i in range(len(claim.words))]
    doubts += [_check_gap(gap, claim) for gap in claim.alignment.gaps]
    return [doubt for doubt in doubts if doubt]


def is_superlative(word: Word, language: str) -> bool:
    """Return whether a word is a superlative or an absolute claim."""
    plain = word.text.lower()
    if language == "en":
        return plain in word_set("superlative_base", "en") or plain in word_set("absolute", "en")
    base = regex.sub(r"(?:en|er|es|em|e)$", "", plain)
    return plain in word_set("absolute", "de") or base in word_set("superlative_base", "de")


def _check_praise(i: int, claim: Claim) -> Doubt | None:
    if i in claim.typed_words or claim.alignment.ties[i] is Tie.SAME or claim.alignment.ties[i] is Tie.NEAR:
        return None
    certain = claim.words[i].text.lower() in word_set("certainty", claim.language)
    if certain or is_superlative(claim.words[i], claim.language):
        return claim.doubt("superlative.added", (i,))
    return None


def _check_gap(gap: Gap, claim: Claim) -> Doubt | None:
    words = open_content(claim, gap)
    words = tuple(i for i in words if not _is_judged(claim.words[i], claim))
    names = tuple(i for i in words if _is_name(i, claim) and claim.alignment.ties[i] is Tie.NOVEL)
    dropped = tuple(n for n in gap.dropped if not claim.facts.index.words[n].function)
    source = claim.source_words(dropped)
    if names:
        return _doubt("entity.unknown", names, source, claim)
    if not words or not claim.close:
        return None
    return _replaced(words, dropped, claim) if dropped else _added(words, claim)


def _is_judged(word: Word, claim: Claim) -> bool:
    """Return whether a word is judged as praise, or comes from a country that the source names."""
    return is_superlative(word, claim.language) or is_demonym_of(word.text, claim.facts.index.has)


def _replaced(words: tuple[int, ...], dropped: tuple[int, ...], claim: Claim) -> Doubt:
    index = claim.facts.index
    source = claim.source_words(dropped)
    if any(opposite(claim.words[i].text, index.words[n].text, claim.language) for i in words for n in dropped):
        return _doubt("word.opposite", words, source, claim)
    if all(claim.words[i].is_capital and claim.words[i].stem in index.names for i in words) and not _common(
        words, claim
    ):
        return _doubt("entity.swapped", words, source, claim)
    reworded = all(_is_reworded(i, dropped, claim) for i in words)
    return _doubt("word.reworded" if reworded else "word.replaced", words, source, claim)


def _is_reworded(i: int, dropped: tuple[int, ...], claim: Claim) -> bool:
    """Return whether a word says the same as one in its place, or only of what kind the named body there is."""
    word, theirs = claim.words[i].text, [claim.facts.index.words[n] for n in dropped]
    if any(synonymous(word, other.text, claim.language) for other in theirs):
        return True
    return is_generic(word, claim.language) and any(other.stem in claim.facts.index.names for other in theirs)


def _common(words: tuple[int, ...], claim: Claim) -> bool:
    return claim.language == "de" and len(words) == 1


def _added(words: tuple[int, ...], claim: Claim) -> Doubt | None:
    novel = tuple(i for i in words if claim.alignment.ties[i] is Tie.NOVEL and not _is_label(i, claim))
    against = [w for line in claim.alignment.lines[:1] for w in claim.facts.index.line_words(line)]
    for i in words:
        other = next((w for w in against if opposite(claim.words[i].text, w.text, claim.language)), None)
        if other:
            return _doubt("word.opposite", (i,), other.span, claim)
    return claim.doubt("word.added", (novel[0],)) if novel else None


def _is_label(i: int, claim: Claim) -> bool:
    """Return whether a word only says what kind of text follows: "Text:", "Titel:"."""
    after = claim.text[claim.words[i].span.end :].lstrip("* ")
    return i == 0 and after.startswith(":") and claim.words[0].text.lower() in word_set("labels", claim.language)


def _doubt(rule: str, words: tuple[int, ...], source: Span | None, claim: Claim) -> Doubt:
    proposal = claim.facts.index.text[source.start : source.end] if source else None
    return claim.doubt(rule, words, source, proposal)


def _is_name(i: int, claim: Claim) -> bool:
    """Return whether a word looks like a proper name: in English any inner capital word, in German with more signs."""
    word = claim.words[i]
    if not word.is_capital or claim.headline:
        return False
    if _INNER_CAPITAL.fullmatch(word.text):
        return True
    first = i == 0 and claim.opens
    if claim.language == "en":
        return not first
    return _german_name(i, claim)


def _german_name(i: int, claim: Claim) -> bool:
    """Return whether a novel German capital word stands in a run of capitals, after a title or before a legal form."""
    words = claim.words
    before = words[i - 1] if i else None
    after = words[i + 1] if i + 1 < len(words) else None
    titled = before is not None and before.text in _TITLES
    legal = after is not None and after.text in _LEGAL
    run = any(_adjacent_capital(claim, i, j) for j in (i - 1, i + 1))
    return titled or legal or run


_TITLES = frozenset(
    {"Herr", "Herrn", "Frau", "Dr", "Prof", "Professor", "Professorin", "Minister", "Ministerin", "Präsident"}
)
_LEGAL = frozenset({"GmbH", "AG", "SE", "KG", "eG", "Verein", "Inc", "Ltd", "UG", "OHG", "KGaA"})


def _adjacent_capital(claim: Claim, i: int, j: int) -> bool:
    if not 0 <= j < len(claim.words) or (min(i, j) == 0 and claim.opens and claim.words[0].function):
        return False
    left, right = sorted((i, j))
    beside = claim.text[claim.words[left].span.end : claim.words[right].span.start] == " "
    return beside and claim.words[j].is_capital and not claim.words[j].function
