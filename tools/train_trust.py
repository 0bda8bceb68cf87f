"""Trains the weights of verify.trust on all SummEdits domains at hand and writes trust.toml: figures, no wording."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench._common import ROOT
from bench.summedits import load
from bench.word_learning import train

HEAD = """# Weights of verify.trust, learned by tools/train_trust.py from the labels of SummEdits (Laban et al. 2023;
# domains news, podcast, qmsumm, sales_call, scitldr; Apache-2.0). Figures only: words appear as hash buckets,
# never as words. What they are worth on a domain they have not seen is printed by bench/summedits.py.
"""


def main() -> None:
    """Train on all domains and write the weights into the package."""
    cases, _ = load()
    table = train(cases)
    lines = [HEAD, *_plain(table), "", "[figures]  # mean, spread, weight", *_rows(table["figures"])]
    lines += ["", "[hashed]", *_rows(table["hashed"])]
    lines += ["", "[words]  # per asked word of a claim", *_plain(table["words"])]
    lines += ["", "[words.figures]", *_rows(table["words"]["figures"]), ""]
    (ROOT / "src" / "klaviatur" / "verify" / "trust.toml").write_text("\n".join(lines), encoding="utf-8")


def _plain(table: dict[str, Any]) -> list[str]:
    return [f"bias = {table['bias']}", f"vector = {table['vector']}"]


def _rows(table: dict[str, Any]) -> list[str]:
    return [f"{name if '.' not in name else repr(name)} = {row}" for name, row in table.items()]


if __name__ == "__main__":
    main()
