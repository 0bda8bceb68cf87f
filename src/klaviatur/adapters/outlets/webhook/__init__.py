"""Released wordings as signed JSON to any address: whatever listens there can check who sent it."""
