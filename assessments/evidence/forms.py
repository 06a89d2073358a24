"""The admin's form of a piece of evidence: held to the same input as the API's body."""

from __future__ import annotations

from typing import Any

from accounts.access.forms import ScopedForm
from assessments.evidence.kinds import Kind, kind_of
from config.api.fields import SentText, Text
from config.api.problems import field_errors


class EvidenceForm(ScopedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = kind_of(self._meta.model)
        if not self.errors and any(cleaned.get(name) is not None for name in kind.columns):
            self._hold_to_input(kind, cleaned)
        return cleaned

    def text_rule(self, name: str) -> Text:
        """The kind's own: a notice is what somebody sent."""
        own = kind_of(self._meta.model).input().fields.get(name)
        return own if isinstance(own, SentText) else super().text_rule(name)

    def _post_clean(self) -> None:
        """The service says what the table's constraints hold, in words and at the field."""
        self.instance.validate_constraints = lambda exclude=None: None  # type: ignore[method-assign] # of this form's own
        super()._post_clean()  # type: ignore[misc] # Django's, published without it

    def _hold_to_input(self, kind: Kind, cleaned: dict[str, Any]) -> None:
        checked = kind.input(data=_as_sent(kind, cleaned))
        if checked.is_valid():
            stored = kind.storable(checked.validated_data)
            cleaned.update({name: stored[name] for name in kind.columns if name in stored})
        else:
            for error in field_errors(checked.errors):
                name = error["pointer"].split("/")[1] if error["pointer"] else ""
                where = error["pointer"].removeprefix(f"/{name}")
                self.add_error(name if name in self.fields else None, f"{where} {error['detail']}".strip())


def _as_sent(kind: Kind, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What a caller of the API would send; what is left empty is not sent."""
    fields = kind.input().fields
    given = {name: cleaned[name] for name in kind.columns if cleaned.get(name) not in (None, "")}
    return {
        name: value if name in kind.nested else fields[name].to_representation(value) for name, value in given.items()
    }
