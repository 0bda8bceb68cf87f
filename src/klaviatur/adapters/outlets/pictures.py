"""Which images go along with a wording, and why the others stay here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from klaviatur.adapters.outlets.problems import problem
from klaviatur.records import Outgoing, Picture, Problem, Severity

_UNDESCRIBED = (
    ("hat keinen Alternativtext", "has no alternative text"),
    (
        "Beschreiben Sie im Text, was darauf zu sehen ist, ![so](bild.jpg), und bringen Sie ihn neu ein.",
        "Say in the text what is seen on it, ![like this](image.jpg), and bring it in again.",
    ),
)
_BESIDE = (
    "Legen Sie es neben die Datei des Textes und bringen Sie diese neu ein.",
    "Put it beside the text's file and bring that in again.",
)
_ON_THE_WEB = (
    "Nennen Sie es im Text mit seiner https-Adresse.",
    "Name it in the text by its https address.",
)
_SMALLER = ("Verkleinern Sie es, oder speichern Sie es als JPEG.", "Make it smaller, or save it as JPEG.")
_FEWER = ("Stellen Sie die wichtigsten nach vorn.", "Put those that matter most first.")


@dataclass(frozen=True, slots=True)
class Room:
    """What a platform takes: so many images, of these types, so large, so much said of each."""

    most: int
    types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/webp")
    largest: int = 10_000_000  # bytes
    longest_alt: int = 1_500  # characters


def handed_over(outgoing: Outgoing, room: Room) -> tuple[Picture, ...]:
    """Return the images whose bytes a platform gets."""
    return tuple(one for one, why in _judged(outgoing, room) if why is None)


def linked(outgoing: Outgoing, most: int = 20) -> tuple[Picture, ...]:
    """Return the images that are shown from where they lie on the web."""
    return tuple(one for one in outgoing.pictures if one.alt and one.url.lower().startswith("https://"))[:most]


def problems_of_handed_over(outgoing: Outgoing, room: Room) -> tuple[Problem, ...]:
    """Return why images stay here that a platform could get; none of them keeps the wording back."""
    return tuple(why for _, why in _judged(outgoing, room) if why is not None)


def problems_of_linked(outgoing: Outgoing) -> tuple[Problem, ...]:
    """Return why images are not shown."""
    return tuple(_not_linked(outgoing, one) for one in outgoing.pictures if one not in linked(outgoing))


def form_of(fields: Iterable[tuple[str, str]], picture: Picture, key: str) -> tuple[str, bytes]:
    """Return media type and bytes of a form with a file in it (RFC 7578); the same key has the same boundary."""
    boundary = f"klaviatur-{uuid5(NAMESPACE_URL, key).hex}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name(picture)}"\r\n'
    file = f"{head}Content-Type: {picture.media_type}\r\n\r\n".encode() + picture.content
    return f"multipart/form-data; boundary={boundary}", b"".join([*parts, file, f"\r\n--{boundary}--\r\n".encode()])


def file_name(picture: Picture) -> str:
    """Return a name for a platform: letters of ASCII, with the ending of what it is."""
    stem = picture.name.rpartition(".")[0] or picture.name
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in stem).strip("-")[:60]
    ending = picture.media_type.partition("/")[2].replace("jpeg", "jpg")
    return f"{plain or 'image'}.{ending}"


def _judged(outgoing: Outgoing, room: Room) -> Iterator[tuple[Picture, Problem | None]]:
    taken = 0
    for one in outgoing.pictures:
        why = _not_handed_over(outgoing, one, room, full=taken >= room.most)
        taken += why is None
        yield one, why


def _not_handed_over(outgoing: Outgoing, one: Picture, room: Room, *, full: bool) -> Problem | None:
    if not one.alt.strip():
        return _stays(outgoing, one, "alt_missing", *_UNDESCRIBED)
    if not one.content:
        why = (
            "lag dem Text nicht bei oder ist kein JPEG, PNG, GIF oder WebP",
            "did not come with the text, or is no JPEG, PNG, GIF or WebP",
        )
        return _stays(outgoing, one, "not_kept", why, _BESIDE)
    if full:
        why = (f"ist eines mehr als die {room.most}, die dort Platz haben", f"is one more than the {room.most} taken")
        return _stays(outgoing, one, "too_many", why, _FEWER)
    return _too_much(outgoing, one, room)


def _too_much(outgoing: Outgoing, one: Picture, room: Room) -> Problem | None:
    if one.media_type not in room.types:
        why = f"ist {one.media_type}, was dort niemand nimmt", f"is {one.media_type}, which is not taken there"
        return _stays(outgoing, one, "type", why, _SMALLER)
    if len(one.content) > room.largest:
        size, most = f"{len(one.content) / 1e6:.1f} MB", f"{room.largest / 1e6:.0f} MB"
        why = f"hat {size.replace('.', ',')} statt höchstens {most}", f"has {size} instead of {most} at most"
        return _stays(outgoing, one, "too_large", why, _SMALLER)
    if len(one.alt) > room.longest_alt:
        most = f"{room.longest_alt:,}"
        why = f"ist in mehr als {most.replace(',', '.')} Zeichen beschrieben", f"is described in over {most} characters"
        return _stays(outgoing, one, "alt_long", why, ("Kürzen Sie die Beschreibung.", "Shorten the description."))
    return None


def _not_linked(outgoing: Outgoing, one: Picture) -> Problem:
    if not one.alt.strip():
        return _stays(outgoing, one, "alt_missing", *_UNDESCRIBED)
    why = "steht unter keiner https-Adresse", "has no https address"
    return _stays(outgoing, one, "not_on_the_web", why, _ON_THE_WEB)


def _stays(outgoing: Outgoing, one: Picture, rule: str, why: tuple[str, str], next_: tuple[str, str]) -> Problem:
    said = f"Das Bild {one.name} bleibt hier: Es {why[0]}.", f"The image {one.name} stays here: it {why[1]}."
    return problem(outgoing, f"image.{rule}", said, next_, place="image", severity=Severity.WARN, value=one.url)
