"""What the schema promises of every operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

METHODS = {"get", "post", "patch", "put", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator: Any = SchemaGenerator  # published without types
    return dict(generator().get_schema(request=None, public=True))


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield path, method, operation


def bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from body.get("content", {}).values()


def test_every_operation_has_an_id_a_tag_and_its_errors(schema: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _path, _method, operation in operations(schema)]

    assert len(ids) == len(set(ids)) > 40
    for path, _method, operation in operations(schema):
        assert operation["tags"] != ["api"], path
        assert {"400", "401", "429"} <= set(operation["responses"]), path
        assert ("{id}" in path) <= ("404" in operation["responses"]), path


def test_every_body_has_an_example_that_its_own_schema_accepts(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        for media in bodies(operation):
            whole = {**media["schema"], "components": schema["components"]}
            examples = [media["example"]] if "example" in media else [e["value"] for e in media["examples"].values()]
            for example in examples:
                errors = list(Draft202012Validator(whole).iter_errors(example))
                assert not errors, (path, method, errors[0].message, list(errors[0].path))
