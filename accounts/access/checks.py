"""Start-up checks: nothing is served or administered without a row of the matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, register
from django.urls import get_resolver

from accounts.access import registry
from accounts.access.views import ResourceViewSet


@register()
def check_every_surface_has_a_row(**options: Any) -> list[CheckMessage]:
    _ = get_resolver().url_patterns  # loads every view
    served = {view.resource for view in ResourceViewSet.served}
    known = {row.resource for row in registry.rows()}
    without = [f"the API's {name}" for name in sorted(served - known)]
    without += [f"the admin's {model._meta.label}" for model in admin.site._registry if not registry.has_row(model)]
    return [Error(f"No row of the access matrix for {name}.", id="reinstate.E002") for name in without]
