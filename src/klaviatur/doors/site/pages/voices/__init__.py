"""Tonality profiles: who speaks, and how."""
