"""Which settings module fits the environment; read before Django is."""

from __future__ import annotations

import os


def default_settings() -> str:
    """`services` where a database address is given, else the embedded default."""
    return "config.settings.services" if os.environ.get("DATABASE_URL") else "config.settings.embedded"
