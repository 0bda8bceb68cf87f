"""What people type or send: line ends of all systems, and no characters that are none."""

import regex

from klaviatur.errors import NotReady

_NO_TEXT = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def as_typed(text: str) -> str:
    r"""Return a text with \n as line end, as browsers and systems send different ones.

    Raises NotReady for control characters and halves of characters, which no database and no platform would take.
    """
    found = _NO_TEXT.search(text)
    if found:
        raise NotReady(
            f"Character {found.start() + 1} (U+{ord(found.group()):04X}) is no text. Remove it there, or paste the "
            "words without formatting."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
