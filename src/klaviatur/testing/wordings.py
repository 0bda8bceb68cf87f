"""Released wordings as an outlet gets them."""

from dataclasses import replace
from datetime import UTC, datetime

from klaviatur.records import Language, Marking, Method, Outgoing, VariantPart, delivery_id, wording_of

_RELEASED = datetime(2027, 3, 3, 7, 30, tzinfo=UTC)
_TEXTS: dict[Language, dict[str, str]] = {
    "de": {
        "title": "Freibad Ostheim öffnet nach zwei Jahren Umbau",
        "teaser": "Ab 14. Mai wird wieder geschwommen",
        "body": "Guten Tag,\n\ndas Freibad Ostheim öffnet am 14. Mai 2027 wieder.\n\n"
        "• Der Umbau kostete 6,8 Millionen Euro.\n• Der Zehnmeterturm bleibt gesperrt.\n\n"
        "Alle Zeiten: https://bad.example/zeiten\n\nFreundliche Grüße\nIhre Stadt Ostheim",
    },
    "en": {
        "title": "Millbrook library opens on Sundays",
        "teaser": "More hours from 7 February",
        "body": "Hello,\n\nthe public library in Millbrook opens on Sundays from 7 February 2027.\n\n"
        "• The additional hours cost the town £38,000 a year.\n• It has not closed any branch.\n\nAll hours: https://library.example/hours\n\n"
        "Kind regards\nYour library",
    },
}
_NAMES = {
    "newsletter": ("subject", "preheader", "body"),
    "internal_email": ("subject", "", "body"),
    "press_release": ("headline", "subline", "body"),
    "blog_post": ("title", "meta_description", "body"),
    "web_teaser": ("title", "meta_description", "teaser"),
}
_HUMAN = Marking(Method.HUMAN, 0.0, reviewed_by="Anna Bauer", reviewed_at=_RELEASED)


def sample_outgoing(
    channel: str = "mastodon", language: Language = "de", *, release: int = 1, recipient: str = ""
) -> Outgoing:
    """Return a released wording for a channel, fit for it; another release is another delivery of it."""
    told = _TEXTS[language]
    names = _NAMES.get(channel)
    parts = (
        tuple(VariantPart(name, text) for name, text in zip(names, told.values(), strict=True) if name)
        if names
        else (VariantPart("text", f"{told['title']}.\n\nhttps://bad.example/zeiten #Ostheim"),)
    )
    made = Outgoing(
        delivery="",
        variant=f"v-{channel}",
        channel=channel,
        language=language,
        locale="de-DE" if language == "de" else "en-GB",
        title=told["title"],
        parts=parts,
        marking=_HUMAN,
        recipient=recipient,
        planned_at=_RELEASED,
        published_at=_RELEASED,
        link="https://bad.example/zeiten",
        source="ostheim.md",
    )
    return replace(made, delivery=delivery_id("sample", wording_of(parts), recipient, release))
