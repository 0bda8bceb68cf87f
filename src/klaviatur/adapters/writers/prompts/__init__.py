"""Prompts as files, one per language and occasion; takes nothing, gives text, never code."""
