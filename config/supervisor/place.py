"""Where one installation runs: its data folder, its port, and the run file that keeps a second start out."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.environment import default_settings

ROOT = Path(__file__).resolve().parents[2]
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound by default


class RefusedError(Exception):
    """Why nothing was started, with the remedy: told to a person as it stands."""


@dataclass(frozen=True)
class Place:
    data: Path
    host: str
    port: int

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Place:
        data = Path(environ.get("REINSTATE_DATA") or ROOT / ".data").resolve()
        return cls(data, environ.get("REINSTATE_HOST") or "127.0.0.1", _port(environ.get("PORT") or "8000"))

    @property
    def url(self) -> str:
        return f"http://{'127.0.0.1' if self.host in EVERYWHERE else _bracketed(self.host)}:{self.port}"

    @property
    def address(self) -> str:
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def environment(self, environ: Mapping[str, str], token: str) -> dict[str, str]:
        """What each child sees. The token marks every descendant, so that a later start can find leftovers."""
        return {
            "DJANGO_SETTINGS_MODULE": default_settings(),
            "REINSTATE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            **environ,
            "REINSTATE_DATA": str(self.data),
            "REINSTATE_RUN": token,
        }


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise RefusedError(f"PORT={text} is no port. Give a number from 1 to 65535: make run PORT=8001")


def require_free_port(place: Place) -> None:
    if complaint := _complaint(place.host, place.port):
        free = next(
            (p for p in range(place.port + 1, min(place.port + 100, 65536)) if not _complaint(place.host, p)), 0
        )
        other = f": make run PORT={free}" if free else "."
        raise RefusedError(f"Port {place.port} on {place.host} {complaint}. Free it, or choose another{other}")


def _complaint(host: str, port: int) -> str:
    """Empty where `port` can be bound. Without SO_REUSEPORT, which would share the port silently."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return "needs more rights than this user has"
        except OSError as error:
            return f"is taken by another program ({error.strerror})"
    return ""


class RunFile:
    """`run.json` in the data folder: locked while a supervisor lives, and the word of who that is."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def read(self) -> dict[str, str]:
        self._file.seek(0)
        try:
            said = json.load(self._file)
        except ValueError:  # empty, or cut short by a crash
            return {}
        return {str(key): str(value) for key, value in said.items()} if isinstance(said, dict) else {}

    def write(self, **said: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        json.dump(said, self._file)
        self._file.flush()


@contextmanager
def sole_keeper(place: Place) -> Iterator[RunFile]:
    """The kernel drops the lock with its process, so a killed supervisor never blocks the next start."""
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        file = (place.data / "run.json").open("a+")
    except OSError as error:
        raise RefusedError(f"REINSTATE_DATA={place.data} cannot be written: {error.strerror}.") from None
    with file:
        run_file = RunFile(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = run_file.read()
            raise RefusedError(
                f"Reinstate already runs on the data in {place.data} (process {said.get('pid', 'unknown')}, "
                f"{said.get('url', 'starting')}). Stop it, or give this one a folder of its own: REINSTATE_DATA=…"
            ) from None
        yield run_file


def describe(place: Place, token: str) -> dict[str, str]:
    return {"pid": str(os.getpid()), "url": place.url, "token": token}
