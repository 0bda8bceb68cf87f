"""What stands between two dashes, or behind one."""

import re

from klaviatur.compose.view import Cut, View, ends_clause, first_word, has_verb, listed
from klaviatur.compose.wordorder import is_finite

_INSERTION = re.compile(r"\s[–—-]\s[^–—\n]+?\s[–—-](?=\s|,)")
_DASH_TAIL = re.compile(r"\s[–—]\s[^–—\n]+(?=[.!?…]$)")
SPACED_DASH = re.compile(r"\s[–—-](?=\s|,)")
_TWO_DASHES_AND_A_WORD = 4


def between_dashes(seen: View) -> list[Cut]:
    """Return the insertion between two dashes, or what one dash adds at the end; with more dashes nothing is sure."""
    dashes = len(SPACED_DASH.findall(seen.plain))
    pattern = {1: _DASH_TAIL, 2: _INSERTION}.get(dashes)
    match = pattern.search(seen.plain) if pattern else None
    if match is None or (" - " in match[0] and not _is_sure_hyphen(seen, match)):
        return []
    if seen.language == "de" and _waits_for_verb(seen.plain[: match.start()]):
        return []
    opened = first_word(seen.plain).lower() in listed(seen.language, "opens") and "," not in seen.plain[: match.start()]
    if dashes == 2 and ((seen.language == "en" and opened) or not _closes_up(seen, match.start(), match.end())):
        return []
    return [Cut(*match.span())]


def _waits_for_verb(head: str) -> bool:
    """Return whether a German clause with a conjunction in front has not had its verb yet."""
    clause = head.rsplit(", ", maxsplit=1)[-1].split()
    return len(clause) > 1 and clause[0] in listed("de", "lead") | {"dass", "ob", "wenn"} and not ends_clause(clause)


def _is_sure_hyphen(seen: View, match: re.Match[str]) -> bool:
    """Return whether hyphens with spaces are dashes: not in "7 - 2" or "five - year - old"."""
    around = seen.plain[match.start() - 1 : match.start()] + match[0].strip(" -–—")[:1] + seen.plain[match.end() :][1:2]
    return len(match[0].split()) > _TWO_DASHES_AND_A_WORD and not any(char.isdigit() for char in around)


def _closes_up(seen: View, start: int, end: int) -> bool:
    """Return whether the words before and behind an insertion read on: behind a bare subject comes its verb."""
    return has_verb(seen.plain[:start], seen.language) or is_finite(first_word(seen.plain[end:]), seen.language)
