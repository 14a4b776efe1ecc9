"""Keeps articles: the only room that knows SQLite."""
