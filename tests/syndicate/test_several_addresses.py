"""A cell with several addresses, or two rows of a product that name one each: none of them is joined with another."""

import csv
from io import StringIO
from pathlib import Path

from tests.syndicate.catalogues import ANNA, bring, row, switch_on, whole

import klaviatur
from klaviatur import Syndication, Workspace

IMAGES = [f"https://shop.example/{number}.jpg" for number in (1, 2, 3)]


def _google(syndication: Syndication) -> dict[str, str]:
    switch_on(syndication, "google_merchant_tsv")
    syndication.run(by=ANNA)
    text = whole(syndication, "google_merchant_tsv").decode()
    (said,) = csv.DictReader(StringIO(text), delimiter="\t")
    return said


def test_of_several_images_the_first_is_the_main_one_and_the_others_stand_beside_it(
    folder: Path, workspace: Workspace
) -> None:
    bring(workspace, [row(1, bild=", ".join(IMAGES))])
    with klaviatur.open_syndication(folder) as syndication:
        said = _google(syndication)
    assert (said["image_link"], said["additional_image_link"]) == (IMAGES[0], ",".join(IMAGES[1:]))


def test_of_two_pages_of_one_product_the_first_is_named(folder: Path, workspace: Workspace) -> None:
    pages = ["https://shop.example/p/1", "https://shop.example/p/2"]
    bring(workspace, [row(1, url=pages[0]), row(1, url=pages[1])])
    with klaviatur.open_syndication(folder) as syndication:
        assert _google(syndication)["link"] == pages[0]
