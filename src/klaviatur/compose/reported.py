"""Reported speech whose speaker stands in the sentence before."""

import re
from collections.abc import Iterator

from klaviatur.compose.ties import Surroundings, Tie

_SPEAKER = {
    "de": re.compile(r"(?<=[“”\"«»])\s*,? (?:so|[a-zäöüß]+[te]) (er|sie)\b"),
    "en": re.compile(r"(?<=[”\"]) (he|she|they) [a-z]+\b|(?<=[”\"]) (?:says|said) (he|she|they)\b"),
}
_SAID_BY_PRONOUN = re.compile(r", (?:so|[a-zäöüß]+t(?:e)?) (?:er|sie)\b")
_TOLD = re.compile(  # the first verb of a main clause, in the mood of reported speech
    r"^[^,;:]*?\b(?:sei|seien|müssten|habe|werde|könne|müsse|solle|wolle|dürfe|gebe|gelte|gehe|komme|stehe|liege|brauche)\b"
)
_WHO_TOLD = re.compile(
    r"\b(?:laut|zufolge|[Nn]ach (?:Angaben|Ansicht|Meinung|Einschätzung|Worten)|hei(?:ß|ss)t|hieß|so)\b"
    r"|\b(?:sag|mein|erklär|beton|bericht|kritisier|warn|forder|versicher|argumentier|ergänz|erläuter|vermut|mahn|sprich|"
    r"schreib|schrieb|glaub|teil|kündig|befürcht|verweis|beklag|räum|lob|hoff|bekräftig|unterstr|zeig)[a-zäöü]*\b"
    r"|, (?:[a-zäöüß]+te?|sind|ist|war) (?:der|die|das|[A-ZÄÖÜ])|\b(?:dass|ob|als|es|dank)\b"
)


def reported(text: str, around: Surroundings) -> Iterator[Tie]:
    """Yield reported speech whose speaker stands in the sentence before, or is only "er" or "sie" here."""
    if around.language != "de":
        return
    only_pronoun = _SAID_BY_PRONOUN.search(text)
    if only_pronoun and not _is_named(text, only_pronoun, around):
        yield Tie("pointer", *only_pronoun.span())
    told = _TOLD.search(text)
    if told and not _WHO_TOLD.search(text) and not re.search(r"\b[Ii]ch\b", text):
        yield Tie("pointer", *told.span())


def _is_named(text: str, pronoun: re.Match[str], around: Surroundings) -> bool:
    """Return whether a name before "..., erklärte er" may be the speaker's; at the very end it rarely is."""
    ends = text[pronoun.end() :].strip(" .!") == ""
    return not ends and any(name in text[: pronoun.start()] for name in around.names)


def speakers(text: str, around: Surroundings) -> Iterator[Tie]:
    """Yield a pronoun for the person who says the quote in a sentence."""
    for match in _SPEAKER[around.language].finditer(text):
        group = 1 if match[1] else 2
        yield Tie("speaker", *match.span(group))
