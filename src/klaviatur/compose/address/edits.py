"""One replacement in a text, and how sure it is."""

from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `text[start:end]` by `words`; `doubt` holds what else it could have been, "" where there is none."""

    start: int
    end: int
    words: str
    doubt: str = ""


def like(model: str, words: str) -> str:
    """Return words with a capital where the model has one."""
    return words[:1].upper() + words[1:] if model[:1].isupper() else words


def without_overlap(edits: list[Edit]) -> list[Edit]:
    """Return the edits in order, of overlapping ones the first."""
    out: list[Edit] = []
    for edit in sorted(edits):
        if not out or edit.start >= out[-1].end:
            out.append(edit)
    return out
