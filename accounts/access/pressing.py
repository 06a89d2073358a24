"""What happens when a button of a page is pressed: ask for its values if it has any, act, go on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.buttons import Button
from accounts.access.forms import Refusal
from accounts.audit.seen import note_subject
from config.api.problems import STATUS_OF
from config.errors import DomainError, StaleVersion


def press(page: Any, request: HttpRequest, row: Any, button: Button) -> HttpResponse:
    if not button.asks and request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        return _press_with_form(page, request, row, button) if button.asks else _done(request, row, button, {})
    except DomainError as error:
        messages.error(request, words_of(error))
        return HttpResponseRedirect(address_of(row))


def _press_with_form(page: Any, request: HttpRequest, row: Any, button: Button) -> HttpResponse:
    form = button.form_class(request, row)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, row, button, form.cleaned_data)
        except DomainError as error:
            refusal = Refusal(error, words_of(error))
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
    return _asking(page, request, row, button, form)


def _done(request: HttpRequest, row: Any, button: Button, values: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        address = button.press(request, row, values)
    if isinstance(address, HttpResponse):
        return address
    if button.done:
        messages.success(request, str(button.done))
    return HttpResponseRedirect(address or address_of(row))


def _asking(page: Any, request: HttpRequest, row: Any, button: Button, form: Any) -> HttpResponse:
    context = form_context(page, request, row, form, title=button.label, button=button)
    return TemplateResponse(request, "admin/house/act.html", context)


def form_context(page: Any, request: HttpRequest, row: Any, form: Any, **more: Any) -> dict[str, Any]:
    """Of a page that asks for something about a row, which counts as seen."""
    note_subject(row)
    return {
        **page.admin_site.each_context(request),
        "subtitle": str(row),
        "opts": page.opts,
        "original": row,
        "form": form,
        "back": address_of(row),
        "seen": version_shown(request, row),
        "media": page.media + form.media,
        **more,
    }


def address_of(row: Any) -> str:
    """The admin page of any row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])


def version_shown(request: HttpRequest, row: Any) -> Any:
    """What a form about the row carries; one that comes back with a complaint keeps what it was opened with."""
    return request.POST.get("seen") or getattr(row, "version", "")


def version_seen(request: HttpRequest) -> int:
    """The version that the form was opened with; a form that names none has seen none."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def words_of(error: DomainError) -> str:
    if isinstance(error, StaleVersion):
        return _(
            "Somebody has changed this since you opened it. Nothing was saved, and what you typed is still here: "
            "open the page again in another window, see what is new, and enter your change there."
        )
    return str(error.detail or STATUS_OF[type(error)][1])
