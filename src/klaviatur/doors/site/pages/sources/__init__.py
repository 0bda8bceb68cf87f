"""What variants are made of: texts and products."""
