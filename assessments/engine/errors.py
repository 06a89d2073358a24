"""What can go wrong in the engine.

    EngineError
    ├── PackError           a rule pack is broken: file, line, remedy
    │   ├── PackErrors      several of them at once
    │   └── PackNotFound    a product or digest has no pack
    ├── NotInForce          a dated value was asked for before its first date
    ├── NoAnnualCost        a table of money received and paid has no annual cost, or not just one
    └── InputError          stored input bytes cannot be read back

Evaluating valid input never raises: these speak of packs, dates, tables of payments and stored bytes only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class EngineError(Exception):
    """Base of everything the engine raises on purpose."""


class PackError(EngineError):
    """A pack that cannot be used; reads `file:line: message. remedy`."""

    def __init__(self, message: str, *, file: str, line: int, remedy: str = "") -> None:
        self.message, self.file, self.line, self.remedy = message, file, line, remedy
        text = message.rstrip(".") + "."
        super().__init__(f"{file}:{line}: {text} {remedy}".rstrip())

    @property
    def errors(self) -> tuple[PackError, ...]:
        """Itself; of several at once, each."""
        return (self,)


class PackErrors(PackError):
    """All that is wrong, by place, each said once. Reads one a line; `file`, `line` and `remedy` are the first's."""

    def __init__(self, errors: Iterable[PackError]) -> None:
        each = {str(error): error for found in errors for error in found.errors}
        self._errors = tuple(sorted(each.values(), key=lambda error: (error.file, error.line, str(error))))
        first = self._errors[0]
        super().__init__(first.message, file=first.file, line=first.line, remedy=first.remedy)

    @property
    def errors(self) -> tuple[PackError, ...]:
        return self._errors

    def __str__(self) -> str:
        return "\n".join(map(str, self._errors))


class PackNotFound(PackError):
    """No pack of that name."""


class NotInForce(EngineError):
    """A dated value has no version yet on the day asked for."""


class NoAnnualCost(EngineError):
    """A table without a solution, or with several; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class InputError(EngineError):
    """Stored input bytes are not what this engine writes."""


def gather(parse: Callable[[K], V], items: Iterable[K]) -> dict[K, V]:
    """What `parse` makes of each item; where some are broken, all their errors at once.

    >>> gather(int, ["1", "2"])
    {'1': 1, '2': 2}
    """
    found: dict[K, V] = {}
    errors: list[PackError] = []
    for item in items:
        try:
            found[item] = parse(item)
        except PackError as error:
            errors.append(error)
    refuse(errors)
    return found


def refuse(errors: list[PackError]) -> None:
    """Raises what was found, if anything was."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise PackErrors(errors)
