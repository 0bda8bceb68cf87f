"""Loads our own samples into an empty workspace, so that there is something to look at."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from secrets import token_urlsafe

import klaviatur
from klaviatur.doors.workspace.shown import say
from klaviatur.errors import WorkspaceError
from klaviatur.records import Actor, KeptVariant, Language, State
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members

TEXTS = ("pressetext_de.md", "press_text_en.md")
PRODUCTS = "products.csv"
PLAYED = ("product_page", "instagram", "newsletter")
SHOWN_PRODUCTS = 3
PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - the name of a file
MEMBERS = (  # the first one may do everything, as after every first start
    ("anna", "Anna Ahrens", ()),
    ("berta", "Berta Berghaus", ("reviewer", "publisher")),
    ("chris", "Chris Clausen", ("analyst",)),
)


def load_demo(desk: Desk, members: Members, language: Language) -> str:
    """Load texts, products and members where there are none yet; return how to sign in."""
    kept = desk.folder / PASSWORD_FILE
    if not members.members():
        password = token_urlsafe(12)
        kept.touch(mode=0o600)
        kept.write_text(password, encoding="utf-8")
        first, *others = MEMBERS
        members.redeem(members.first_link(), password, name=first[0], shown=first[1])
        for name, shown, roles in others:
            _, link = members.invite(name, shown, roles, by=members.actor(first[0]))
            members.redeem(link, password)
        _load(desk, members)
    elif not kept.is_file():
        raise WorkspaceError(
            f"{str(desk.folder)!r} has members of its own. Load the samples elsewhere: --workspace DIR"
        )
    password = kept.read_text(encoding="utf-8")
    counts = desk.store.board(limit=1).counts
    texts, products = len(desk.store.sources(kind="text")), len(desk.products.keys())
    known = {"texts": texts, "products": products, "variants": sum(counts.values())}
    return say("demo_ready", language, name="anna, berta", password=password, **known)


def _load(desk: Desk, members: Members) -> None:
    author, reviewer = members.actor("anna"), members.actor("berta")
    folder = samples()
    for text in TEXTS:
        source = desk.add_text((folder / text).read_bytes(), name=text, by=author)
        variants = desk.play("text", source.key, by=author)
        _spread(desk, variants, author, reviewer)
    desk.products.collect([folder / PRODUCTS], by=author.name)
    for key in desk.products.keys(limit=SHOWN_PRODUCTS):
        desk.play("product", key, channels=PLAYED, by=author)


def _spread(desk: Desk, variants: Sequence[KeptVariant], author: Actor, reviewer: Actor) -> None:
    """Send some variants on their way, so that the board shows every state a person brings about."""
    sound = [v for v in variants if not v.blocks and v.fits and v.state is State.DRAFT]
    for variant in sound[:9]:
        desk.submit(variant.id, by=author)
    for variant in sound[:3]:
        desk.release(variant.id, wording=variant.wording, by=reviewer)
    if len(sound) > 3:
        why = (
            "Bitte die Ortsangabe an den Anfang." if sound[3].locale.startswith("de") else "Please put the place first."
        )
        desk.request_changes(sound[3].id, why, by=reviewer)


def samples() -> Path:
    """Return the folder with our samples: beside the package in the wheel, else in the checkout."""
    inside = Path(str(files(klaviatur))) / "examples"
    return inside if inside.is_dir() else Path(str(files(klaviatur))).parents[1] / "examples"
