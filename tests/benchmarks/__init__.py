"""Measurements, run by hand: `python -m tests.benchmarks.pages --help`. They print and assert nothing."""
