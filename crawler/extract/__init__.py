"""Bytes to article, pure: metadata ladder, body, page status, provenance of every field."""
