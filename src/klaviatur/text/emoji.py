"""Where an emoji sequence begins and ends: Unicode UTS 51, with the sequences platforms draw as one picture."""

import regex

_TONED = r"\p{Emoji_Modifier_Base}\uFE0F?\p{Emoji_Modifier}"
_PICTURE = rf"(?:{_TONED}|\p{{Emoji_Presentation}}\uFE0F?|\p{{Extended_Pictographic}}\uFE0F?)(?!\uFE0E)"
_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    r"|[©®™♟]\uFE0F"
    rf"|(?![©®™♟]){_PICTURE}(?:\u200D{_PICTURE})*"
)
_MAYBE = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}\u20E3]")


def find_emoji(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each emoji sequence, in order."""
    if text.isascii() or not _MAYBE.search(text):
        return []
    return [match.span() for match in _EMOJI.finditer(text)]
