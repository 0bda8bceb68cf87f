"""Reporting on suspicion: an allegation stays one, and nobody is guilty before a verdict."""

from collections.abc import Iterator, Sequence

from klaviatur.records import Finding, Severity, Span
from klaviatur.text.sentences import split_sentences
from klaviatur.verify.editorial.page import Brief, Page, finding, lexicon


def check_allegations(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield a block where a suspicion became a fact; one note where a suspicion is passed on as one."""
    if not _speaks_of_suspicion(brief):
        return
    found = [each for page in pages for span in page.sentences for each in _sentence(page, span, brief)]
    yield from found
    if not found:
        yield from _care(pages, brief)


def _speaks_of_suspicion(brief: Brief) -> bool:
    """Return whether the source reports a suspicion: a word only used so, or one of police and court beside a crime."""
    words, language = brief.known.words, brief.language
    if not words.isdisjoint(lexicon("suspicion", language)):
        return True
    return not words.isdisjoint(lexicon("suspicion_weak", language)) and not words.isdisjoint(
        lexicon("crimes", language)
    )


def _sentence(page: Page, span: Span, brief: Brief) -> Iterator[Finding]:
    words = [word.lower() for word in page.words_in(span)]
    hedged = not lexicon("hedges", brief.language).isdisjoint(words)
    for word in words:
        if word in lexicon("guilt", brief.language) and not hedged and word not in brief.known.words:
            yield finding("allegation.guilty", page, _place(page, span, word))
            return
    if hedged or page.quoted(span.start):
        return
    for word in words:
        suspected = word in lexicon("crimes", brief.language) and _only_suspected(word, brief)
        if suspected:
            yield finding("allegation.as_fact", page, _place(page, span, word), source=suspected)
            return


def _place(page: Page, span: Span, word: str) -> Span:
    start = page.lower.find(word, span.start)
    return Span(start, start + len(word))


def _only_suspected(word: str, brief: Brief) -> str:
    """Return the source's sentence where every one that has the word hedges it, "" otherwise."""
    holders = [text for text in _source_sentences(brief) if word in _words(text)]
    hedges = lexicon("hedges", brief.language)
    if holders and all(not hedges.isdisjoint(_words(text)) for text in holders):
        return holders[0]
    return ""


def _source_sentences(brief: Brief) -> list[str]:
    if brief.source.sentences:
        return [sentence.text for sentence in brief.source.sentences]
    text = brief.source.text
    return [text[span.start : span.end] for span in split_sentences(text, brief.source.language)]


def _words(text: str) -> set[str]:
    return {word.strip(".,;:!?()„“”\"'’»«") for word in text.lower().split()}


def _care(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    wanted = lexicon("crimes", brief.language) | lexicon("suspicion", brief.language)
    for page in pages:
        hit = next(((word, place) for word, place in page.words if word.lower() in wanted), None)
        if hit:
            yield finding("allegation.care", page, Span(hit[1], hit[1] + len(hit[0])), severity=Severity.NOTE)
            return
