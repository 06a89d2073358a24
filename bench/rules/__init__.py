"""The same rules and accounts in the form of each engine that `bench/engine.py` times."""
