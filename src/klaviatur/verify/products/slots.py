"""A phrase's slot is filled by the attribute it is named after, in whatever words the phrase speaks."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import regex

from klaviatur.records import Language, Phrase, Phrasebook, Span
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.products.claims import Doubt
from klaviatur.verify.products.quantities import quantities_of
from klaviatur.verify.products.sheet import Known, Sheet

_SLOT = regex.compile(r"\{(\w+)\}")
_LEAST = 5  # letters by which a phrase is known in a text


class Slots:
    """The declared phrases on products whose slots are named after attributes."""

    def __init__(self, book: Phrasebook) -> None:
        self._phrases = [p for p in book.phrases if p.use.startswith("product.") and _SLOT.search(p.text)]

    @cached_property
    def _patterns(self) -> dict[Language, list[tuple[str, str, "regex.Pattern[str]"]]]:
        found: dict[Language, list[tuple[str, str, regex.Pattern[str]]]] = {"de": [], "en": []}
        for phrase in self._phrases:
            made = _pattern(phrase)
            if made:
                found[phrase.language].append(made)
        return found

    def check(self, text: str, sheet: Sheet, free: Sequence[Span]) -> Iterator[Doubt]:
        """Doubt slots that hold another value than the sheet gives their attribute; `free` is what phrases say."""
        for anchor, attribute, pattern in self._patterns[sheet.language]:
            if anchor not in text:
                continue
            known = sheet.by_attribute.get(attribute)
            for match in pattern.finditer(text):
                span = Span(*match.span(1))
                said = any(one.start <= span.start < one.end for one in free)
                said = said or f" {verbatim_key(match[0])} " in sheet.key
                if not said and (known is None or not _holds(match[1], known, sheet.language)):
                    yield Doubt("fact.altered", span, match[1], known.span if known else None)


def _pattern(phrase: Phrase) -> tuple[str, str, "regex.Pattern[str]"] | None:
    """Return the words to look for first, the attribute, and the pattern of a phrase with one slot of an attribute."""
    names = _SLOT.findall(phrase.text)
    before, _, after = phrase.text.partition("{" + names[0] + "}")
    if len(names) != 1 or names[0] in {"title", "label", "value", "link", "variant"} or len(before.strip()) < _LEAST:
        return None
    close = regex.escape(after.strip()) if after.strip() else ""
    ending = rf"(?={close}(?:\s|$))" if close else r"(?=\n|$)"
    return before.strip(), names[0], regex.compile(rf"(?<!\w){regex.escape(before.strip())}\s+([^\n]+?){ending}")


def _holds(said: str, known: Known, language: Language) -> bool:
    """Return whether a slot holds the value: the same words, or the same quantity."""
    key = verbatim_key(said)
    if key == known.key or known.key.startswith(key + " ") or key.startswith(known.key + " "):
        return True
    told = quantities_of(said, language)
    return (
        bool(told)
        and len(told) == len(known.quantities)
        and all(a.equals(b) for a, b in zip(told, known.quantities, strict=True))
    )
