"""Pre-flight: what a platform would refuse is found before it leaves, set-based."""

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.records import Bilingual, OutputField, OutputProfile, Problem, Severity
from klaviatur.syndicate.columns import reckoned, silent_columns
from klaviatur.syndicate.limits import AMBIGUOUS, GONE, NOT_RELEASED, Check
from klaviatur.syndicate.planning import Plan

FOUND = {
    "key": pl.String,
    "rule": pl.String,
    "place": pl.String,
    "value": pl.String,
    "severity": pl.String,
}
SHOWN = 200  # characters of a value that are kept with a problem
_MOST_NAMED = 12  # values that a message names
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LAST = re.compile(  # what first() gives where a product says nothing
    r", (?:url\(|replace\()?setting\('(\w+)'(?:\)| \+ (?:key|segment\(key\))\)|\), ',', '\.'\))+\)"
)
_SETTABLE = {  # what is to be done where a setting says what products do not say
    "missing": (
        "Im Katalog ergänzen, oder in den Einstellungen der Ausgabe sagen",
        "Add it in the catalogue, or say in the settings of the output",
    ),
    "wrong": (
        "Den Wert im Katalog berichtigen, oder in den Einstellungen der Ausgabe, wenn er von dort kommt",
        "Correct the value in the catalogue, or in the settings of the output if it comes from there",
    ),
}
NO_PROBLEMS = pl.DataFrame(schema=FOUND)
PARENT_HELD = "catalogue.parent_held"


def find_problems(plan: Plan, cells: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Return the problems of items, in the order of items and fields: FOUND.

    `cells` holds key and the value of every field, `products` the canonical rows of the same items in the same order.
    """
    silent = silent_columns(cells)
    asked = [one for field in plan.fields for one in field.checks if one.of_silence or one.place not in silent]
    found = [*_caught(cells, asked, cells), *_caught(products, plan.checks, cells)]
    return pl.concat([NO_PROBLEMS, *found]) if found else NO_PROBLEMS


def with_parents(plan: Plan, problems: pl.DataFrame, cells: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Return problems, and those of variants that would name a parent which is held; option parent: field that does."""
    place = plan.profile.options.get("parent", "")
    if not place:
        return problems
    held = held_keys(problems)
    if held.is_empty():
        return problems
    above = products["parent"].alias("above")
    caught = cells.with_columns(above).filter(
        pl.col("above").is_in(held.implode()), pl.col(place).is_not_null(), ~pl.col("key").is_in(held.implode())
    )
    told = caught.select(
        "key",
        rule=pl.lit(PARENT_HELD),
        place=pl.lit(place),
        value=pl.col("above").str.head(SHOWN),
        severity=pl.lit(Severity.BLOCK.value),
    )
    return pl.concat([problems, told])


def held_keys(problems: pl.DataFrame) -> pl.Series:
    """Return the keys of items that must not leave."""
    return problems.filter(pl.col("severity") == Severity.BLOCK.value)["key"].unique()


def _caught(frame: pl.DataFrame, checks: Sequence[Check], cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    if not checks or frame.is_empty():
        return
    marks = reckoned(frame, {str(at): check.catches for at, check in enumerate(checks)})
    for check, mark in zip(checks, marks, strict=True):
        if mark.any():
            shown = check.shown or check.place
            rows = (cells if shown in cells.columns and not check.shown else frame).filter(mark)
            yield rows.select(
                "key",
                rule=pl.lit(check.rule),
                place=pl.lit(check.place),
                value=_shown(rows, shown),
                severity=pl.lit(check.severity.value),
            )


def _shown(rows: pl.DataFrame, place: str) -> pl.Expr:
    kind = rows.schema.get(place)
    if kind is None or (isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct)):
        return pl.lit("")
    value = pl.col(place).list.join(", ") if isinstance(kind, pl.List) else pl.col(place).cast(pl.String)
    return value.fill_null("").str.head(SHOWN)


def without_wrong(plan: Plan, cells: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """Return the values of fields without those that are left out, as `find_problems` found them."""
    warned = frozenset(problems.filter(severity=Severity.WARN.value)["place"].unique())
    keys: dict[str, list[pl.Series]] = {}
    for planned in plan.fields:
        if planned.field.name not in warned:
            continue
        rules = [f"{planned.rule}_wrong", f"{planned.rule}_too_long"]
        caught = problems.filter(pl.col("rule").is_in(rules), place=planned.field.name)["key"]
        for name in planned.left_out if caught.len() else ():
            keys.setdefault(name, []).append(caught)
    gone = {name: pl.col("key").is_in(pl.concat(some).implode()) for name, some in keys.items()}
    return cells.with_columns(pl.when(~wrong).then(name).alias(name) for name, wrong in gone.items())


# --- problems as people read them -----------------------------------------------------------------------------------
def as_problem(profile: OutputProfile, row: Mapping[str, str]) -> Problem:
    """Return a problem in words, with the platform's own id."""
    rule, place = row["rule"], row["place"]
    severity = Severity(row["severity"])
    told = next((one for one in profile.rules if rule == f"{profile.name}.{one.name}"), None)
    if told:
        return Problem(row["key"], rule, told.id, severity, told.message, told.proposal, place, row["value"])
    if rule == AMBIGUOUS:
        said = _ambiguous(place, severity)
        return Problem(row["key"], rule, _id_of(profile, place), severity, *said, place, row["value"])
    if rule in _GENERAL:
        return Problem(row["key"], rule, "", severity, *_GENERAL[rule], place, row["value"])
    own = place.rpartition("#")[0]  # of a field that comes again in a further language
    field = next((one for name in (place, own) for one in profile.fields if one.name == name), None)
    kind = rule.rpartition("_")[2] if not rule.endswith("_too_long") else "too_long"
    platform = field.ids.get("too_long" if kind == "cut" else kind, "") if field else ""
    said = _words(kind, place, field, severity)
    if kind in _SETTABLE and field:
        said = said[0], _or_set(profile, field, *_SETTABLE[kind]) or said[1]
    return Problem(row["key"], rule, platform, severity, *said, place, row["value"])


def _id_of(profile: OutputProfile, attribute: str) -> str:
    """Return what the platform calls a wrong value of the field that states an attribute, else of one that reads it."""
    named = [one for one in profile.fields if "wrong" in one.ids and attribute in _NAME.findall(one.says)]
    stating = (one for one in named if attribute in one.parity)
    return next((one.ids["wrong"] for one in (*stating, *named)), "")


def _ambiguous(attribute: str, severity: Severity) -> tuple[Bilingual, Bilingual]:
    label = label_of(attribute)
    left = ("", "") if severity is Severity.BLOCK else ("; er bleibt weg", "; it is left out")
    return (
        Bilingual(
            f"{label.de}: Der Betrag lässt sich auf zwei Arten lesen, denn das Dezimalzeichen seiner Spalte ist unklar"
            f"{left[0]}.",
            f"{label.en}: The amount can be read in two ways, for its column has no clear decimal mark{left[1]}.",
        ),
        Bilingual(
            'In der Mappingdatei der Quelle bei dieser Spalte decimal = "," oder decimal = "." schreiben (klaviatur '
            "mapping DATEI nennt sie) und die Datei neu einlesen (klaviatur collect DATEI); oder den Betrag in der "
            "Quelle mit zwei Nachkommastellen schreiben.",
            'Write decimal = "," or decimal = "." at this column in the mapping file of the source (klaviatur mapping '
            "FILE names it) and collect the file again (klaviatur collect FILE); or write the amount in the source "
            "with two decimals.",
        ),
    )


def _words(kind: str, place: str, field: OutputField | None, severity: Severity) -> tuple[Bilingual, Bilingual]:
    most = (field.max_characters or field.max_bytes or 0) if field else 0
    de, en = _called(field, place)
    gone = severity is Severity.WARN
    left = (" Das Feld bleibt weg.", " The field is left out.") if gone else ("", "")
    if kind == "missing":
        return (
            Bilingual(f"{de} fehlt; die Plattform verlangt es.", f"{en} is missing; the platform wants it."),
            Bilingual("Im Katalog ergänzen.", "Add it in the catalogue."),
        )
    if kind == "too_long":
        return (
            Bilingual(
                f"{de} ist länger als erlaubt ({most}).{left[0]}", f"{en} is longer than allowed ({most}).{left[1]}"
            ),
            Bilingual("Im Katalog kürzen.", "Shorten it in the catalogue."),
        )
    if kind == "cut":
        return (
            Bilingual(f"{de} wurde auf {most} Zeichen gekürzt.", f"{en} was cut to {most} characters."),
            Bilingual("Eine kürzere Fassung freigeben.", "Release a shorter wording."),
        )
    allowed = ", ".join(field.one_of[:_MOST_NAMED]) if field and field.one_of else ""
    allowed += ", ..." if field and len(field.one_of) > _MOST_NAMED else ""
    more = (f" Erlaubt: {allowed}.", f" Allowed: {allowed}.") if allowed else ("", "")
    return (
        Bilingual(
            f"{de} hat eine andere Form als verlangt.{more[0]}{left[0]}", f"{en} has another form.{more[1]}{left[1]}"
        ),
        Bilingual("Den Wert im Katalog berichtigen.", "Correct the value in the catalogue."),
    )


def _or_set(profile: OutputProfile, field: OutputField, de: str, en: str) -> Bilingual | None:
    """Return what to do where a setting of the output says what holds for products that do not say it."""
    settings = {need.name: need.label for need in profile.needs if not need.required}
    named = [name for name in _NAME.findall(field.says) if name in vocabulary()]
    name = next((name for name in (*named, *_LAST.findall(field.says)) if name in settings), "")
    if not name:
        return None
    given = f"--set {name}={'in_stock' if name == 'availability' else '...'}"
    return Bilingual(
        f"{de}: {settings[name].de} ({given})",
        f"{en}: {settings[name].en} ({given})",
    )


def _called(field: OutputField | None, place: str) -> tuple[str, str]:
    """Return what people call what a field says, with its name on the platform: "Preis (variants[].price.amount)"."""
    read = [name for name in _NAME.findall(field.says) if name in vocabulary()] if field else []
    stated = {"price" if one == "selling_price" else one for one in (field.parity if field else ())}
    attribute = next((name for name in read if name in stated), next(iter(read), ""))
    if not attribute:
        return repr(place), repr(place)
    attribute = "image" if attribute == "variant_image" and "image" in read else attribute  # one of both is enough
    label = label_of(attribute)
    return f"{label.de} ({place})", f"{label.en} ({place})"


_GENERAL = {
    NOT_RELEASED: (
        Bilingual(
            "Für dieses Produkt steht keine freigegebene Fassung.", "No released wording stands for this product."
        ),
        Bilingual("Eine Fassung prüfen und freigeben.", "Review a wording and release it."),
    ),
    PARENT_HELD: (
        Bilingual(
            "Das Hauptprodukt dieser Variante wird zurückgehalten; ohne es nimmt die Plattform die Variante nicht an.",
            "The parent of this variant is held; without it the platform does not take the variant.",
        ),
        Bilingual("Beheben, was das Hauptprodukt zurückhält.", "Mend what holds the parent."),
    ),
    GONE: (
        Bilingual("Keine Quelle liefert dieses Produkt mehr.", "No source brings this product any more."),
        Bilingual("Verfügbarkeit prüfen, oder das Produkt aus dem Katalog nehmen.", "Check whether it is still sold."),
    ),
}
