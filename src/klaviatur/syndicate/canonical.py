"""One truth: a frame with one row a product, from which every output of a run takes what it says.

What several sources say becomes one product by the rule of `catalogue.merging`; of an attribute's values the one is
taken that answers a locale best, as `Product.find` does; a variant says what its parent says where it says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import orjson
import polars as pl

from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.packing import Field, doubtful
from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.records import Kind
from klaviatur.syndicate.cleaning import cleaned, cleaned_frame
from klaviatur.syndicate.expressions import PRODUCT, is_list
from klaviatur.syndicate.languages import MARK, PROOF, bare, column_in, columns_in
from klaviatur.syndicate.sales import PERIOD

# What is said of a parent, and not of each of its variants.
OWN = frozenset({Kind.IDENTIFIER, Kind.GTIN, Kind.RELATION})
OWN_NAMES = ("international_pid", "reference_")  # outside of the vocabulary
TIERS = "tier_price"  # belongs to a product's own price
FEATURES = "features"  # column: all facts of a product, each value as one struct
FEATURE = dict.fromkeys(("attribute", "label", "value", "unit", "kind"), pl.String)
SAID = {"key": pl.String, "source": pl.String, "facts": pl.String}
IMAGE, FURTHER = "image", "additional_image"  # of several images in one cell the first is the main one
AMOUNT = r"^-?[0-9]+(?:\.[0-9]+)?$"  # what a price is; "ab 9,90" and "1e3" are none
UNSURE = ".unsure"  # beside an amount: how it is written, where that can be read in two ways
PLAIN = 4  # nearness of a fact that names neither locale nor channel
STEPS = int(Field.STEPS)
PackedFact = list[Any]
_BESIDE: Mapping[int, str] = {Field.CURRENCY: "currency", Field.UNIT: "unit"}
_PARTS: Mapping[Kind, int] = {Kind.MONEY: Field.CURRENCY, Kind.NUMBER: Field.UNIT}


@dataclass(frozen=True, slots=True)
class View:
    """How an output looks at products."""

    locale: str = "de_DE"
    currency: str = ""  # prices in other currencies are none; "": whatever currency there is


@dataclass(frozen=True, slots=True)
class Said:
    """What sources say of some products: `rows` key, source, facts; the rows of a key together, the winning one first.

    `choices` names sources that people chose: key -> attribute -> source.
    """

    rows: pl.DataFrame
    choices: Mapping[str, Mapping[str, str]]


def canonical_frame(said: Said, view: View, names: Iterable[str]) -> pl.DataFrame:
    """Return one row a product, in the order of `said`: key, and a column for each of the names.

    A name is an attribute ("price"), its currency or unit ("price.currency"), what stands where a price should and
    is none ("price.text"), or FEATURES.
    """
    keys, facts = _merged(said)
    asked = frozenset(names)
    further = columns_in(asked)
    if not further:
        return _filled(keys, facts, view, asked)
    held = list(facts)
    frame = _filled(keys, held, view, frozenset(name for name in asked if MARK not in name))
    spoken = (_spoken(keys, held, View(one, view.currency), wanted) for one, wanted in further.items())
    return pl.concat([frame, *spoken], how="horizontal")


def _filled(keys: list[str], facts: Iterable[list[PackedFact]], view: View, names: frozenset[str]) -> pl.DataFrame:
    filling = _Filling(len(keys), view, names)
    filling.fill(facts)
    columns = [pl.Series("key", keys, dtype=pl.String), *filling.columns()]
    frame = cleaned_frame(pl.DataFrame(columns)).with_columns(filling.silent()).with_columns(filling.amounts())
    return frame.with_columns(filling.features()) if FEATURES in filling.names else frame


def _spoken(keys: list[str], facts: Iterable[list[PackedFact]], view: View, names: frozenset[str]) -> pl.DataFrame:
    """Return what products say in a further language, in columns like "name@en": what a view of it finds.

    "name@en.said" is "true" where a source says that it is in that language; all facts are those of which one does.
    """
    marked = [[fact for fact in one if len(fact) > Field.LOCALE and fact[Field.LOCALE]] for one in facts]
    proven = _filled(keys, marked, view, names)
    found = _filled(keys, facts, view, names - {FEATURES})
    columns = []
    for name in (one for one in found.columns if one != "key"):
        same = pl.select(pl.when(proven[name] == found[name]).then(pl.lit("true"))).to_series()
        columns += [found[name].alias(column_in(name, view.locale)), same.alias(column_in(name, view.locale) + PROOF)]
    features = [proven[FEATURES].alias(column_in(FEATURES, view.locale))] if FEATURES in names else []
    return pl.DataFrame([*columns, *features])


def inherit(frame: pl.DataFrame, parents: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` (with a column `parent`) in which a product says what its parent says, where it says nothing."""
    if parents.is_empty():
        return frame
    shared = [name for name in parents.columns if name in frame.columns and _inherits(name)]
    above = parents.select(pl.col("key").alias("parent"), pl.col(shared).name.prefix("parent:"))
    joined = frame.join(above, on="parent", how="left", maintain_order="left")
    filled = [_inherited(name) for name in shared]
    return joined.with_columns(filled).select(frame.columns)


def without_unsure(frame: pl.DataFrame) -> pl.DataFrame:
    """Return products without amounts that can be read in two ways; a price stays: it holds its product."""
    names = [name.removesuffix(UNSURE) for name in frame.columns if name.endswith(UNSURE)]
    told = [name for name in names if name != "price" and frame[f"{name}{UNSURE}"].null_count() < frame.height]
    return frame.with_columns(pl.when(pl.col(f"{name}{UNSURE}").is_null()).then(name).alias(name) for name in told)


def _inherits(name: str) -> bool:
    if bare(name) in {*PRODUCT, FEATURES} or name.startswith("wording:") or name.endswith(".text"):
        return False
    known = vocabulary().get(bare(name.partition(".")[0]))
    own = known.kind in OWN if known else name.startswith(OWN_NAMES)
    return name == "manufacturer_sku" or not (own or name.partition(".")[0] == TIERS)


def _inherited(name: str) -> pl.Expr:
    attribute, _, part = name.partition(".")
    if name in PERIOD:  # both sides are one's own, or both the parent's
        says_none = pl.all_horizontal(pl.col(one).is_null() for one in PERIOD)
        return pl.when(says_none).then(f"parent:{name}").otherwise(name).alias(name)
    if part:  # the unit belongs to the figure: both are one's own, or both the parent's
        from_parent = pl.col(attribute).is_null() & pl.col(f"parent:{attribute}").is_not_null()
        return pl.when(from_parent).then(f"parent:{name}").otherwise(name).alias(name)
    return pl.coalesce(name, f"parent:{name}").alias(name)


# --- several sources, one product -----------------------------------------------------------------------------------
def _merged(said: Said) -> tuple[list[str], Iterator[list[PackedFact]]]:
    """Return keys, and for each the facts that hold; most products have one source, and need no merging."""
    keys = said.rows["key"]
    packed = said.rows.with_columns(pl.col("facts").cast(pl.Binary))  # what is read sooner than a text of Python
    first = said.rows.select(pl.col("key").ne_missing(pl.col("key").shift(1)).fill_null(value=True)).to_series()
    if first.all():
        return keys.to_list(), map(orjson.loads, packed["facts"])
    grouped = packed.group_by("key", maintain_order=True).agg("source", "facts")
    rows = zip(grouped["key"], grouped["source"], grouped["facts"], strict=True)
    return grouped["key"].to_list(), (_united(said.choices.get(key, {}), names, facts) for key, names, facts in rows)


def _united(choices: Mapping[str, str], sources: Sequence[str], packed: Sequence[bytes]) -> list[PackedFact]:
    if len(packed) == 1:
        return list(orjson.loads(packed[0]))
    held: dict[tuple[Any, ...], tuple[bool, int, list[PackedFact]]] = {}
    for number, (source, text) in enumerate(zip(sources, packed, strict=True)):
        for fact in orjson.loads(text):
            place = (fact[0], *[*fact[7:9], None, None][:2])
            chosen = choices.get(fact[0]) == source
            known = held.get(place)
            if known is None or (chosen and not known[0]):
                held[place] = (chosen, number, [fact])
            elif known[1] == number:
                known[2].append(fact)
    return [fact for _, _, facts in held.values() for fact in facts]


# --- facts to columns -------------------------------------------------------------------------------------------------
class _Nearness(dict[tuple[str | None, str | None], int]):
    """How well a locale and channel answer the wanted locale, as `Product.find` compares them; -1: not at all."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self._locale = locale

    def __missing__(self, place: tuple[str | None, str | None]) -> int:
        locale, channel = place
        if locale is not None and locale[:2].lower() != self._locale[:2].lower():
            near = -1
        else:
            near = 4 * (channel is None) + 2 * (locale == self._locale) + (locale is not None)
        self[place] = near
        return near


@dataclass(slots=True)
class _Slot:
    """The column of one attribute while it is filled."""

    values: list[Any]
    parts: list[Any] | None  # currency or unit
    part: int
    several: bool
    currency: str
    plain: bool  # one value, whatever stands beside it
    address: bool  # of several the first one counts: joined they lead nowhere
    unsure: dict[int, str] = field(default_factory=dict)  # row: how an amount is written that can be read in two ways


class _Slots(dict[str, _Slot | None]):
    """The columns of attributes that products say something of; None for those that nobody asked for."""

    def __init__(self, height: int, view: View, names: frozenset[str]) -> None:
        super().__init__()
        self._height, self._view, self._names = height, view, names
        self.asked = _attributes(names)
        self._known = frozenset(self.asked)

    def __missing__(self, name: str) -> _Slot | None:
        self[name] = self._slot(name) if name in self._known else None
        return self[name]

    def columns(self) -> Iterator[pl.Series]:
        """Yield the columns that were asked for and that products say something in."""
        for name in self.asked:
            slot, beside = self.get(name), _BESIDE.get(self._part(name))
            if slot:
                yield pl.Series(name, slot.values, dtype=self._kind(name))
            if slot and beside:
                yield pl.Series(f"{name}.{beside}", slot.parts, dtype=pl.String)
            if slot and slot.unsure:
                unsure = [slot.unsure.get(row) for row in range(self._height)]
                yield pl.Series(f"{name}{UNSURE}", unsure, dtype=pl.String)

    def silent(self) -> Iterator[pl.Expr]:
        """Yield the others; a literal is one value for all rows, and to work on a column of nulls takes time."""
        for name in self.asked:
            slot, beside = self.get(name), _BESIDE.get(self._part(name))
            if not slot:
                yield pl.lit(None, dtype=self._kind(name)).alias(name)
                if beside:
                    yield pl.lit(None, dtype=pl.String).alias(f"{name}.{beside}")
            if beside == "currency" and not (slot and slot.unsure):
                yield pl.lit(None, dtype=pl.String).alias(f"{name}{UNSURE}")

    def prices(self) -> Iterator[str]:
        """Yield the columns that are prices."""
        return (name for name in self.asked if self._part(name) == Field.CURRENCY and not self._several(name))

    def _slot(self, name: str) -> _Slot:
        part, several = self._part(name), self._several(name)
        parts = [None] * self._height if part else None
        currency = self._view.currency if part == Field.CURRENCY else ""
        known = vocabulary().get(name)
        address = known is not None and known.kind is Kind.MEDIA
        plain = not several and part != Field.CURRENCY
        return _Slot([None] * self._height, parts, part, several, currency, plain=plain, address=address)

    def _part(self, name: str) -> int:
        """Return what stands beside a value, 0 for nothing."""
        known = vocabulary().get(name)
        return _PARTS.get(known.kind, 0) if known else 0

    def _several(self, name: str) -> bool:
        return is_list(name) or f"{name}[]" in self._names

    def _kind(self, name: str) -> Any:
        return pl.List(pl.String) if self._several(name) else pl.String


class _Filling:
    """Fills the columns of many products in one walk over their facts."""

    def __init__(self, height: int, view: View, names: frozenset[str]) -> None:
        self._near = _Nearness(view.locale)
        self.names = names
        self._slots = _Slots(height, view, names)
        self._features = _Features(view.locale) if FEATURES in names else None
        self._height = height

    def fill(self, products: Iterable[list[PackedFact]]) -> None:
        """Put the facts of each product into its row."""
        slots, near = self._slots, self._near
        for row, facts in enumerate(products):
            best: dict[str, int] = {}
            for fact in facts:
                slot = slots[fact[0]]
                if slot is None:
                    continue
                size = len(fact)
                score = PLAIN if size < 8 else near[fact[7], fact[8] if size > 8 else None]
                if score == PLAIN and slot.plain and slot.values[row] is None and type(fact[2]) is str:
                    slot.values[row] = fact[2] or None  # as most facts are; `_put` does the same and more
                    if slot.parts and fact[2] and size > slot.part:
                        slot.parts[row] = fact[slot.part]
                elif score >= 0:
                    _put(slot, row, fact, score, best)
                    if fact[0] == IMAGE and type(fact[2]) is list and (further := slots[FURTHER]):
                        _put(further, row, [FURTHER, fact[1], fact[2][1:], *fact[3:]], score, best)
            if self._features is not None:
                self._add_features(row, facts)

    def columns(self) -> Iterator[pl.Series]:
        """Yield the columns that were asked for and that products say something in."""
        return self._slots.columns()

    def silent(self) -> Iterator[pl.Expr]:
        """Yield the others."""
        return self._slots.silent()

    def amounts(self) -> Iterator[pl.Expr]:
        """Yield prices without what is no amount, and that beside them where it was asked for."""
        for name in self._slots.prices():
            amount = pl.col(name).str.contains(AMOUNT)
            yield pl.when(amount).then(name)
            if f"{name}.text" in self.names:
                yield pl.when(~amount).then(name).alias(f"{name}.text")

    def features(self) -> pl.Series:
        """Return the column of all facts."""
        return self._features.column(self._height) if self._features else pl.Series(FEATURES, [])

    def _add_features(self, row: int, facts: list[PackedFact]) -> None:
        """Note what a product says, each attribute in the nearest locale; what is the house's own is left out."""
        if self._features is None:
            return
        for fact in facts:
            if len(fact) > 7 and (fact[7] or (len(fact) > 8 and fact[8])):
                facts = self._nearest(facts)
                break
        self._features.add(row, facts)

    def _nearest(self, facts: list[PackedFact]) -> list[PackedFact]:
        best: dict[str, tuple[int, list[PackedFact]]] = {}
        for fact in facts:
            score = PLAIN if len(fact) < 8 else self._near[fact[7], fact[8] if len(fact) > 8 else None]
            known = best.get(fact[0])
            if score < 0 or (known and score < known[0]):
                continue
            if known and score == known[0]:
                known[1].append(fact)
            else:
                best[fact[0]] = (score, [fact])
        return [fact for _, held in best.values() for fact in held]


class _Names(dict[tuple[str, str], str | None]):
    """What people call attributes; None for those of the house alone."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self._english = locale[:2].lower() == "en"

    def __missing__(self, named: tuple[str, str]) -> str | None:
        shown = label_of(*named)
        name = None if is_internal(*named) else shown.en if self._english else shown.de
        self[named] = name
        return name


class _Features:
    """All facts of many products, side by side."""

    def __init__(self, locale: str) -> None:
        self._names = _Names(locale)
        self._rows: list[int] = []
        self._codes: list[int] = []  # of what stands around values: it comes again and again
        self._values: list[str] = []
        self._known: dict[tuple[Any, ...], int] = {}
        self._told: list[tuple[str, str, str | None, str]] = []  # by code: attribute, label, unit, kind

    def add(self, row: int, facts: list[PackedFact]) -> None:
        """Note facts of a product; each value of a list is one of its own."""
        known, codes, values, before = self._known, self._codes, self._values, len(self._values)
        for fact in facts:
            value = fact[2]
            around = (fact[0], fact[1], *fact[5:7], *fact[10:11]) if len(fact) > 5 else (fact[0], fact[1])
            code = known.get(around)
            if code is None:
                code = known[around] = self._code(fact)
            if code < 0 or not value or (len(fact) > STEPS and doubtful(fact)):
                continue
            if type(value) is str:
                codes.append(code)
                values.append(value)
            else:
                codes.extend([code] * len(value))
                values.extend(value)
        self._rows.extend([row] * (len(values) - before))

    def _code(self, fact: PackedFact) -> int:
        """Return the number of what stands around a value, -1 for what is the house's own."""
        size = len(fact)
        name = self._names[fact[0], (fact[10] if size > 10 else None) or ""]
        if name is None:
            return -1
        unit = (fact[5] if size > 5 else None) or (fact[6] if size > 6 else None)
        self._told.append((fact[0], name, unit, fact[1]))
        return len(self._told) - 1

    def column(self, height: int) -> pl.Series:
        """Return a list of structs for each product, null for one that says nothing."""
        told = pl.DataFrame(
            self._told, schema=dict.fromkeys(("attribute", "label", "unit", "kind"), pl.String), orient="row"
        ).with_columns(pl.col("label", "unit").map_batches(cleaned, return_dtype=pl.String))
        values = cleaned(pl.Series("value", self._values, dtype=pl.String))
        frame = told[pl.Series(self._codes, dtype=pl.UInt32)].with_columns(
            values, row=pl.Series(self._rows, dtype=pl.UInt32)
        )
        frame = frame.filter(pl.col("value").is_not_null()) if values.null_count() else frame
        listed = frame.select("row", pl.struct(*FEATURE).alias(FEATURES)).group_by("row", maintain_order=True)
        every = pl.DataFrame({"row": pl.int_range(height, dtype=pl.UInt32, eager=True)})
        return every.join(listed.agg(FEATURES), on="row", how="left", maintain_order="left")[FEATURES]


def _put(slot: _Slot, row: int, fact: PackedFact, score: int, best: dict[str, int]) -> None:
    """Put a value into its row, unless a nearer one is there; several of one nearness are a list together."""
    value = _shaped(slot, fact[2])
    if not value:
        return
    part = fact[slot.part] if slot.parts is not None and len(fact) > slot.part else None
    if slot.currency and part and part != slot.currency:
        _note_currency(slot, row, part)
        return
    held = slot.values[row]
    before = best.get(fact[0], PLAIN)
    if held is not None and score <= before:
        if slot.several and score == before:
            slot.values[row] = [*held, *value]
        return
    if score != PLAIN:
        best[fact[0]] = score
    slot.values[row] = value
    if slot.parts is not None:
        slot.parts[row] = part
    if slot.unsure:
        slot.unsure.pop(row, None)
    if len(fact) > STEPS and (raw := doubtful(fact)):
        slot.unsure[row] = raw


def _shaped(slot: _Slot, value: Any) -> Any:
    """Return a value as its column has it."""
    if isinstance(value, list):
        return value if slot.several else value[0] if slot.address and value else "; ".join(value)
    return value.split("\n") if slot.several and value else value  # several columns of one text come in lines


def _note_currency(slot: _Slot, row: int, currency: str) -> None:
    """Note that a product has a price in another currency: rules can say so, instead of that there is none."""
    if slot.parts is not None and slot.values[row] is None:
        slot.parts[row] = currency


def _attributes(names: Iterable[str]) -> list[str]:
    """Return the attributes behind names, each once, in order."""
    parts = ("[]", ".currency", ".unit", ".text", UNSURE)
    asked = {reduce(str.removesuffix, parts, name) for name in names}
    return sorted(
        name for name in asked if name not in PRODUCT and name not in FEATURES and not name.startswith("wording:")
    )
