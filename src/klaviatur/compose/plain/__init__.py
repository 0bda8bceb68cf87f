"""Plain language, after DIN 8581-1:2024: one statement per sentence, common words, hard words explained.

Takes sentences of a source as pieces and gives back shorter ones that say the same. Never adds a claim, never touches
a quote or a name, and splits only where every half is a sentence for sure.
"""

from klaviatur.compose.plain.sentences import plain, plain_pieces, plain_title, statements_in

__all__ = ["plain", "plain_pieces", "plain_title", "statements_in"]
