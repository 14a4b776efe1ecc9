"""Watchdesk: the shared words of the project and its command line."""

__version__ = "0.1.0"
