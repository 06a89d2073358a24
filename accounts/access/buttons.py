"""Acts of a page beyond saving it: evaluate, open a case, complete a step. Always a POST, always by the matrix.

An area offers its button for a model that may lie in a lower app; the page of that model then shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from accounts.access.decide import can


def always(request: HttpRequest, row: Any) -> bool:
    return True


@dataclass(frozen=True)
class Button:
    """`press(request, row, values)` calls the service and gives the address to go to, None to stay on the page, or an
    answer of its own for what is shown once.

    `act` and `resource` name the matrix's entry that permits it; `values` are the cleaned ones of `form`,
    a class of `accounts.access.forms.ActForm` built as form(data) and asked for on a page of its own.
    `form_for(request, row)` gives the class where it depends on the row. `shown` hides what makes no sense now.
    """

    name: str
    label: Any
    act: str
    resource: str
    press: Callable[[HttpRequest, Any, dict[str, Any]], str | HttpResponse | None]
    form: type[forms.Form] | None = None
    form_for: Callable[[HttpRequest, Any], type[forms.Form]] | None = None
    shown: Callable[[HttpRequest, Any], bool] = always
    done: Any = ""
    icon: str = ""
    variant: Literal["primary", "default", "danger"] = "default"

    @property
    def asks(self) -> bool:
        return bool(self.form or self.form_for)

    def permitted(self, request: HttpRequest, row: Any) -> bool:
        return bool(can(request.user, self.act, self.resource)) and self.shown(request, row)

    def form_class(self, request: HttpRequest, row: Any) -> type[forms.Form]:
        return self.form_for(request, row) if self.form_for else self.form or forms.Form


_offered: dict[type[Model], dict[str, Button]] = {}


def offer(model: type[Model], button: Button) -> None:
    _offered.setdefault(model, {})[button.name] = button


def offered(model: type[Model]) -> list[Button]:
    return list(_offered.get(model, {}).values())


def offered_as(model: type[Model], name: str) -> Button | None:
    return _offered.get(model, {}).get(name)
