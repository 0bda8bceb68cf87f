"""A served workspace, its people, and their browsers."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import BrowserContext, Page, expect
from tests.accessible import broken_rules

from klaviatur.records import Actor, KeptVariant, SourceKind
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members
from klaviatur.wiring.work import Works

ROOT = Path(__file__).resolve().parents[3]
GERMAN = ROOT / "examples" / "pressetext_de.md"
PRODUCTS = ROOT / "examples" / "products.csv"
WAIT_MS = 60_000  # how long a busy machine may take; what it takes is measured elsewhere
COUNTED = "rund 1.850 Haushalte"  # words of the sample


def password_of(name: str) -> str:
    return f"ein langer Satz von {name} im Garten"


@dataclass
class Person:
    """Somebody before their browser; every page they look at is looked over for accessibility, too."""

    page: Page
    base: str
    trouble: list[str]
    script: bool = True  # without it nothing can look a page over

    @classmethod
    def at(cls, context: BrowserContext, base: str, *, script: bool = True) -> Self:
        page, trouble = context.new_page(), []
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("console", lambda said: trouble.append(said.text) if _broken(said.type, said.text) else None)
        return cls(page, base, trouble, script)

    def go(self, place: str) -> Self:
        self.page.goto(place if place.startswith("http") else self.base + place)
        return self.looks()

    def press(self, name: str, *, role: str = "button") -> Self:
        """Press a button, or follow a link, that leads to another page."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        return self.looks()

    def follow(self, name: str) -> Self:
        return self.press(name, role="link")

    def key(self, key: str) -> Self:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.looks()

    def tab_to(self, selector: str) -> Self:
        """Go on by the tab key until something has the focus."""
        for _ in range(60):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No way by keyboard to {selector} on {self.page.url}")

    def sign_in(self, name: str) -> Self:
        if "/sign-in" not in self.page.url:
            self.go("/sign-in")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=password]", password_of(name))
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        expect(self.page.locator(".menu summary")).to_have_text(name.title())
        return self.looks()

    def looks(self) -> Self:
        """Hold the page to the rules of accessibility, and to its own width."""
        assert self.trouble == []
        if not self.script:
            return self
        assert broken_rules(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        return self

    def says(self, text: str) -> Self:
        expect(self.page.locator(".said")).to_contain_text(text)
        return self

    def share(self) -> int:
        """Return the human share of the shown variant, in per cent."""
        return int(re.sub(r"\D", "", self.page.locator(".rv-share b").inner_text()))


@dataclass
class House:
    """A workspace that is served, with its people."""

    desk: Desk
    members: Members
    works: Works
    base: str
    come: Callable[..., Person]
    known: dict[str, Actor] = field(default_factory=dict)

    def variant(self, channel: str, *, kind: SourceKind = "text", key: str = GERMAN.name) -> KeptVariant:
        return next(v for v in self.desk.source(kind, key)[2] if v.channel == channel)

    def texts(self, variant: str) -> list[str]:
        return [part.text for part in self.desk.opened(variant).revision.checked.variant.parts]

    def signed_in(self, name: str, **more: object) -> Person:
        return self.come(**more).sign_in(name)


@contextmanager
def command_line(folder: Path, database: str) -> Iterator[subprocess.Popen[str]]:
    """`klaviatur serve` as people start it, in German; ended as they end it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KLAVIATUR_", "LC_", "LANG"))}
    kept |= {"LANG": "de_DE.UTF-8"} | ({"KLAVIATUR_DATABASE_URL": database} if "://" in database else {})
    command = Path(sys.executable).with_name("klaviatur")
    words = [command, "serve", "--port", "0", "--workspace", folder]
    with subprocess.Popen(words, env=kept, cwd=folder.parent, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def printed(process: subprocess.Popen[str], pattern: str) -> str:
    """Read what a command prints until it has said this."""
    assert process.stdout
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[0]
    raise AssertionError(f"The command ended before it said {pattern}.")


def _broken(kind: str, text: str) -> bool:
    """Return whether the console tells of a fault; an answer of 4xx is none."""
    return kind == "error" and not re.search(r"status of 4\d\d", text)
