"""What services refuse, in words; HTTP statuses are given to them in `config.api.problems` only.

DomainError
|-- InvalidInput   a field's value cannot be accepted; `pointer` names the field
|-- StateConflict  the present state of things forbids the act
|   `-- ClientErased  nothing new is taken of a client who was erased
|-- StaleVersion   somebody changed the object since the caller read it
|-- Gone           what is asked for was erased, lawfully and for good
|-- NotPermitted   the caller may see this, but not do that
`-- NotIdentified  who asks is not who they say, or has not shown it yet
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _


class DomainError(Exception):
    """`code` is stable and for programs; the text is for people, in the language of the moment.

    `facts` are further members of the answer, such as the id of the row that stands in the way.
    """

    code = "refused"
    facts: Mapping[str, str] = {}

    def __init__(self, detail: object = "", *, code: str | None = None, pointer: str = "") -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.code = code or self.code
        self.pointer = pointer


class InvalidInput(DomainError):
    """`parts` are all that is wrong where it is more than one thing; the first of them speaks for it."""

    code = "invalid"
    parts: Sequence[InvalidInput] = ()

    @classmethod
    def of(cls, parts: Sequence[InvalidInput]) -> InvalidInput:
        whole = cls(parts[0].detail, code=parts[0].code, pointer=parts[0].pointer)
        whole.parts = parts
        return whole


class StateConflict(DomainError):
    code = "conflict"

    def naming(self, **facts: str) -> StateConflict:
        self.facts = facts
        return self


class ClientErased(StateConflict):
    code = "client_erased"

    def __init__(self) -> None:
        super().__init__(_("What was held on this client was erased; nothing new is taken."))


class StaleVersion(DomainError):
    code = "precondition_failed"


class Gone(DomainError):
    code = "erased"


class NotPermitted(DomainError):
    code = "permission_denied"


class NotIdentified(DomainError):
    code = "authentication_failed"
