"""Product texts: one variant per channel from a product's data sheet.

Takes a source with facts, a voice, a channel profile and the phrase bank. Gives values in the sheet's own words between
declared phrases whose slots are named after the attribute they speak of. Never a benefit that is not in the data.
"""

from klaviatur.compose.products.writer import ProductWriter

__all__ = ["ProductWriter"]
