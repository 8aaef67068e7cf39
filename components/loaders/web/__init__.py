"""Fetch a web page from the public internet, within limits."""
