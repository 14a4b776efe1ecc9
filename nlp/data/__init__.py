"""Data that the reading room ships: gazetteer, place tables; each file names its source and licence."""
