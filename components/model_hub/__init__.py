"""The model hub: what it offers, and models downloaded from it."""
