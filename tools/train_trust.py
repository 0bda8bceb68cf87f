"""Trains the weights of verify.trust on all SummEdits domains at hand and writes trust.toml: figures, no wording."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
from summedits import ROOT, load, train

HEAD = """# Weights of verify.trust, learned by tools/train_trust.py from the labels of SummEdits (Laban et al. 2023;
# domains news, podcast, qmsumm, sales_call, scitldr; Apache-2.0). Figures only: words appear as hash buckets,
# never as words. What they are worth on a domain they have not seen is printed by bench/summedits.py.
"""


def main() -> None:
    """Train on all domains and write the weights into the package."""
    found, y, domains, _ = load()
    table = train(found, y, domains)
    lines = [HEAD, f"bias = {table['bias']}", f"vector = {table['vector']}", "", "[figures]  # mean, spread, weight"]
    lines += [f"{name if '.' not in name else repr(name)} = {row}" for name, row in table["figures"].items()]
    lines += ["", "[hashed]", *(f"{bucket} = {weight}" for bucket, weight in table["hashed"].items()), ""]
    (ROOT / "src" / "klaviatur" / "verify" / "trust.toml").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
