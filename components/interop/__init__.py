"""Adapters that let other frameworks use Footnote."""
