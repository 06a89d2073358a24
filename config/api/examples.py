"""An example for every body of the schema, made from the schema itself, so that none can be out of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_BY_FORMAT = {
    "uuid": "01979a3e-7c00-7000-8000-000000000001",
    "date": "2026-11-20",
    "date-time": "2026-11-20T02:00:00Z",
    "decimal": "1200.00",
    "email": "advisor@reinstate.example",
    "uri": "https://reinstate.example/api/v1/clients/",
}
_BY_TYPE: dict[str, Any] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: bodies that have an example of their own keep it."""
    components = result.get("components", {}).get("schemas", {})
    for media in _bodies(result):
        if "schema" in media and not {"example", "examples"} & set(media):
            media["example"] = example_of(media["schema"], components)
    return result


def _bodies(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in result["paths"].values():
        for operation in path.values():
            for body in (operation.get("requestBody", {}), *operation["responses"].values()):
                yield from body.get("content", {}).values()


def example_of(schema: Schema, components: Mapping[str, Schema]) -> Any:
    """A value that the schema accepts.

    >>> example_of({"type": "object", "properties": {"on": {"type": "string", "format": "date"}}}, {})
    {'on': '2026-11-20'}
    """
    if reference := schema.get("$ref"):
        return example_of(components[reference.rpartition("/")[2]], components)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return example_of(schema[several][0], components)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    return _by_type(schema, components)


def _by_type(schema: Schema, components: Mapping[str, Schema]) -> Any:
    types = schema.get("type", "object")
    kind = types if isinstance(types, str) else types[0]
    if kind == "object":
        return {name: example_of(one, components) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items", {"type": "string"}), components)]
    if kind == "integer":
        return schema.get("minimum", 1)
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE[kind])
