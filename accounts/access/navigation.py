"""The side bar and the start page, put together from what every admin page says of itself."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "today": _("Today"),
    "clients": _("Clients"),
    "evidence": _("Evidence"),
    "assessments": _("Assessments"),
    "records": _("Records of the work"),
    "administration": _("Administration"),
    "own": _("My account"),
}
FOLDED = frozenset({"evidence", "records", "administration", "own"})  # seldom the first thing that one looks for


def side_bar(request: HttpRequest) -> list[dict[str, Any]]:
    pages = _pages(request)
    start = {"title": _("Start"), "icon": "home", "link": reverse("admin:index")}
    bar = [{"title": GROUPS["today"], "items": [start, *(_item(page) for page in pages if page.group == "today")]}]
    for group, title in list(GROUPS.items())[1:]:
        items = [_item(page) for page in pages if page.group == group]
        if items:
            bar.append({"title": title, "items": items, "collapsible": group in FOLDED})
    return bar


def start_page(request: HttpRequest) -> list[dict[str, Any]]:
    """What each page puts on the start page: an admin class may have start_sections(request)."""
    return [
        section
        for page in _pages(request)
        if hasattr(page, "start_sections")
        for section in page.start_sections(request)
    ]


def _pages(request: HttpRequest) -> list[Any]:
    order = list(GROUPS)
    seen = [page for page in admin.site._registry.values() if page.has_module_permission(request)]
    return sorted(seen, key=lambda page: (order.index(page.group), page.place))


def _item(page: Any) -> dict[str, Any]:
    opts = page.opts
    link = reverse(page.nav_address or f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return {"title": capfirst(page.nav_title or opts.verbose_name_plural), "icon": page.icon, "link": link}
