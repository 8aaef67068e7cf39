"""Measure models and compare answers."""
