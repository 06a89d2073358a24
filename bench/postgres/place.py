"""A database of its own on the server that DATABASE_URL names, the production settings on it, and what the machine is.

The server's own databases are left alone: what is made and dropped here is called `reinstate_bench_…`.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psycopg
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
REDIS = "redis://127.0.0.1:6379/0"


@contextmanager
def database(name: str, *, keep: bool = False) -> Iterator[str]:
    """The address of a fresh, migrated database, with Django set up on it; ends the program where there is no server.

    `keep` leaves it there; one that an earlier run left is used as it is.
    """
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        print("left out: name a PostgreSQL server in DATABASE_URL, as postgres://postgres@127.0.0.1:5432/postgres")
        raise SystemExit(0)
    name = f"reinstate_bench_{name}"
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    found = _one(server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
    if not (keep and found):
        _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _run(server, f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory() as data:
        os.environ |= production(url, data)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, check=True)
        import django

        django.setup()
        try:
            yield url
        finally:
            from django.db import connections

            connections.close_all()
            if not keep:
                _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def production(url: str, data: str) -> dict[str, str]:
    """What the production settings ask for. Keys stay the same for a database that is kept."""
    key = b"a" * 43 + b"="
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "REINSTATE_DATA": data,
        "DATABASE_URL": url,
        "REDIS_URL": os.environ.get("REDIS_URL", REDIS),
        "REINSTATE_REDIS_PREFIX": f"bench:{secrets.token_hex(4)}:",
        "SECRET_KEY": "bench" * 12,
        "REINSTATE_FIELD_KEYS": key.decode(),
        "REINSTATE_LAWYER_KEYS": Fernet.generate_key().decode(),
        "REINSTATE_BLIND_INDEX_KEY": "bench" * 12,
        "ALLOWED_HOSTS": "127.0.0.1",
        "REINSTATE_URL": "https://127.0.0.1",
        "EMAIL_URL": "submission://nobody:nothing@127.0.0.1:587",
        "REINSTATE_RATE_LIMIT": "100000000/min",  # one person asks more here than many do together
        "REINSTATE_LOG_LEVEL": "WARNING",
    }


def described(url: str) -> str:
    """The machine and what else ran on it."""
    (version,) = _one(url, "SHOW server_version") or ("?",)
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "?")
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} processors ({model}), load {load}; Python {python}, PostgreSQL {version}, as installed"


def spread(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    return median(seconds) * 1e3, quantiles(seconds, n=100, method="inclusive")[98] * 1e3


INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)"""


class Filling:
    """Runs SQL that makes many rows, and says how long each took. Guards and foreign keys are not asked meanwhile."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute("SET maintenance_work_mem = '512MB'")
        self._connection.execute("SET synchronous_commit = off")
        self._indexes: list[str] = []

    def begin(self, *tables: str) -> None:
        """Takes their indexes away, save those of constraints, until `end`: made at once they cost a third."""
        found = self._connection.execute(INDEXES, [list(tables)]).fetchall()
        for name, definition in found:
            self._connection.execute(f'DROP INDEX "{name}"'.encode())
            self._indexes.append(definition)

    def run(self, what: str, sql: str, **values: object) -> None:
        began = time.monotonic()
        self._connection.execute(sql.encode(), values)
        print(f"  made {what} in {time.monotonic() - began:.0f} s", flush=True)

    def end(self, *tables: str) -> None:
        began = time.monotonic()
        for definition in self._indexes:
            self._connection.execute(definition.encode())
        print(f"  made {len(self._indexes)} indexes in {time.monotonic() - began:.0f} s", flush=True)
        for table in tables:
            self._connection.execute(f"VACUUM ANALYZE {table}".encode())
        self._connection.close()


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _run(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def _one(url: str, sql: str) -> tuple[str, ...] | None:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql.encode()).fetchone()
