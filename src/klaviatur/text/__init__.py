"""What collect, compose, verify and adapters all need of written language, without judging it.

Takes strings. Gives sentence borders, platform counts and the word lists that ship with the package.
Never decides what may be said.
"""
