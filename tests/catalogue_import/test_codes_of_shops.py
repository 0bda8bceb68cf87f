"""What exports of shops say in codes and paths of their own is understood as the shop means it."""

import pytest
from tests.catalogue_import.conftest import Collected

WOO = "ID,Type,SKU,Name,Published,Is featured?,Short description,Regular price,Categories,Images,Parent\n"
MAGENTO = (
    "sku,store_view_code,attribute_set_code,product_type,categories,name,product_online,visibility,price,url_key,"
    "base_image,configurable_variations\n"
)


@pytest.mark.parametrize(("published", "active"), [("1", "true"), ("0", "false"), ("-1", "false")])
def test_a_draft_of_woocommerce_is_not_active(collected: Collected, published: str, active: str) -> None:
    collected(WOO + f"14,simple,M-7,Cap,{published},0,,19.9,Hats,,\n")
    assert collected.value("M-7", "active") == active


@pytest.mark.parametrize(("online", "active"), [("1", "true"), ("2", "false")])
def test_a_disabled_product_of_magento_is_not_active(collected: Collected, online: str, active: str) -> None:
    collected(MAGENTO + f'A,,Top,simple,,Hut,{online},"Catalog, Search",9.90,hut,no_selection,\n')
    assert collected.value("A", "active") == active
    assert collected.value("A", "image") is None


def test_categories_of_magento_are_paths_below_the_root_the_deepest_first(collected: Collected) -> None:
    paths = "Default Category/Technik,Default Category/Technik/TV\\/Video,Default Category"
    collected(MAGENTO + f'A,,Top,simple,"{paths}",Hut,1,"Catalog, Search",9.90,hut,/h.jpg,\n')
    fact = collected.product("A").find("category")
    assert fact is not None
    assert fact.items == ("Technik > TV/Video", "Technik")


def test_a_variant_of_magento_that_nobody_sees_alone_has_the_page_of_its_parent(collected: Collected) -> None:
    hidden, seen = "Not Visible Individually", '"Catalog, Search"'
    collected(
        MAGENTO
        + f"H-S,,Top,simple,,Hut S,1,{hidden},9.90,hut-s,/s.jpg,\nH-M,,Top,simple,,Hut M,1,{seen},9.90,hut-m,/m.jpg,\n"
        + f'H,,Top,configurable,,Hut,1,{seen},,hut,/h.jpg,"sku=H-S,size=S|sku=H-M,size=M"\n'
        + f"Z,,Top,simple,,Zubehör,1,{hidden},1.00,zub,/z.jpg,\n"
    )
    assert [collected.value(key, "url_key") for key in ("H-S", "H-M", "H", "Z")] == ["hut", "hut-m", "hut", "zub"]
    assert collected.value("H-S", "own_url_key") == "hut-s"


def test_what_may_be_ordered_with_a_note_may_be_ordered(collected: Collected) -> None:
    collected(WOO.replace("Short description", "Backorders allowed?") + "14,simple,M-7,Cap,1,0,notify,19.9,Hats,,\n")
    assert collected.value("M-7", "backorder") == "true"


def test_the_next_export_of_a_woocommerce_shop_is_read_by_the_mapping_of_the_first(collected: Collected) -> None:
    head = WOO.replace("Parent\n", "Parent,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible\n")
    collected(head + "14,simple,M-7,Cap,1,0,,19.9,Hats,,,Color,Blue,1\n")
    collected(head + "14,simple,M-7,Cap,1,0,,17.9,Hats,,,Color,Red,1\n")
    assert [collected.value("M-7", name) for name in ("price", "color")] == ["17.90", "Red"]
