"""Words for somebody or something that no word before them names: "prägen seine Arbeit", "bei 71 Prozent gelang"."""

import re
from collections.abc import Iterator

from klaviatur.compose.ties import Surroundings, Tie, listed
from klaviatur.compose.wordorder import is_finite

_THEM = re.compile(r"(?<=\s)them\b")
_MANY = re.compile(
    r"\b(?!(?:is|was|has|this|its|does|says|us|less|across|always|perhaps|as|plus|yes)\b)[A-Za-z’'-]{2,}s\b"
    r"|\b(?:and|people|children|men|women|staff|police|who|anyone|everyone|data)\b"
)
_OF_HIM = re.compile(r"(?<=\s)(?:er|ihn|ihm|seine[mnrs]?|sein(?= (?:[a-zäöüß]+es )?[A-ZÄÖÜ]))\b")
_ONE = re.compile(
    r"\b(?:[Dd](?:er|en|em|es|as)|[Ee]in(?:e[mns])?|[Kk]ein(?:e[mns])?|[Jj]ede[rnms]|[Dd]iese[rnms]|[Bb]eim|[Vv]om|[Zz]um|[IiAa]m|[Ii]ns)"
    r" (?:[a-zäöüß-]+ )*([A-ZÄÖÜ][\w-]*)|\b(?:[Ww]er|[Mm]an|[Jj]emand|[Nn]iemand|[Jj]eder|[Ee]iner)\b"
)
_SHARE = {
    "de": re.compile(r"(?:^|(?<=\s))\d[\d.,]*[ \u00a0](?:Prozent|%) ([a-zäöüß]+)"),
    "en": re.compile(r"(?:^|(?<=\s))\d[\d.,]*(?:%| per ?cent) (?:said|say|were|was|are|have|had|agreed|wanted)\b"),
}


def of_no_one(whole: str, around: Surroundings) -> Iterator[Tie]:
    """Yield a "them" with nobody many before it, a German "ihn" or "seine" with nobody who is one and no woman."""
    if around.language == "en":
        them = _THEM.search(whole)
        if them and not _MANY.search(whole, 0, them.start()):
            yield Tie("pointer", *them.span())
        return
    match = _OF_HIM.search(whole)
    before = whole[: match.start()] if match else ""
    if match and not any(name in before for name in around.names) and not _is_one(before):
        yield Tie("pointer", *match.span())


def _is_one(text: str) -> bool:
    """Return whether a text names one thing or person that "er" may mean; days and months are none."""
    return any(match[1] not in listed("de", "times") for match in _ONE.finditer(text))


def shares(text: str, around: Surroundings) -> Iterator[Tie]:
    """Yield a share of nobody knows whom: "Bei 71 Prozent gelang es", "60 per cent said"."""
    for match in _SHARE[around.language].finditer(text):
        if around.language == "en" or is_finite(match[1], "de") or match[1] in listed("de", "strong"):
            yield Tie("pointer", *match.span())
