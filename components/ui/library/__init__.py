"""Elements of the library page."""
