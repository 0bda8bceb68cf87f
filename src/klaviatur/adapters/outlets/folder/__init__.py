"""Released wordings as files in a folder, each with its record beside it; whole outputs as files too."""
