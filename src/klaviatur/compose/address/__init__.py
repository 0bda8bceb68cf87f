"""Sie to du and du to Sie, in German, with every piece keeping its origin.

Takes pieces or text. Gives the same in the other address, and a finding for each place it was not sure of.
Never touches quoted words.
"""

from klaviatur.compose.address.convert import convert, convert_text

__all__ = ["convert", "convert_text"]
