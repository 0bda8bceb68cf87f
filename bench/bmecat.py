"""Streaming a large BMEcat: our reader with every check beside plain lxml that only walks the file."""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIZE_MB = 100
GOAL_MB = 400  # peak memory of the whole process
_WORDS = ("Schraube", "Dübel", "Leiste", "Klemme", "Winkel", "Schelle", "Platte", "Anker", "Profil", "Haken")
_FORMS = ("verzinkt", "rostfrei", "schwarz", "lang", "kurz", "verstärkt", "gerade", "gebogen")


def main() -> None:
    """Print speed and peak memory of both."""
    with tempfile.TemporaryDirectory(prefix="klaviatur-") as folder:
        path = Path(folder) / "large.xml"
        articles = write(path, SIZE_MB)
        size = path.stat().st_size / 1e6
        print(f"BMEcat 2005, {size:.0f} MB, {articles:,} articles with ETIM features")
        for what, name in (("lxml.iterparse alone", "plain"), ("Klaviatur, all checks, as chunks", "ours")):
            seconds, peak, rows = _measured(name, path)
            print(f"  {what:34} {size / seconds:6.1f} MB/s  {rows / seconds:8,.0f} articles/s  peak {peak:5.0f} MB")
        verdict = "kept" if peak <= GOAL_MB else "MISSED"
        print(f"  goal: peak <= {GOAL_MB} MB {verdict}")


def write(path: Path, size_mb: int) -> int:
    """Write a catalogue of own, invented products; return how many."""
    rng = random.Random(7)
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005">\n'
            "<HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CATALOG_ID>K</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION>"
            "<CURRENCY>EUR</CURRENCY></CATALOG></HEADER>\n<T_NEW_CATALOG>\n"
        )
        while file.tell() < size_mb * 1_000_000:
            number += 1
            file.writelines(_article(number, rng))
        file.write("</T_NEW_CATALOG></BMECAT>\n")
    return number


def _article(number: int, rng: random.Random) -> Iterator[str]:
    name = f"{rng.choice(_WORDS)} {rng.choice(_FORMS)} M{rng.randint(3, 24)}"
    yield (
        f'<PRODUCT mode="new"><SUPPLIER_PID>K-{number:07}</SUPPLIER_PID><PRODUCT_DETAILS>\n'
        f"<DESCRIPTION_SHORT>{name}</DESCRIPTION_SHORT><DESCRIPTION_LONG>{' '.join([name] * 12)}</DESCRIPTION_LONG>\n"
        f'<INTERNATIONAL_PID type="gtin">{4_000_000_000_000 + number * 7}</INTERNATIONAL_PID>'
        f"<MANUFACTURER_NAME>Muster</MANUFACTURER_NAME><KEYWORD>{rng.choice(_WORDS)}</KEYWORD></PRODUCT_DETAILS>\n"
        "<PRODUCT_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>ETIM-8.0</REFERENCE_FEATURE_SYSTEM_NAME>"
        f"<REFERENCE_FEATURE_GROUP_ID>EC{rng.randint(1, 400):06}</REFERENCE_FEATURE_GROUP_ID>\n"
    )
    group = rng.randint(0, 250)
    for feature in range(18):
        yield (
            f"<FEATURE><FNAME>EF{group * 18 + feature:06}</FNAME><FVALUE>{rng.randint(1, 900) / 10}</FVALUE>"
            "<FUNIT>MMT</FUNIT></FEATURE>\n"
        )
    yield (
        "</PRODUCT_FEATURES><PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT></PRODUCT_ORDER_DETAILS>"
        '<PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type="net_list">'
        f"<PRICE_AMOUNT>{rng.randint(100, 99999) / 100:.2f}</PRICE_AMOUNT><TAX>0.19</TAX></PRODUCT_PRICE>"
        "</PRODUCT_PRICE_DETAILS></PRODUCT>\n"
    )


def _measured(name: str, path: Path) -> tuple[float, float, int]:
    """Run one reader in a process of its own: seconds, peak memory in MB, rows."""
    done = subprocess.run([sys.executable, __file__, name, str(path)], check=True, capture_output=True, text=True)
    seconds, peak, rows = done.stdout.split()
    return float(seconds), float(peak), int(rows)


def plain(path: Path) -> int:
    """Walk the file with lxml and let go of every article."""
    from lxml import etree

    rows = 0
    for _, element in etree.iterparse(path, tag="{*}PRODUCT", resolve_entities=False):
        rows += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return rows


def ours(path: Path) -> int:
    """Read the file as tables and walk all chunks."""
    from klaviatur.adapters.sources.catalogues import bmecat
    from klaviatur.adapters.sources.catalogues.stream import Options, Stream

    tables = bmecat.read(Stream(path), origin=path.name, options=Options())
    return sum(chunk.frame.height for table in tables for chunk in table.chunks)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        start = time.perf_counter()
        count = {"plain": plain, "ours": ours}[sys.argv[1]](Path(sys.argv[2]))
        took = time.perf_counter() - start
        print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 * 1.048576, count)
    else:
        main()
