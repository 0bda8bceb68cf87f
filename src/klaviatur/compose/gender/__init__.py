"""Gender forms: the source's words for groups of people in the form the voice has chosen.

Takes pieces and a policy, gives the pieces in that form with what was not sure. Only plurals are rewritten: their
articles and adjectives are the same for women and men. Quotes and names are never touched.
"""

from klaviatur.compose.gender.rewriting import in_form

__all__ = ["in_form"]
