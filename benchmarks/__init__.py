"""Benchmarks: each module prints a small table; see its --help."""
