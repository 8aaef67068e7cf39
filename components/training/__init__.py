"""Labelled questions → training examples → trained weights."""
