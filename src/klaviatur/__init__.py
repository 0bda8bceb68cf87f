"""Klaviatur: one text plays the whole keyboard of channels, every sentence with its evidence."""
