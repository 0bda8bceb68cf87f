"""ETIM xChange: one supplier's catalogue as one JSON object."""

from collections.abc import Mapping

import orjson

from klaviatur.syndicate.formats.json_records import JsonArray
from klaviatur.syndicate.formats.writing import Setup


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

    def tail(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of products, supplier and catalogue."""
        return "\n]}]}\n"


def _open(told: Mapping[str, object]) -> str:
    """Return an object that goes on."""
    return orjson.dumps({name: value for name, value in told.items() if value}).decode()[:-1]
