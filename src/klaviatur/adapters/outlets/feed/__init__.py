"""Released wordings as a news feed: RSS 2.0 and JSON Feed 1.1, two files that are kept up."""
