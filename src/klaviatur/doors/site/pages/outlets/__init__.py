"""Concrete destinations of single wordings: how they are set up, what they can, whether they can be reached."""
