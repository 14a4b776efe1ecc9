"""A small newsroom of our own pages, served on loopback by the demo and the tests, with its truth."""
