"""Values of product data, one module per kind: what a cell says, in canonical form, with the steps that led there.

Takes columns of trimmed strings. Gives frames of values, steps and rules. Never drops a cell that says something.
"""
