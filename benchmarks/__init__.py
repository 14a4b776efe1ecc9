"""Measurements beside peers, one room a module; figures go to benchmarks/out/<room>.json."""
