"""Which products are the same one under several keys.

Takes what is known of products. Gives merge proposals with the evidence of both sides. Never joins: a person does.
"""

from klaviatur.collect.products.matching.pairs import MATCHED, propose_same

__all__ = ["MATCHED", "propose_same"]
