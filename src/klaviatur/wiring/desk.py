"""The library's way to the desk: `klaviatur.open_desk()`. All doors use this one object.

Everything that changes something takes the actor, never optional: who does it, with which rights, by which door.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from klaviatur.adapters.sources import read_source, read_stream
from klaviatur.adapters.stores import open_desk_store
from klaviatur.adapters.voices import load_voice, make_voice
from klaviatur.chain import bringing, reviewing
from klaviatur.chain.grounds import Tools
from klaviatur.collect import parse
from klaviatur.errors import (
    AuditBroken,
    ProfileError,
    SettingError,
    SourceTooThin,
    UnknownChannel,
    UnknownSource,
    UnknownVoice,
)
from klaviatur.ports import Deciding, DeskStore
from klaviatur.records import (
    NO_LINE,
    Actor,
    AuditLine,
    AuditReport,
    BoardPage,
    BoardRow,
    Channel,
    Checked,
    Comment,
    DeskSource,
    Found,
    KeptVariant,
    KeptVoice,
    Language,
    Opened,
    Played,
    Product,
    Proposal,
    Release,
    Source,
    SourceKind,
    Span,
    State,
    TextVersion,
    Variant,
    Voice,
    Vouched,
    Work,
)
from klaviatur.review.chain import Checking
from klaviatur.review.releasing import Rules
from klaviatur.review.rights import allow
from klaviatur.settings import Settings, settings_of
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.backups import BackedUp, back_up
from klaviatur.wiring.pictures import keep_pictures
from klaviatur.wiring.playing import check_locale
from klaviatur.wiring.texts import choose_channels, known_channels, play
from klaviatur.wiring.verifying import Verifiers
from klaviatur.wiring.workspace import DATABASE, Workspace, make_place, open_workspace

if TYPE_CHECKING:
    from klaviatur.chain import Progress

PRODUCT_LOCALE = "de_DE"
PAGE = 2_000  # lines of the audit that are checked at a time
KEY = 80  # characters of a text's key
_VOICE = re.compile(r"\w[\w .-]{0,59}")
_SPLIT = re.compile(r"[^\w.]+")


class Desk:
    """What lies on the desk of a workspace: sources, their variants under review, releases, voices, the audit.

    Closes its database at the end of a `with` block. Made by `open_desk`.
    """

    def __init__(self, folder: Path, store: DeskStore, settings: Settings, key: bytes) -> None:
        self.folder = folder
        self.store = store
        self.settings = settings
        self._key = key
        self._verifiers = Verifiers()
        self._tools = Tools(store, self._product, self._check)
        self._also: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close_also(self, action: Callable[[], None]) -> None:
        """Have something that was opened over this desk closed with it, and before it."""
        self._also.append(action)

    def close(self) -> None:
        """Let go of the databases."""
        while self._also:
            self._also.pop()()
        if "products" in self.__dict__:
            self.products.close()
        self.store.close()

    @cached_property
    def products(self) -> Workspace:
        """The products of the same workspace, opened with their first use."""
        return open_workspace(self.folder, settings=self.settings)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """All channel profiles by name, as they were when the desk first looked."""
        return known_channels(self.settings)

    # --- sources ----------------------------------------------------------------------------------------------------
    def add_text(
        self,
        data: bytes | str | Path,
        *,
        name: str = "",
        key: str = "",
        language: Language | None = None,
        public_only: bool = False,
        images: Mapping[str, bytes] | None = None,
        by: Actor,
    ) -> DeskSource:
        """Bring a text in: the bytes of a file with its `name`, or a place (path, http(s) URL) as `str` or Path.

        Its images are those beside a file, on a page, or with bytes the `images` that came along, by their file names.
        With `public_only`, a place has to be a web page outside the own network: for places that a visitor names.

        It is known by its `key`, else by its file's name: the same words again change nothing, other words are its next
        version, and variants that state what is gone become stale. Raises SourceError.
        """
        most = self.settings.source_max_bytes
        if isinstance(data, bytes):
            name = name or "upload"
            document = read_stream(data, name=name, max_bytes=most)
        else:
            name = name or str(data)
            document = read_source(data, max_bytes=most, public_only=public_only)
        text = keep_pictures(self.folder, parse(document, language=language), data, images, public_only=public_only)
        return bringing.add_text(self._tools, key or _key_of(name), text, by=by)

    def add_typed(
        self, text: str, *, title: str = "", key: str = "", language: Language | None = None, by: Actor
    ) -> DeskSource:
        """Bring in a text that somebody typed. Without a `key` it is a text of its own, named after its title."""
        if not text.strip():
            raise SourceTooThin("Nothing was typed. Write or paste the text that variants are to be made of.")
        whole = f"# {title.strip()}\n\n{text}" if title.strip() else text
        document = read_stream(whole.encode(), name="typed.md", max_bytes=self.settings.source_max_bytes)
        source = parse(replace(document, origin="typed"), language=language)
        named = title.strip() or source.words(source.title) or " ".join(text.split()[:8])
        return bringing.add_text(self._tools, key or self._free_key(_key_of(named), source), source, by=by)

    def play(
        self,
        kind: SourceKind,
        key: str,
        *,
        channels: Sequence[str] | None = None,
        locale: str | None = None,
        voice: str = "",
        writer: str = "embedded",
        progress: "Progress | None" = None,
        again: bool = False,
        within: Callable[[Deciding], None] | None = None,
        by: Actor,
    ) -> Sequence[KeptVariant]:
        """Write variants of a source for channels (None: all) and keep them; return them as they now are.

        What a person edited, sent or released stays; so does what is stale, unless it is asked for `again`. A text is
        played in its own language, a product in a locale (default de_DE). `within` is called in the transaction that
        keeps them. Raises UnknownSource, UnknownProduct, UnknownChannel, UnknownVoice, SettingError.
        """
        self.check_channels(channels or ())
        spoken = self.voice(voice)
        wanted = [channel.name for channel in choose_channels(channels, self.settings, products=kind == "product")]

        def write(source: Source, names: Sequence[str]) -> Played:
            return play(source, voice=spoken, channels=names, writer=writer, progress=progress, settings=self.settings)

        locale = self._locale(kind, key, locale)
        return bringing.play(
            self._tools, kind, key, wanted, write, locale=locale, voice=voice, again=again, within=within, by=by
        )

    def check_channels(self, names: Sequence[str]) -> None:
        """Raise UnknownChannel unless there is a profile for each of these; the path of a file is no name here."""
        known = self.channels
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UnknownChannel(
                f"There is no channel {unknown[0]!r} in this workspace. Known: {', '.join(known)}. For a "
                "channel of your own, put its file into the folder that the setting channels_folder names."
            )

    def check_source(self, kind: SourceKind, key: str) -> None:
        """Raise UnknownSource or UnknownProduct unless there is this text or product."""
        if kind == "product":
            self.products.product(key)
        else:
            self.store.source(kind, key)

    # --- review -----------------------------------------------------------------------------------------------------
    def edit(self, variant: str, parts: Sequence[str], *, base: int, why: str = "", by: Actor) -> Opened:
        """Keep other texts for the parts, in their order, verified against what the source says now.

        `base` is the revision the person began with: raises Conflict where it is no longer the newest. A release ends
        with the first changed character.
        """
        return reviewing.edit(self._tools, variant, parts, base=base, why=why, by=by)

    def try_out(self, variant: str, parts: Sequence[str], *, by: Actor) -> Checked:
        """Return what verify says of other texts for the parts; nothing is kept."""
        return reviewing.try_out(self._tools, variant, parts, by)

    def fix(self, variant: str, finding: int, *, base: int, by: Actor) -> Opened:
        """Put what is proposed for a finding (its index) in its place. Raises NotReady where nothing is, Conflict."""
        return reviewing.fix(self._tools, variant, finding, base=base, by=by)

    def restore(self, variant: str, revision: int, *, base: int, by: Actor) -> Opened:
        """Bring an earlier wording back as the newest revision; a retired variant is a draft again with it."""
        return reviewing.restore(self._tools, variant, revision, base=base, by=by)

    def submit(self, variant: str, *, to: str = "", by: Actor) -> KeptVariant:
        """Send a draft to review, to anybody or to one member. Raises NotReady."""
        return reviewing.submit(self.store, variant, to=to, by=by)

    def request_changes(self, variant: str, why: str, *, by: Actor) -> KeptVariant:
        """Give a variant back with what is to be changed. Raises NotReady."""
        return reviewing.request_changes(self.store, variant, why=why, by=by)

    def assign(self, variant: str, to: str, *, by: Actor) -> KeptVariant:
        """Give a variant to a member, with "" to nobody."""
        return reviewing.assign(self.store, variant, to=to, by=by)

    def release(self, variant: str, *, wording: str, vouched: Sequence[Vouched] = (), by: Actor) -> Release:
        """Release the wording the person saw, named by its hash. Raises Conflict for another one now.

        Every blocking finding needs a vouch with a written reason, see `review.to_answer`. Raises NotReady, NotAllowed.
        """
        return reviewing.release(self.store, variant, wording=wording, vouched=vouched, rules=self._rules, by=by)

    def release_many(self, wordings: Mapping[str, str], *, by: Actor) -> Sequence[tuple[str, Release | str]]:
        """Release variants (id -> hash of the wording) one by one; each result is a release, or why there is none."""
        return reviewing.release_many(self.store, wordings, rules=self._rules, by=by)

    def withdraw(self, variant: str, why: str, *, by: Actor) -> KeptVariant:
        """End a release by hand; the variant is a draft again. Raises NotReady."""
        return reviewing.withdraw(self.store, variant, why=why, by=by)

    def retire(self, variant: str, why: str, *, by: Actor) -> KeptVariant:
        """Take a variant out of use; its history stays. Raises NotReady."""
        return reviewing.retire(self.store, variant, why=why, by=by)

    def comment(
        self, variant: str, text: str, *, part: int | None = None, span: Span | None = None, by: Actor
    ) -> Comment:
        """Say something of a variant, of one part, or of the words at a span of that part."""
        return reviewing.comment(self.store, variant, text, part=part, span=span, by=by)

    def settle(self, comment: int, *, by: Actor) -> Comment:
        """Note that what a comment asks for is done."""
        return reviewing.settle(self.store, comment, by=by)

    # --- products ---------------------------------------------------------------------------------------------------
    def accept(self, proposal: str, *, by: Actor) -> Proposal:
        """Hold a proposal right: it becomes a fact with the actor's name. Raises NotAllowed, UnknownProposal."""
        allow(by, "decide")
        return self.products.accept(proposal, by=by.name, via=by.via)

    def refuse(self, proposal: str, *, by: Actor) -> Proposal:
        """Hold a proposal wrong: it does not come again. Raises NotAllowed, UnknownProposal."""
        allow(by, "decide")
        return self.products.refuse(proposal, by=by.name, via=by.via)

    def choose(self, key: str, attribute: str, source: str, *, by: Actor) -> Product:
        """Hold one source right for an attribute of a product. Raises NotAllowed, UnknownProduct, WorkspaceError."""
        allow(by, "decide")
        return self.products.choose(key, attribute, source, by=by.name, via=by.via)

    def same(self, key: str, main: str, *, by: Actor) -> Product:
        """Hold two keys to be one product, which goes on under `main`. Raises NotAllowed, UnknownProduct."""
        allow(by, "decide")
        return self.products.same(key, main, by=by.name, via=by.via)

    def part_product(self, key: str, *, by: Actor) -> Product:
        """Take back that a key is the same product as another one. Raises NotAllowed, UnknownProduct."""
        allow(by, "decide")
        return self.products.part(key, by=by.name, via=by.via)

    def back_up(self, target: Path, *, by: Actor) -> BackedUp:
        """Write the workspace into one new file while others go on working. Raises NotAllowed, WorkspaceError."""
        allow(by, "backup")
        return back_up(self.folder, target, self.settings)

    # --- voices -----------------------------------------------------------------------------------------------------
    def keep_voice(self, name: str, values: Mapping[str, object], *, version: int, by: Actor) -> KeptVoice:
        """Keep the next version of a voice, with the keys of a voice file. Raises ProfileError, Conflict."""
        if not _VOICE.fullmatch(name):
            raise ProfileError(
                f"{name!r} cannot be a voice's name. Use 1 to 60 letters, digits, spaces, '.', '-', '_'."
            )
        make_voice(name, values)
        return reviewing.keep_voice(self.store, name, values, version=version, by=by)

    def voice(self, name: str) -> Voice:
        """Return a voice of this workspace; "" is the one of the settings, else the plain one. Raises UnknownVoice."""
        if not name:
            return load_voice(Path(self.settings.voice)) if self.settings.voice else Voice()
        kept = {voice.name: voice for voice in self.store.voices()}
        if name not in kept:
            known = ", ".join(kept) or "none yet"
            raise UnknownVoice(f"There is no voice {name!r} in this workspace. Known: {known}. Make it under Voices.")
        return make_voice(name, kept[name].values)

    # --- reading ----------------------------------------------------------------------------------------------------
    def opened(self, variant: str, *, revision: int | None = None) -> Opened:
        """Return a variant with all a reviewer needs. Raises UnknownVariant."""
        return self.store.opened(variant, revision=revision)

    def board(
        self,
        *,
        states: Sequence[State] = (),
        channels: Sequence[str] = (),
        assigned: str = "",
        search: str = "",
        kind: SourceKind | None = None,
        after: str = "",
        limit: int = 50,
    ) -> BoardPage:
        """Return sources with the variants that answer the filter, those changed last first."""
        return self.store.board(
            states=states, channels=channels, assigned=assigned, search=search, kind=kind, after=after, limit=limit
        )

    def around(
        self,
        variant: str,
        *,
        states: Sequence[State] = (),
        channels: Sequence[str] = (),
        assigned: str = "",
        search: str = "",
        kind: SourceKind | None = None,
    ) -> Sequence[BoardRow]:
        """Return a variant's row of the board between the nearest ones of the same filter. Raises UnknownVariant."""
        return self.store.around(variant, states=states, channels=channels, assigned=assigned, search=search, kind=kind)

    def todo(self, member: str, *, limit: int = 20) -> Sequence[KeptVariant]:
        """Return what waits for a member."""
        return self.store.todo(member, limit=limit)

    def sources(
        self, *, kind: SourceKind | None = None, search: str = "", after: str = "", limit: int = 50
    ) -> Sequence[DeskSource]:
        """Return sources, those changed last first."""
        return self.store.sources(kind=kind, search=search, after=after, limit=limit)

    def source(self, kind: SourceKind, key: str) -> tuple[DeskSource, Source | None, Sequence[KeptVariant]]:
        """Return a source, its newest text and its variants. Raises UnknownSource."""
        return self.store.source(kind, key)

    def versions(self, key: str) -> Sequence[TextVersion]:
        """Return all versions of a text, the newest first. Raises UnknownSource."""
        return self.store.versions(key)

    def search(self, words: str, *, limit: int = 30) -> Sequence[Found]:
        """Return sources, variants and voices that hold the words."""
        return self.store.search(words, limit=limit)

    def voices(self) -> Sequence[KeptVoice]:
        """Return the newest version of each voice."""
        return self.store.voices()

    def voice_versions(self, name: str) -> Sequence[KeptVoice]:
        """Return all versions of a voice, the newest first. Raises UnknownVoice."""
        return self.store.voice_versions(name)

    def works(self, *, limit: int = 50) -> Sequence[Work]:
        """Return pieces of work, the newest first."""
        return self.store.works(limit=limit)

    def audit(
        self, *, after: int = 0, before: int | None = None, limit: int = 200, thing: str = ""
    ) -> Sequence[AuditLine]:
        """Return lines of the audit in their order; with `before`, those before that number, the newest first."""
        return self.store.audit(after=after, before=before, limit=limit, thing=thing)

    def verify_audit(self, heads: Mapping[int, str] | None = None) -> AuditReport:
        """Return whether the audit is whole up to its sealed end, and each release that stands has its line in it.

        `heads` are number and hash of lines that were exported before: with them an audit is found out too that was
        put back whole, seal and all, from an older copy.
        """
        checking = Checking(self._key, heads or {})
        checking.sealed, _ = self._audit_end()
        after = 0
        while lines := self.store.audit(after=after, limit=PAGE):
            checking.read(lines)
            after = lines[-1].number
        (newest, _), unsealed = self._audit_end()  # again: others may have written meanwhile
        checking.end_at(newest, unsealed)
        mark = ""
        while standing := self.store.released(after=mark, limit=PAGE):
            checking.hold_against(standing)
            mark = standing[-1][0].id
        return checking.report()

    def export(self, *, variants: Sequence[str] = (), by: Actor) -> Iterator[Opened]:
        """Return released wordings one by one, all or those of some variants, and note who took them out."""
        return reviewing.export(self.store, variants, by=by)

    # --- how it is done ---------------------------------------------------------------------------------------------
    @property
    def _rules(self) -> Rules:
        return Rules(four_eyes=self.settings.four_eyes, passkey=self.settings.release_with_passkey)

    def _audit_end(self) -> tuple[tuple[int, str], str]:
        """Return the newest line as the seal names it, or why the seal does not hold."""
        try:
            return self.store.audit_end(), ""
        except AuditBroken as error:
            return (0, NO_LINE), str(error)

    def _free_key(self, key: str, source: Source) -> str:
        """Return a key that no other text has yet, counting up: two texts may have one title."""
        for number in count(1):
            free = key if number == 1 else f"{key}-{number}"
            try:
                known = self.store.source("text", free)[0]
            except UnknownSource:
                return free
            if known.source == source.id:
                return free
        raise AssertionError  # there is always a next number

    def _locale(self, kind: SourceKind, key: str, locale: str | None) -> str:
        if kind == "product":
            check_locale(locale or PRODUCT_LOCALE)
            return locale or PRODUCT_LOCALE
        language = self.store.source("text", key)[0].language
        if locale and not locale.startswith(language):
            raise SettingError(
                f"Text {key!r} is written in {language!r}, so it cannot be played in {locale!r}. Leave the locale out, "
                "or bring in a translation."
            )
        return language

    def _product(self, key: str) -> Product:
        return self.products.product(key)

    def _check(self, variant: Variant, source: Source, voice: str) -> Checked:
        channel = self.channels.get(variant.channel) or choose_channels([variant.channel], self.settings)[0]
        return self._verifiers.of(source, self.voice(voice)).check(variant, channel)


def open_desk(folder: str | Path | None = None, *, create: bool = True, settings: Settings | None = None) -> Desk:
    """Open the desk of a workspace; a folder that is none yet becomes one. Default: the setting `workspace`.

    Settings come from the workspace's own klaviatur.toml where it has one. Raises WorkspaceError where that is not
    possible, and SchemaOutdated with the command to run.
    """
    place, settings = settings_of(folder, settings)
    make_place(place, settings, create=create)
    key = audit_key(place, settings.audit_key)
    return Desk(place, open_desk_store(settings.database_url or place / DATABASE, audit_key=key), settings, key)


def _key_of(name: str) -> str:
    """Return a text's key: its file name or title in small letters, spaces and signs as hyphens."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    words = "-".join(word for word in _SPLIT.split(last) if word.strip("."))
    return words.replace("-.", ".")[-KEY:].strip("-.") or "text"
