"""What a text says of a product, held against its data sheet, value by value.

Takes a source with facts and a variant. Gives evidence per clause and findings. Shares no code and no lists with
compose; reads figures, units and attribute words on its own.
"""

from klaviatur.verify.products.check import Answer, ProductJudge

__all__ = ["Answer", "ProductJudge"]
