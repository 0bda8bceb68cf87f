"""Released wordings on their way: what is planned, what arrived, and what a person has to find out."""
