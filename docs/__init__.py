"""The documentation and what checks it."""
