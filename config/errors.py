"""What services refuse, in words; HTTP statuses are given to them in `config.api.problems` only.

DomainError
|-- InvalidInput   a field's value cannot be accepted; `pointer` names the field
|-- StateConflict  the present state of things forbids the act
|-- StaleVersion   somebody changed the object since the caller read it
`-- NotPermitted   the caller may see this, but not do that
"""

from __future__ import annotations


class DomainError(Exception):
    """`code` is stable and for programs; the text is for people, in the language of the moment."""

    code = "refused"

    def __init__(self, detail: object = "", *, code: str | None = None, pointer: str = "") -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.code = code or self.code
        self.pointer = pointer


class InvalidInput(DomainError):
    code = "invalid"


class StateConflict(DomainError):
    code = "conflict"


class StaleVersion(DomainError):
    code = "precondition_failed"


class NotPermitted(DomainError):
    code = "permission_denied"
