"""What follows from the record: the network of people and organizations, and what can be said about it."""
