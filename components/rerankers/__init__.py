"""Question and passage → relevance."""
