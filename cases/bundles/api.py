from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading, ResourceViewSet
from accounts.documents.api import attachment
from accounts.jobs.api import JobOutput, accepted
from cases.bundles import selectors, services
from cases.files.selectors import find_case
from config import clock
from config.api.fields import Ident, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter

log = logging.getLogger(__name__)


class CaseBundleViewSet(ResourceViewSet):
    """Asking for the bundle of a case."""

    resource: ClassVar[str] = "cases"
    selector = find_case
    serializer_class = JobOutput

    @extend_schema(operation_id="cases_bundle", tags=["casework"], request=None, responses={202: JobOutput})
    def bundle(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A job gathers all records and files of the case with the chain of its correspondence, a manifest and a
        verifier; then `bundles/{id}/content/`, by the job's id, hands it out as a ZIP for seven days. Lawyers' notes
        are not in it."""
        return accepted(services.start_bundle(actor=request.user, case=self.subject, at=clock.now()))


class BundleOutput(Output):
    """Has its job's id. Keep `manifest_sha256` apart from the ZIP: with it `verify.py` shows that the whole was not
    written anew. Null times are still to come."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    asked_by = Ident(source="asked_by_id")
    language = Text()
    gathered_at = Instant(allow_null=True)
    expires_at = Instant()
    records = Whole()
    files = Whole()
    manifest_sha256 = Text()
    created_at = Instant()


class BundleFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")


@extend_schema(tags=["casework"])
class BundleViewSet(Reading):
    """Bundles that were asked for. Their content expires; that they were made stays."""

    resource = "bundles"
    selector = selectors.list_bundles
    serializer_class = BundleOutput
    filters = BundleFilters

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """The ZIP, always as an attachment; fetching it is recorded. 409 before it is ready and once expired."""
        try:
            file = services.open_bundle(actor=request.user, bundle=self.subject, at=clock.now())
        except FileNotFoundError:
            log.error("A document of bundle %s is not in the folder any more.", self.subject.pk)
            raise Http404 from None
        return attachment(file, f"case-{self.subject.case_id}.zip")
