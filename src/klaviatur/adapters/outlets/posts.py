"""A wording as posts: one for each of its texts, several are a thread; the note on AI stands in the last of them."""

from klaviatur.records import Outgoing
from klaviatur.text.marking import ai_label


def texts_of(outgoing: Outgoing) -> tuple[str, ...]:
    """Return the posts of a wording in their order, none for one without text."""
    texts = tuple(part.text.strip() for part in outgoing.parts if part.name == "text" and part.text.strip())
    label = ai_label(outgoing.marking, outgoing.language)
    return (*texts[:-1], f"{texts[-1]}\n\n{label}") if texts and label else texts
