"""Make a question stand alone, and suggest questions that documents answer."""
