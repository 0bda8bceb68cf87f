"""An output made ready to run: its profile's expressions compiled for its settings, its writer, what it reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256

import orjson
import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import ProfileError, SettingError
from klaviatur.records import Bilingual, Kind, OutletField, OutputField, OutputProfile, OutputRule
from klaviatur.syndicate.canonical import UNSURE, View
from klaviatur.syndicate.cleaning import clean_text
from klaviatur.syndicate.columns import Column
from klaviatur.syndicate.expressions import PRODUCT, Expression, read_expression
from klaviatur.syndicate.formats import FORMATS, Setup, Writer
from klaviatur.syndicate.languages import MARK, column_in, further, has_languages, in_languages, language_of, read_in
from klaviatur.syndicate.leaving_out import left_out_with
from klaviatur.syndicate.limits import Check, check, checks_of_field, checks_of_products
from klaviatur.syndicate.phrases import checked_pattern
from klaviatur.syndicate.sales import Moment
from klaviatur.syndicate.sharing import asks_families
from klaviatur.syndicate.typed import Form, Ground, Typed, as_number, as_text, as_truth

COMMON = (
    OutletField("locale", Bilingual("Sprache und Land", "Language and country"), default="de_DE"),
    OutletField("currency", Bilingual("Währung", "Currency"), default="EUR"),
    OutletField("texts", Bilingual("Welche Texte", "Which texts"), default="released_or_collected"),
    OutletField("missing", Bilingual("Nicht mehr gelieferte Produkte", "Products no source brings"), default="keep"),
    OutletField("feed", Bilingual("Abruf als Feed", "Served as feed"), default="off"),
    OutletField("feed_token", Bilingual("Schlüssel des Feeds", "Token of the feed")),
)
CHOICES: Mapping[str, Sequence[str]] = {
    "texts": ("released_or_collected", "released_only"),
    "missing": ("keep", "hold"),
    "feed": ("off", "token", "open"),
}
FORMS = {
    "locale": ("[a-z]{2,3}_[A-Z]{2}", "de_DE"),
    "currency": ("[A-Z]{3}", "EUR"),
    "country": ("[A-Z]{2}", "DE"),
    "availability": ("in_stock|out_of_stock|preorder|backorder", "in_stock, out_of_stock, preorder or backorder"),
    **dict.fromkeys(
        ("base_url", "link_start", "image_base", "files_base"), ("https?://[^/\\s]+\\S*", "https://shop.example")
    ),
}
_TEXTS = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST, Kind.MEDIA})
UNSEEN = frozenset({"feed", "feed_token"})  # settings that change no byte of an output
ENGINE = 8  # raise it when outputs come out otherwise: they are made anew then
STATED = ("price", "availability", "gtin", "title", "description")


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A field with what it says of every product."""

    field: OutputField
    column: Column
    form: Form
    rule: str  # "google_merchant.price": what its problems begin with
    grouped: bool  # said once for a group
    left_out: frozenset[str] = frozenset()  # fields that are left out where this one is wrong; none: the item is held
    checks: tuple[Check, ...] = ()

    @property
    def language(self) -> str:
        """Return the further language it is said in, "" for the output's own."""
        return language_of(self.field)


@dataclass(frozen=True, slots=True)
class Plan:
    """An output that can be run."""

    profile: OutputProfile
    setup: Setup
    writer: Writer
    view: View
    fields: tuple[PlannedField, ...]
    checks: tuple[Check, ...]  # of products
    names: frozenset[str]  # columns of the canonical frame
    shared: Mapping[str, Column]  # columns that are made of these, before fields and rules read them
    read: frozenset[str]  # columns that fields and rules read
    print: str  # of what makes the output what it is, beside the catalogue and this engine

    @property
    def name(self) -> str:
        """Return the output's name."""
        return self.profile.name

    @property
    def by_group(self) -> bool:
        """Return whether a change of one product may change all records or items of its group."""
        return bool(self.profile.group) or "once" in self.profile.options

    @property
    def by_family(self) -> bool:
        """Return whether it may change what a parent and its variants say of each other."""
        return asks_families(self.shared)

    @property
    def wordings(self) -> frozenset[str]:
        """Return the columns of released wordings that fields read."""
        return frozenset(name for name in self.names if name.startswith("wording:"))


def make_plan(profile: OutputProfile, values: Mapping[str, str]) -> Plan:
    """Return an output ready to run. Raises ProfileError for a wrong profile, SettingError for missing settings."""
    whole = full_values(profile, values)
    profile = in_languages(profile, whole)
    view = View(whole["locale"], whole["currency"])
    writer = writer_of(profile)
    shared: dict[str, Column] = {}
    ground = Ground(
        f"Output {profile.name!r}",
        view.locale,
        view.currency,
        whole,
        profile.wordings,
        frozenset(whole),
        shared=shared,
    )
    read = [(one, _read(ground, f"field {one.name!r}", one.says)) for one in profile.fields]
    ruled = [(one, _read(ground, f"rule {one.name!r}", one.holds_when)) for one in profile.rules]
    said = frozenset[str]().union(*(expression.names for one, expression in read if not language_of(one)))
    ground = replace(ground, read=said)
    fields = tuple(_field(profile, one, expression, _in_language(ground, one, read)) for one, expression in read)
    named = [_names_in(language_of(one), expression.names) for one, expression in read]
    names = frozenset[str]().union(*named, *(expression.names for _, expression in ruled))
    goes = left_out_with(profile, named)
    rules = [_rule(ground, profile, one, expression) for one, expression in ruled]
    amounts = frozenset(name for name in said if f"{name}.currency" in said)
    unsure = frozenset(f"{name}{UNSURE}" for name in amounts)
    columns = (*(one.column for one in fields if not one.language), *(one.catches for one in rules))
    needed = {name for name in names if name.startswith("wording:") and MARK not in name}
    wordings = needed if whole["texts"] == "released_only" else ()  # without which no product leaves
    spoken = {
        name for one in fields if one.language for each in one.column.reads for name in _read_in(each, one.language)
    }
    return Plan(
        profile=profile,
        setup=Setup(profile, whole, locale=view.locale, currency=view.currency),
        writer=writer,
        view=view,
        fields=tuple(_asked(_as_released(one, whole), goes[one.field.name]) for one in fields),
        checks=(*rules, *checks_of_products(profile, whole, amounts, wordings)),
        names=names,
        shared=shared,
        read=unsure.union(
            spoken, (one.shows for one in profile.rules if one.shows), *(column.reads for column in columns)
        ),
        print=_print_of(profile, whole),
    )


def at_moment(plan: Plan, stamp: datetime | None, moment: Moment | None) -> Plan:
    """Return a plan for a run at this moment, of a catalogue whose newest change was at `stamp`."""
    return replace(plan, setup=replace(plan.setup, stamp=stamp, moment=moment))


def _print_of(profile: OutputProfile, values: Mapping[str, str]) -> str:
    told = [ENGINE, asdict(profile), {name: value for name, value in values.items() if name not in UNSEEN}]
    return sha256(orjson.dumps(told, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def check_profile(profile: OutputProfile) -> None:
    """Raise ProfileError where a profile cannot be run whatever its settings are."""
    example = {
        need.name: need.default or ("in_stock" if need.name == "availability" else "https://shop.example")
        for need in profile.needs
    }
    make_plan(profile, example)


def writer_of(profile: OutputProfile) -> Writer:
    """Return the writer of a profile's format. Raises ProfileError."""
    writer = FORMATS.get(profile.format)
    if writer is None:
        known = ", ".join(sorted(FORMATS))
        raise ProfileError(
            f"Output file {profile.place!r}: 'format' is {profile.format!r}, which nothing writes. There are {known}."
        )
    return writer


def full_values(profile: OutputProfile, values: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of an output with their defaults. Raises SettingError for missing or unknown ones."""
    needs = [*COMMON, *profile.needs]
    known = {need.name: clean_text(values.get(need.name) or need.default) for need in needs}
    for name in values:
        if name not in known:
            raise SettingError(f"The output {profile.name!r} has no setting {name!r}. It has {', '.join(known)}.")
    for need in needs:
        if need.required and not known[need.name]:
            raise SettingError(
                f"The output {profile.name!r} needs the setting {need.name!r} ({need.label.en}). Set it: "
                f"klaviatur outputs on {profile.name} --set {need.name}=VALUE --by NAME, or on the page Outputs."
            )
    for name, allowed in CHOICES.items():
        if known[name] not in allowed:
            raise SettingError(f"The setting {name!r} is {known[name]!r}. It can be {', '.join(allowed)}.")
    for name, (pattern, example) in FORMS.items():
        if known.get(name) and not re.fullmatch(pattern, known[name]):
            raise SettingError(f"The setting {name!r} is {known[name]!r}. Write it like {example}.")
    if has_languages(profile):
        further(known)  # raises for what is no language
    return known


def _read(ground: Ground, what: str, said: str) -> Expression:
    return read_expression(said, replace(ground, place=f"{ground.place}, {what}"))


def _field(profile: OutputProfile, one: OutputField, expression: Expression, ground: Ground) -> PlannedField:
    here = replace(ground, place=f"{ground.place}, field {one.name!r}")
    typed = expression.build(here)
    if not expression.names:  # what no product says is the same for all
        typed = replace(typed, expr=typed.expr.first())
    if one.pattern:
        checked_pattern(here, one.pattern)
    name = f"{profile.name}.{one.name.replace('/', '.').replace('[]', '').replace(':', '_').strip('@')}"
    members = f"{profile.options.get('members', 'variants')}[]."
    rows = profile.format not in {"json", "jsonl"}
    grouped = bool(profile.group) and (one.level == "group" if rows else not one.name.startswith(members))
    if typed.form is Form.LIST:
        return PlannedField(one, Column(typed.expr), Form.LIST, name, grouped)
    if one.type == "boolean" or typed.form is Form.TRUTH:
        said = typed.expr if typed.form is Form.TRUTH else _truth(here, typed)
        return PlannedField(one, Column(said), Form.TRUTH, name, grouped)
    if one.type in {"number", "integer"} and typed.form is Form.NUMBER:
        number = as_text(here, Typed(as_number(here, typed), Form.NUMBER))
        return PlannedField(one, Column(number), Form.NUMBER, name, grouped)
    return PlannedField(one, Column(as_text(here, typed).cast(pl.String)), Form.TEXT, name, grouped)


def _rule(ground: Ground, profile: OutputProfile, one: OutputRule, expression: Expression) -> Check:
    if one.shows and one.shows not in expression.names:
        here = replace(ground, place=f"{ground.place}, rule {one.name!r}")
        here.fail(f"it shows {one.shows!r}, which it does not read", "Name an attribute of its holds_when.")
    catches = as_truth(ground, expression.build(ground))
    return check(f"{profile.name}.{one.name}", one.place, one.severity, catches, shown=one.shows)


def _asked(one: PlannedField, left_out: frozenset[str]) -> PlannedField:
    checks = checks_of_field(one.field, one.form, one.rule, leaves_out=bool(left_out))
    return replace(one, left_out=left_out, checks=checks)


# --- further languages ------------------------------------------------------------------------------------------------
def _in_language(ground: Ground, field: OutputField, read: Sequence[tuple[OutputField, Expression]]) -> Ground:
    """Return the ground of a field's expression: in a further language nothing is shared with other outputs.

    Facts that no field says in that language stay among its features, texts alone: of figures, prices and numbers of
    products there is one for all languages.
    """
    language = language_of(field)
    if not language:
        return ground
    spoken = frozenset[str]().union(*(expression.names for one, expression in read if language_of(one) == language))
    kept = {name for name in ground.read if (known := vocabulary().get(name)) and known.kind in _TEXTS}
    return replace(ground, locale=language, shared=None, read=(ground.read - kept) | spoken)


def _as_released(one: PlannedField, values: Mapping[str, str]) -> PlannedField:
    """Return a field that says nothing in a further language but released texts, where they alone may leave."""
    wordings = [pl.col(name).is_not_null() for name in sorted(one.column.reads) if name.startswith("wording:")]
    if not (one.language and wordings and values["texts"] == "released_only"):
        return one
    return replace(one, column=Column(pl.when(pl.all_horizontal(wordings)).then(one.column.expr)))


def _names_in(language: str, names: frozenset[str]) -> frozenset[str]:
    if not language:
        return names
    return frozenset(name if name in PRODUCT else column_in(name, language) for name in names)


def _read_in(name: str, language: str) -> tuple[str, ...]:
    return read_in(name, language, PRODUCT)


def _truth(ground: Ground, typed: Typed) -> pl.Expr:
    said = as_text(ground, typed)
    return pl.when(said == "true").then(statement=True).when(said == "false").then(statement=False)
