"""Where in a grid of cells the table is: its header, its columns, its last row.

Takes rows of strings. Gives names, hints and what to leave out. Knows nothing of the file the grid came from.
"""
