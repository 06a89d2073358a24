"""The admin page on which a person sets up their second factor and sees the recovery codes once."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.second_factors import selectors, services
from config import clock
from config.api.throttling import Attempt
from config.errors import InvalidInput, StateConflict

PAGE = "admin/house/second_factor.html"


class CodeForm(forms.Form):
    otp = forms.CharField(
        label=_("code of your authenticator"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def second_factor_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """One address: looking, starting, confirming and renewing the codes are told apart by the button pressed."""
    pressed = request.POST.get("press", "") if request.method == "POST" else ""
    try:
        context |= _PRESSED.get(pressed, _look)(request)
    except StateConflict as error:
        context |= {**_look(request), "refusal": str(error.detail)}
    shown = {"title": _("Second factor"), "enrolment": selectors.enrolment_of(request.user), **context}
    return TemplateResponse(request, PAGE, shown)


def _look(request: HttpRequest) -> dict[str, Any]:
    return {"form": CodeForm()}


def _start(request: HttpRequest) -> dict[str, Any]:
    made = services.enrol(actor=request.user, at=clock.now())
    picture = segno.make(made.otpauth_uri, error="m").svg_data_uri(scale=5, border=3, light="white")
    groups = " ".join(made.secret[at : at + 4] for at in range(0, len(made.secret), 4))
    return {"form": CodeForm(), "confirming": True, "secret": groups, "picture": picture}


def _confirm(request: HttpRequest) -> dict[str, Any]:
    return _with_code(request, services.confirm, confirming=True)


def _renew(request: HttpRequest) -> dict[str, Any]:
    return _with_code(request, services.renew_recovery_codes)


def _with_code(request: HttpRequest, ask: Any, **again: Any) -> dict[str, Any]:
    form, person = CodeForm(request.POST), request.user
    attempt = Attempt(request, str(person.get_username()))
    if form.is_valid():
        try:
            attempt.refuse_after_failures()
            return {"codes": ask(actor=person, otp=form.cleaned_data["otp"], at=clock.now())}
        except Throttled:
            form.add_error("otp", _("Too many failed attempts. Wait a few minutes, then try again."))
        except InvalidInput as error:
            attempt.failed()
            form.add_error("otp", str(error.detail))
    return {"form": form, **again}


_PRESSED = {"start": _start, "confirm": _confirm, "renew": _renew}
