"""The page that answers an act with a secret that nobody can read again: a redirect would have to keep it somewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.access.pressing import address_of


def shown_once(
    request: HttpRequest, row: Any, *, title: Any, template: str = "admin/house/once.html", **shown: Any
) -> HttpResponse:
    """Never cached, as all of the admin. The house's own template shows `words` and `secret`."""
    context = {**admin.site.each_context(request), "title": title, "subtitle": str(row), "opts": row._meta}
    return TemplateResponse(request, template, {**context, "original": row, "next": address_of(row), **shown})
