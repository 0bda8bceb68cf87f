"""Released wordings, and whole outputs, as objects in a bucket that speaks S3."""
