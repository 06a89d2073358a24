from __future__ import annotations

import base64
import logging
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.documents import selectors, services, store
from accounts.documents.sniff import HEAD
from config import clock
from config.api.fields import FreeText, Ident, Input, Instant, Output, Text, TrueOrFalse, Whole
from config.api.filters import HouseFilters, IdFilter, TrueFilter
from config.api.problems import TooLarge
from config.errors import InvalidInput

log = logging.getLogger(__name__)
FORM_BYTES = 64 * 1024  # of a body besides its file


class FormParser(MultiPartParser):
    """A form with one file: the length is known and bounded before anything is read, and no name comes twice."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        longest = max(settings.MAX_DOCUMENT_BYTES, settings.MAX_RECORDING_BYTES)
        if length > longest + FORM_BYTES:
            raise TooLarge(store.larger_than(longest))
        form = super().parse(stream, media_type, parser_context)
        names = [name for part in (form.data, form.files) for name, values in part.lists() for _value in values]
        for name in names:
            if names.count(name) > 1:
                raise InvalidInput(_("This field is given twice."), code="repeated", pointer=f"/{name[:100]}")
        return form


class Ticked(TrueOrFalse):
    """In a form, which knows texts only: `true` or `false`."""

    def to_internal_value(self, data: Any) -> bool:
        return super().to_internal_value({"true": True, "false": False}.get(str(data), data))


class DocumentInput(Input):
    """A form (`multipart/form-data`). `captured_with` is the device, `original` the place where the original lies.
    `from_court`: a step of today asks what paper it is and when it was served; its term counts from there."""

    file = serializers.FileField(max_length=200)
    client = Ident()
    credit_account = Ident(required=False)
    captured_by = FreeText(max_length=200)
    captured_with = FreeText(max_length=200)
    captured_at = Instant(required=False)
    original = FreeText(max_length=200)
    from_court = Ticked(required=False)

    def validate_file(self, upload: Any) -> Any:
        limit = store.largest(upload.read(HEAD))
        upload.seek(0)
        if upload.size > limit:
            raise TooLarge(store.larger_than(limit))
        Text(max_length=200).run_validation(upload.name)
        return upload


class DocumentOutput(Output):
    """`media_type` is what the bytes are; `sha256` and `size` are those of the bytes as they were handed in."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id", allow_null=True)
    name = Text()
    media_type = Text()
    size = Whole()
    sha256 = Text()
    captured_by = Text()
    captured_with = Text()
    captured_at = Instant(allow_null=True)
    original = Text()
    from_court = TrueOrFalse()
    recorded_by = Ident(source="recorded_by_id")
    recorded_at = Instant(source="created_at")


class DocumentFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    credit_account = IdFilter(field_name="credit_account_id")
    from_court = TrueFilter(field_name="from_court")


@extend_schema(tags=["documents"])
class DocumentViewSet(Reading):
    """Files as they were handed in: PDF, pictures, UTF-8 text, mails, recordings; never changed, never shown inline."""

    resource = "documents"
    selector = selectors.list_documents
    serializer_class = DocumentOutput
    filters = DocumentFilters
    parser_classes = [FormParser]

    @extend_schema(request={"multipart/form-data": DocumentInput}, responses={201: DocumentOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Takes a file in. Its type is read from its bytes; a name or header that says otherwise is a 400."""
        given = self.parsed(DocumentInput)
        upload = given.pop("file")
        return self.answer(
            services.store_document(actor=request.user, upload=upload, values=given, at=clock.now()), 201
        )

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """The bytes as they were handed in, always as an attachment."""
        document = self.subject
        try:
            file = services.open_content(actor=request.user, document=document, at=clock.now())
        except FileNotFoundError:
            log.error("The bytes of document %s are not in the folder.", document.pk)
            raise Http404 from None
        answer = attachment(file, document.name, document.media_type)
        digest = base64.b64encode(bytes.fromhex(document.sha256)).decode()
        answer["Repr-Digest"] = f"sha-256=:{digest}:"
        return answer


def attachment(file: IO[bytes], name: str, media_type: str = "application/zip") -> FileResponse:
    """A file as it is handed out: never shown inline, sheltered, and closed with the answer."""
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    for header, value in SHELTER.items():
        answer[header] = value
    return answer


# A file is a stranger's: nothing in it runs or is embedded, whatever a browser makes of it.
SHELTER = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
