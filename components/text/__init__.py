"""Words, sentences, and a chunk in its context."""
