"""When what leaves: a month or a week of deliveries."""
