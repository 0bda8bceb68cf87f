"""Gender forms: which ones a text uses, whether they follow the voice, whether they are mixed."""

from collections.abc import Iterator, Sequence

import regex

from klaviatur.records import Bilingual, Finding, Span
from klaviatur.text.lexicon import read_lines
from klaviatur.verify.editorial.page import Brief, Page, finding

_INNER = regex.compile(
    r"(?<![\p{L}\p{Nd}./@-])\p{Lu}?\p{L}{2,}(?P<mark>[*:_·/]-?|(?=I))(?P<tail>in(?:nen)?|In(?:nen)?|r|n|e|er)\b(?!\.\p{L})"
)
_PAIR = regex.compile(r"\b\p{Lu}\p{L}+innen und \p{Lu}\p{L}+|\b\p{Lu}\p{L}+(?:er|en|e|r)? und \p{Lu}\p{L}+innen\b")
_GROUP = regex.compile(
    r"(?<!\p{L}innen und )(?:\b(?:[Dd]ie|[Aa]lle|[Vv]iele|[Mm]ehrere|[Ee]inige)|\d)(?: \p{Ll}+e)? "
    r"(?P<who>\p{Lu}\p{Ll}+)\b"
    r"(?! (?:und|oder) \p{Lu}\p{L}+innen)(?! \p{Lu})"
)
_MARKED = ("*in", "*In", ":in", ":In", "_in", "·in", "/in", "/-in", "*r", "*n", ":r", ":n", "_r", "_n",
           "rIn", "tIn", "nIn", "eIn")  # fmt: skip
_MARKS = {"*": "star", ":": "colon", "_": "underscore", "·": "dot", "/": "slash", "": "capital"}
_NAMES = {
    "star": "Stern", "colon": "Doppelpunkt", "underscore": "Unterstrich", "dot": "Mediopunkt", "slash": "Schrägstrich",
    "capital": "Binnen-I", "pair": "Paarform", "neutral": "neutral", "generic": "generisch",
}  # fmt: skip
_SIGNS = {"star": "*", "colon": ":"}


def gender_forms(page: Page) -> list[tuple[str, Span]]:
    """Return the gender forms of a German part in order, quotations left out."""
    marked = any(sign in page.text for sign in _MARKED)
    inner = _INNER.finditer(page.text) if marked else ()
    pairs = _PAIR.finditer(page.text) if "innen" in page.text else ()
    found = [(_kind(match), Span(*match.span())) for match in inner if _is_person(match)]
    found += [("pair", Span(*match.span())) for match in pairs]
    return sorted((kind, span) for kind, span in found if not page.quoted(span.start))


def check_gender(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield forms the voice does not use, or a note where a text without policy mixes them."""
    if brief.language != "de":
        return
    found = [(page, kind, span) for page in pages for kind, span in gender_forms(page)]
    policy = brief.voice.gender
    if policy == "as_source":
        kinds = sorted({kind for _, kind, _ in found})
        if len(set(kinds) - {"pair"}) > 1:
            yield finding("gender.mixed", more=_named(kinds))
        return
    yield from _generic(pages, policy)
    for page, kind, span in found:
        if kind != policy and not (kind == "pair" and policy in _SIGNS):
            proposal = _in_form(page.text[span.start : span.end], kind, policy)
            yield finding("gender.policy", page, span, more=_named([policy]), proposal=proposal)


def _generic(pages: Sequence[Page], policy: str) -> Iterator[Finding]:
    """Yield the first group of a part that is named in the masculine alone, where it is a plural for sure."""
    groups = read_lines("klaviatur.verify.editorial", "groups_de.txt") if policy not in ("generic", "neutral") else ()
    for page in pages if groups else ():
        match = next((m for m in _GROUP.finditer(page.text) if m["who"] in groups and not page.quoted(m.start())), None)
        if match:
            yield finding("gender.generic", page, Span(*match.span("who")), more=_named([policy]))


def _kind(match: "regex.Match[str]") -> str:
    return _MARKS[match["mark"][:1]]


def _is_person(match: "regex.Match[str]") -> bool:
    """Return whether the match is a person form: tail -in(nen); the capital I needs a lower-case letter before it."""
    tail, mark = match["tail"], match["mark"][:1]
    if not mark:
        return tail.startswith("In") and match.group()[match.start("tail") - match.start() - 1].islower()
    return tail in {"in", "innen", "In", "Innen"} or (mark in "*:_" and tail in {"r", "n"})


def _in_form(words: str, kind: str, policy: str) -> str | None:
    if policy not in _SIGNS or kind in {"pair", "capital"}:
        return None
    return regex.sub(r"[*:_·]|/-?", _SIGNS[policy], words)


def _named(kinds: Sequence[str]) -> Bilingual:
    return Bilingual(", ".join(_NAMES[kind] for kind in kinds), ", ".join(kinds))
