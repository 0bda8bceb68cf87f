"""What errors say, read out of the code that raises them: sentences with `{slots}`, for the catalogue of translations.

A slot that was written with !r stands in quotation marks: `{key!r}`. Constants of a module are filled in.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from klaviatur import errors
from klaviatur.adapters.outlets.unwell import FULL, SYSTEM
from klaviatur.adapters.outputs import load_outputs
from klaviatur.records import DeliveryState, MemberRole, State

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "klaviatur"
ROOMS = (
    *("adapters", "chain", "collect/products", "review", "wiring", "doors/site", "doors/handing.py"),
    *(
        "syndicate/delivering.py",
        "syndicate/languages.py",
        "syndicate/outgoing.py",
        "syndicate/planning.py",
        "syndicate/recipients.py",
    ),
)
NOT_SHOWN = (  # of what no page shows a word: models, engines, own phrase files, what only a command does
    "adapters/backends",
    "adapters/writers",
    "adapters/phrases",
    "adapters/taxonomies",
    "adapters/stores/backups.py",
    "adapters/stores/migrations",
    "collect/products/enriching",
    "collect/products/requirements.py",
    "doors/site/api",
    "wiring/backups.py",
    "wiring/completeness.py",
    "wiring/engines.py",
    "wiring/enriching.py",
)
SLOT = re.compile(r"\{\w+(?:!r)?\}")
RAISING = {name for name, value in vars(errors).items() if isinstance(value, type)}
SPEAKING = {
    "Unreachable",
    "Untrusted",
    "Stopped",
    "WrongKey",
    "refusal",
    "wrong",
}  # they make an error of words they are given
COMPLETED = {"insist_on_state": 1, "reason": 1, "checked_words": 1}  # functions and which argument completes an error
TELLING = {
    "_close",
    "_cut",
    "_did_you_mean",
    "_label",
    "_told",
    "_unproved",
    "_wrong",
    "end_at",
    "name_of",
    "told",
    "why_unreleased",
    "why_wrong",
}  # give words
# Tables that hold words.
TABLES = {
    "CHANGED",
    "DAMAGED",
    "LOST",
    "NEXT",
    "NOTHING",
    "NO_ROOM",
    "OTHER_WORDS",
    "RIGHTS",
    "UNSUBSCRIBED",
    "WEAK",
    "_FOREIGN",
    "_KINDS",
    "_KNOWN",
}
BESIDES = (  # what stands in no error itself but completes one
    *(f"{'an' if role.value[0] in 'ae' else 'a'} {role.value}" for role in MemberRole),
    *(role.value for role in MemberRole),
    *(state.value.replace("_", " ") for state in State),
    *(state.value for state in DeliveryState),
    *("be sent", "be moved", "be cancelled", "be planned again", "be resolved", "be taken back"),  # see `_insist`
    "Save the file and give it, in parts if it is very large.",
    "Save the page, or the text in it that is meant, and give that.",
    "More than {limit} bytes were sent, which is more than is taken here. Send less at once.",
    *(said.en for said in SYSTEM.values()),  # why an outlet is not well
    FULL.en,
    *sorted({need.label.en for one in load_outputs().values() for need in one.needs if need.required}),
    "(no reason given).",
    "after {attempts} tries: {why}",  # why a delivery is as it is
    "another wording stands in its place, by delivery {id}",
    "the process that sent it has died",
    "the process that sent it has died before the platform's answer was kept",
    "under embargo until {moment}",
    "{who} answered {status}: {complaint}",
    "{who} refused handle or app password: {complaint}",
    "is missing",  # settings of outlets
    "holds a NUL",
    "is {found!r}",
    "names {wrong}",
    "holds a line break or another sign that nobody sees",
    "holds a name or password",
    "Set it: {label}.",
    "Write a whole address: https://example.org",
    "recipient {to!r}",  # what a mail server did not take
    "sender {sender!r}",
    "the mail",
    "Write on or off.",
    "Write a number from {lowest} to {highest}.",
    "Write one of: {choices}.",
    "Choose from: {choices}.",
    "one line of text",
    "text in quotation marks; leave the key out if there is none",
    'words without spaces or hyphens: ["FreieBücher"]',
    "true or false, without quotation marks",
    'an address that starts with "https://", without spaces',
    'a list of texts: ["one", "two"]',
    'a list of words, or a table [avoid] with lines such as "nutzen" = "gebrauchen"',
    "{rows} rows: {written} written, {unchanged} unchanged, {rejected} rejected",
    "{rows} rows: {written} written, {unchanged} unchanged, {rejected} rejected, {stale} sentences stale",
)


def error_words() -> dict[str, str]:
    """Return every sentence an error can say on a page, with the file it stands in."""
    found = dict.fromkeys(BESIDES, "errors.py")
    for file in sorted(one for room in ROOMS for one in _files(PACKAGE / room)):
        place = file.relative_to(PACKAGE).as_posix()
        if not place.startswith(NOT_SHOWN):
            for words in Reading(file, place).sentences():
                found.setdefault(words, place)
    return found


class Reading:
    """One module, read for what its errors say."""

    def __init__(self, file: Path, place: str) -> None:
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        self.module = _module("klaviatur." + place.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        nodes = list(ast.walk(self.tree))
        self.seen = set[str]()
        self.functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}

    def sentences(self) -> Iterator[str]:
        """Yield what is said by errors of this module, and the words that complete it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and node.args:
                name = _named(node.func)
                yield from self._said(node.args[0]) if name in RAISING | SPEAKING else ()
                yield from self._said(node.args[COMPLETED[name]]) if len(node.args) > COMPLETED.get(name, 99) else ()
        for function in self.functions.values():
            if function.name in TELLING:
                yield from (*self._returned(function), *self._prepared(function))
            elif (RAISING | SPEAKING) & {_named(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}:
                yield from self._prepared(function)
        for name in sorted(TABLES & vars(self.module).keys()):
            yield from filter(_is_sentence, _strings(getattr(self.module, name)))

    def _returned(self, function: ast.FunctionDef) -> Iterator[str]:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value:
                yield from self._said(node.value)

    def _prepared(self, function: ast.FunctionDef) -> Iterator[str]:
        """Yield words that a function puts together before it raises."""
        ends = (node for node in ast.walk(function) if isinstance(node, ast.Raise | ast.Return))
        names = {node.id for end in ends for node in ast.walk(end) if isinstance(node, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target, value in zip(*map(_single, (node.targets[0], node.value)), strict=False):
                    yield from self._said(value) if _named(target) in names else ()

    def _said(self, words: ast.expr) -> Iterator[str]:
        if isinstance(words, ast.Constant | ast.JoinedStr):
            told = self._template(words)
            if _is_sentence(told):
                yield told
            slots = words.values if isinstance(words, ast.JoinedStr) else []
            for slot in slots:
                chosen = slot.value if isinstance(slot, ast.FormattedValue) else None
                yield from self._said(chosen) if isinstance(chosen, ast.IfExp) else ()
        elif isinstance(words, ast.IfExp):
            yield from (*self._said(words.body), *self._said(words.orelse))
        elif isinstance(words, ast.BoolOp):
            yield from (told for value in words.values for told in self._said(value))
        elif isinstance(words, ast.Call) and _named(words.func) in self.functions.keys() - self.seen:
            self.seen.add(_named(words.func))
            yield from self._returned(self.functions[_named(words.func)])

    def _template(self, words: ast.expr) -> str:
        if isinstance(words, ast.Constant):
            return str(words.value).replace("{", "{{").replace("}", "}}")
        told, used = "", set[str]()
        for piece in words.values if isinstance(words, ast.JoinedStr) else []:
            told += self._slot(piece, used) if isinstance(piece, ast.FormattedValue) else self._template(piece)
        return told

    def _slot(self, piece: ast.FormattedValue, used: set[str]) -> str:
        known = getattr(self.module, _named(piece.value), None)
        if isinstance(known, str | int) and isinstance(piece.value, ast.Name) and piece.conversion == -1:
            spec = "".join(str(part.value) for part in getattr(piece.format_spec, "values", []))
            return format(known, spec).replace("{", "{{").replace("}", "}}")
        name = re.sub(r"\W", "", _named(piece.value)) or "value"
        while name in used:
            name += "_"
        used.add(name)
        return "{" + name + ("!r" if piece.conversion == ord("r") else "") + "}"


def _module(name: str) -> ModuleType:
    """Return a module for its constants; a bare one where a package that it needs is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return ModuleType(name)


def _named(node: ast.expr) -> str:
    """Return the last name in an expression: `key` of `source.key`, of `len(key)` and of `key[0]`."""
    inner = {ast.Attribute: "attr", ast.Name: "id"}.get(type(node))
    if inner:
        return str(getattr(node, inner))
    if isinstance(node, ast.Call):
        return _named(node.args[0]) if _is_plain(node) else _named(node.func)
    if isinstance(node, ast.Subscript | ast.BinOp):
        return _named(node.value if isinstance(node, ast.Subscript) else node.left)
    return ""


def _is_sentence(words: str) -> bool:
    return " " in words.strip() and any(letter.isalpha() for letter in SLOT.sub("", words))


def _strings(table: Any) -> Iterator[str]:
    """Yield every text in a table, however deep."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, tuple | list | Mapping):
        yield from (text for one in (table.values() if isinstance(table, Mapping) else table) for text in _strings(one))
    elif is_dataclass(table):
        yield from _strings([getattr(table, field.name) for field in fields(table)])


def _single(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _is_plain(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Name) and node.func.id in {"str", "len", "sorted", "min", "repr"} and bool(node.args)
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))
