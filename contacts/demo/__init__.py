"""The demo: an invented state with its people, their ties and eighteen months of meetings. Nobody in it exists."""
