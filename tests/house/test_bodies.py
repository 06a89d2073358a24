"""A body in chunks counts as the body that it is."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings

from config.api.bodies import with_length


@pytest.mark.parametrize(
    ("body", "length"), [(b'{"a": 1}', 8), (b"", 0), (b"x" * 6_000_000, settings.MAX_BODY_BYTES + 1)]
)
def test_a_chunked_body_gets_its_length(body: bytes, length: int) -> None:
    seen: dict[str, Any] = {}
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body)}

    with_length(lambda given, _start: seen.update(given) or [])(environ, lambda *_: None)

    assert (int(seen["CONTENT_LENGTH"]), seen["wsgi.input"].read()) == (length, body[:length])
