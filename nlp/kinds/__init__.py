"""Kinds of entities, one file each."""
