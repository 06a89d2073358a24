"""What is said of an error in a log: its type and where it arose. Messages of exceptions and paths of requests hold
values, and values hold what clients told us; so no log line ends with one.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

from config.api.requests import route_of


def place_of_error(error: BaseException) -> str:
    """`ValueError at accounts/jobs/services/run.py:71`: the innermost line, without the message.

    >>> try:
    ...     int("13800001234")
    ... except ValueError as error:
    ...     print(place_of_error(error).partition(" at ")[0])
    ValueError
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {'/'.join(frames[-1].filename.split('/')[-4:])}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


class WithoutValues(logging.Formatter):
    """Tracebacks with their lines and types, without what the exceptions say; Celery's own lines likewise."""

    def format(self, record: logging.LogRecord) -> str:
        own = logging.makeLogRecord({**record.__dict__, "exc_text": None})  # another handler's text is kept there
        if isinstance(record.args, dict) and "exc" in record.args and "traceback" in record.args:
            own.args = _without_values(record)
        if hasattr(record, "request"):
            own.msg, own.args = _without_path(record), ()
        return super().format(own)

    def formatException(self, ei: Any) -> str:
        kind, error, trace = ei
        lines = list(_chain(error, set())) if error else [*_frames(trace), getattr(kind, "__name__", str(kind))]
        return "\n".join(lines)


def _without_path(record: logging.LogRecord) -> str:
    """Django's own line on a request: the route in the place of the path, and no words of an exception."""
    if record.name.startswith("django.security") and record.exc_info:
        return "Refused"  # the logger's name says why
    request: Any = record.request  # type: ignore[attr-defined] # Django put it there
    text, path = record.getMessage(), str(request.path)
    escaped = path.encode("unicode_escape").decode("ascii")  # as Django writes it
    shown = f"/{route_of(request)}" if request.resolver_match else "an address that is none"
    return text.replace(path, shown).replace(escaped, shown) if len(path) > 1 else text


def _without_values(record: logging.LogRecord) -> dict[str, Any]:
    kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
    return {**record.args, "exc": kind, "traceback": ""}  # type: ignore[dict-item] # a dict: looked at by the caller


def _chain(error: BaseException, seen: set[int]) -> list[str]:
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [*_chain(earlier, seen), "then:"] if earlier and id(earlier) not in seen else []
    return [*before, *_frames(error.__traceback__), type(error).__qualname__]


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
