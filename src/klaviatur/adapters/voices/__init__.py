"""Voice files: TOML in, `Voice` out.

Takes a path. Gives a checked `Voice`. Never guesses: a key or value it does not know is a ProfileError that says
which file, which key, what is allowed and what to do.
"""

from klaviatur.adapters.voices.read import load_voice, make_voice

__all__ = ["load_voice", "make_voice"]
