"""Every address of the product; with the settings, the only file that names all apps."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from rest_framework.routers import SimpleRouter

from config import health

router = SimpleRouter()

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("alertz", health.alertz, name="alertz"),
    path("admin/", admin.site.urls),
]

handler400 = "config.api.problems.bad_request"
handler403 = "config.api.problems.forbidden"
handler404 = "config.api.problems.not_found"
handler500 = "config.api.problems.server_error"
