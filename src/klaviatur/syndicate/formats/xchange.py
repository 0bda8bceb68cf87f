"""ETIM xChange: one supplier's catalogue as one JSON object."""

from collections.abc import Mapping, Sequence

import orjson
import polars as pl

from klaviatur.syndicate.formats.json_records import JsonArray
from klaviatur.syndicate.formats.json_tree import Leaf
from klaviatur.syndicate.formats.writing import Setup
from klaviatur.syndicate.formats.xchange_relations import RELATIONS, is_relation, with_relations

FEATURES = "EtimClassification[0].EtimFeatures"
RANGE = 2  # values
_NUMBER = r"^-?[0-9]{1,12}[.]?[0-9]{0,4}$"


class Xchange(JsonArray):
    """A catalogue of products. Settings: supplier, supplier_gln, catalog_id, catalog_version, catalog_name."""

    def head(self, setup: Setup) -> str:
        """Return the catalogue up to its products."""
        values, day = setup.values, f"{setup.stamp:%Y-%m-%d}" if setup.stamp else "2000-01-01"
        told = {
            "CatalogueId": values.get("catalog_id"),
            "CatalogueName": [{"CatalogueName": values["catalog_name"]}] if values.get("catalog_name") else None,
            "CatalogueVersion": values.get("catalog_version"),
            "CatalogueType": "FULL",
            "GenerationDate": day,
            "CatalogueValidityStart": values.get("valid_from") or day,
            "Country": [setup.locale[3:5].upper()] if setup.locale[3:5] else None,
            "Language": [setup.locale.replace("_", "-")],
            "CurrencyCode": setup.currency,
        }
        supplier = {"SupplierName": values.get("supplier"), "SupplierIdGln": values.get("supplier_gln")}
        return f'{_open(told)},"Supplier":[{_open(supplier)},"Product":[\n'

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a product each; two numbers of an ETIM feature are the range between them."""
        frame = _with_ranges(frame) if FEATURES in frame.columns else frame
        related = [one for one in setup.profile.fields if is_relation(one)]
        return super().render(with_relations(frame, related) if related else frame, setup)

    def leaves(self, setup: Setup) -> Sequence[Leaf]:
        """Return a leaf for each field; all relations are one list, where the first of them stands."""
        found = []
        for one, leaf in zip(setup.profile.fields, super().leaves(setup), strict=True):
            if not is_relation(one):
                found.append(leaf)
            elif all(known.path != RELATIONS for known in found):
                found.append(Leaf(RELATIONS, RELATIONS, "json"))
        return found

    def tail(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of products, supplier and catalogue."""
        return "\n]}]}\n"


def _open(told: Mapping[str, object]) -> str:
    """Return an object that goes on."""
    return orjson.dumps({name: value for name, value in told.items() if value}).decode()[:-1]


def _with_ranges(frame: pl.DataFrame) -> pl.DataFrame:
    """Return features with lower and upper beside their value, each feature that is a range once."""
    rows = pl.DataFrame({"row": pl.int_range(frame.height, eager=True), FEATURES: frame[FEATURES]})
    rows = rows.explode(FEATURES).drop_nulls(FEATURES).unnest(FEATURES)
    value, same = pl.col("value"), ["row", "attribute"]
    is_range = ((value.len() == RANGE) & value.str.contains(_NUMBER).all()).over(same)
    figures = value.cast(pl.Decimal(20, 4), strict=False)
    told = rows.with_columns(
        lower=pl.when(is_range).then(value.sort_by(figures).first().over(same)),
        upper=pl.when(is_range).then(value.sort_by(figures).last().over(same)),
        value=pl.when(~is_range).then(value),
    ).unique([*same, "value"], keep="first", maintain_order=True)
    listed = told.group_by("row", maintain_order=True).agg(pl.struct(pl.all().exclude("row")).alias(FEATURES))
    every = pl.DataFrame({"row": pl.int_range(frame.height, eager=True)})
    return frame.with_columns(every.join(listed, on="row", how="left", maintain_order="left")[FEATURES])
