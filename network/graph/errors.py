"""The one error of the graph engine."""


class GraphError(ValueError):
    """Rows or settings from which no true network can be made; the message says what to do about it."""
