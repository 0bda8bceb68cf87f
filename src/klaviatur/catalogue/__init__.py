"""Shared words on products: the vocabulary of attributes, units of measurement, how facts are packed for many rows.

Takes and gives plain values and records. Never reads a file of anybody's, never decides what is right.
"""
