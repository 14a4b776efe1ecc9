"""Reads articles: the only room that knows spaCy."""
