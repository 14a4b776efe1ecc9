"""Tells people: watches, hits, digests and alerts, outbox, channels."""
