"""Pages for whoever is not signed in: asking for a link by mail, and setting the password behind one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled

from accounts.access.forms import ActForm
from accounts.password_links import services
from accounts.password_links.selectors import open_link
from config import clock
from config.api.throttling import refuse_asking_too_often
from config.errors import InvalidInput

PAGE = "admin/house/password.html"


class AddressForm(ActForm):
    email = forms.EmailField(
        label=_("e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(ActForm):
    password = forms.CharField(
        label=_("new password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; no word that many people use."),
    )
    again = forms.CharField(
        label=_("new password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two passwords are not the same."))
        return given


def forgotten_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Says the same for every address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    asked = request.method == "POST" and form.is_valid() and _ask(request, form)
    shown = {"title": _("Forgotten password"), "form": form, "asked": asked, "press": _("Send me a link"), **context}
    return TemplateResponse(request, PAGE, shown)


def _ask(request: HttpRequest, form: AddressForm) -> bool:
    address = form.cleaned_data["email"]
    try:
        refuse_asking_too_often(request, address)
    except Throttled:
        form.add_error(None, _("Asked too often. Wait a while, then try again."))
        return False
    services.ask_reset(address=address, at=clock.now())
    return True


def set_password_page(request: HttpRequest, context: dict[str, Any], token: str) -> HttpResponse:
    """Opening it uses nothing up, since programs that look through mail open links too."""
    link = open_link(token, clock.now())
    if link is None:
        shown = {"title": _("Link"), "refusal": services.link_has_ended(), **context}
        return TemplateResponse(request, PAGE, shown, status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password(token=token, password=form.cleaned_data["password"], at=clock.now())
            return HttpResponseRedirect(reverse("admin:login"))
        except InvalidInput as error:
            form.add_error("password", str(error.detail))
    shown = {"title": _("Set your password"), "form": form, "person": link.person, "press": _("Set it"), **context}
    return TemplateResponse(request, PAGE, shown)
