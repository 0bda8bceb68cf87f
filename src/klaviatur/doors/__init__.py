"""Doors: where people and programs come in.

Takes: a command line or a checked run. Gives: words on a terminal, files, the board.
Never: a rule of the field; what is true of a text is decided in the rooms.
"""
