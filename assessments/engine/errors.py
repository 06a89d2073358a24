"""What can go wrong in the engine.

    EngineError
    ├── PackError           a rule pack is broken: file, line, remedy
    │   └── PackNotFound    a product or digest has no pack
    ├── NotInForce          a dated value was asked for before its first date
    └── InputError          stored input bytes cannot be read back

Evaluating valid input never raises: these speak of packs, dates and stored bytes only.
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of everything the engine raises on purpose."""


class PackError(EngineError):
    """A pack that cannot be used; reads `file:line: message. remedy`."""

    def __init__(self, message: str, *, file: str, line: int, remedy: str = "") -> None:
        self.message, self.file, self.line, self.remedy = message, file, line, remedy
        text = message.rstrip(".") + "."
        super().__init__(f"{file}:{line}: {text} {remedy}".rstrip())


class PackNotFound(PackError):
    """No pack of that name."""


class NotInForce(EngineError):
    """A dated value has no version yet on the day asked for."""


class InputError(EngineError):
    """Stored input bytes are not what this engine writes."""
