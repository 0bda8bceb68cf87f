"""What is of the house alone is told from what customers may read."""

import pytest

from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.text.lexicon import read_table


@pytest.mark.parametrize(
    ("attribute", "label"),
    [
        ("erp_group_supplier", "ERP_GROUP_SUPPLIER"),
        ("reference_feature_group_id", "REFERENCE_FEATURE_GROUP_ID ETIM-8.0"),
        ("catalog_group_id", "CATALOG_GROUP_ID"),
        ("article_status", "ARTICLE_STATUS"),
        ("meta_internal_flag", "Meta: _internal_flag"),
        ("published", "Published"),
        ("option_1_value", "Option1 Value"),
        ("attribut_1_wert", "Attribut 1 Wert(e)"),
        ("oxvarselect", "OXVARSELECT"),
        ("pim_status_7", "pim_status_7"),
        ("internal_id", ""),
        ("cost_price", "Einkaufspreis"),
        ("status", "Status"),
        ("variant_sku", "Variant SKU"),
        ("internal_variant_id", "Internal_Variant_ID"),
        ("sku_2", "SKU"),
        ("parent_2", "Parent"),
    ],
)
def test_what_a_system_keeps_for_itself_is_internal(attribute: str, label: str) -> None:
    assert is_internal(attribute, label)


@pytest.mark.parametrize(
    ("attribute", "label"),
    [
        ("color", "color_name"),
        ("weight", "WEIGHT_KG"),
        ("durchmesser", "Durchmesser"),
        ("ip_klasse", "IP-Klasse"),
        ("holz", "Holz"),
        ("usb", "USB"),
        ("anzahl_der_faecher", "Anzahl der Fächer"),
        ("material_product_metafields_custom_material", "Material"),
        ("wassersaeule", ""),
        ("anzahl_faecher", ""),
    ],
)
def test_what_customers_read_is_not(attribute: str, label: str) -> None:
    assert not is_internal(attribute, label)


# What a BMEcat says of an article beside the vocabulary: its state, its segment, how many of another one belong to it
OF_A_BMECAT = {"article_type", "article_category", "reference_quantity"}


def test_every_listed_attribute_is_one_of_the_vocabulary_or_of_a_bmecat() -> None:
    assert set(read_table("klaviatur.catalogue", "internal.toml")["attributes"]) <= {*vocabulary(), *OF_A_BMECAT}
