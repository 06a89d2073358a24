from __future__ import annotations

from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading, ResourceViewSet
from accounts.clients import selectors as clients
from accounts.documents.api import attachment
from accounts.exports import selectors, services
from accounts.jobs.api import JobOutput, accepted
from config import clock
from config.api.fields import Ident, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


class ClientExportViewSet(ResourceViewSet):
    """Asking for everything that is held on a client."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients
    serializer_class = JobOutput

    @extend_schema(operation_id="clients_export", tags=["clients"], responses={202: JobOutput})
    def export(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A job gathers it; then `exports/{id}/content/`, by the job's id, hands it out as a ZIP for seven days.

        Lawyers' notes are not in it. A supervisor first breaks glass, as for the identity number.
        """
        return accepted(services.start_export(actor=request.user, client=self.subject, at=clock.now()))


class ExportOutput(Output):
    """Has its job's id. `sha256` is that of `export.json` in the ZIP; null times are still to come."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    asked_by = Ident(source="asked_by_id")
    gathered_at = Instant(allow_null=True)
    expires_at = Instant()
    rows = Whole()
    sha256 = Text()
    created_at = Instant()


class ExportFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")


@extend_schema(tags=["clients"])
class ExportViewSet(Reading):
    """Exports that were asked for. Their content expires; that they were made stays."""

    resource = "exports"
    selector = selectors.list_exports
    serializer_class = ExportOutput
    filters = ExportFilters

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """The ZIP, always as an attachment; fetching it is recorded. 409 before it is ready and once expired."""
        file = services.open_export(actor=request.user, export=self.subject, at=clock.now())
        return attachment(file, f"client-{self.subject.client_id}.zip")
