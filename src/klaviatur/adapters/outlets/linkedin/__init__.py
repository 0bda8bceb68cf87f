"""Released wordings as posts of a LinkedIn member or organisation."""
