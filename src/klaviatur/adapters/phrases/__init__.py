"""The phrase bank: wording of ours that claims nothing.

Takes TOML files (built in: German and English; users may add their own), gives one `Phrasebook`, never a phrase that
states a fact: whatever a phrase says about the world has to come in through a slot, from the source.
"""

from klaviatur.adapters.phrases.bank import load_phrasebook

__all__ = ["load_phrasebook"]
