"""Keys and words."""
