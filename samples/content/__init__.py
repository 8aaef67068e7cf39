"""What the sample documents say, kept apart from how they look."""
