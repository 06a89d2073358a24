"""Histories of accounts as they come into an office, for `bench/evaluation.py`."""
