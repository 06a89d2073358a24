"""Requests made from the schema and the matrix, so that a new route is asked by itself.

Each operation gets a caller whom the matrix permits the act, an object of its path that they see, and a body that the
schema accepts, in which every relation names a row that the caller sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Model
from drf_spectacular.generators import SchemaGenerator

from accounts.access import registry
from accounts.access.decide import scope
from accounts.models import Person
from config.api.examples import example_of
from tests.access.cast import rows
from tests.access.routes import routes
from tests.world import api, read_whole

Schema = Mapping[str, Any]
PEOPLE = ("person", "advisor", "lawyer", "seen_by", "from", "to", "owner", "recipient", "reviewer", "captured_by")
SENSIBLE = {"external_id": "nobodys", "months": "NNN", "value": 600}
NOWHERE = "01a20d31-262b-790c-a5f9-86069a28e17f"


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    resource: str
    act: str | None
    described: Schema
    components: Schema

    @property
    def body(self) -> Schema | None:
        """The schema of its JSON, if it takes any."""
        content = self.described.get("requestBody", {}).get("content", {})
        return self.resolved(content["application/json"]["schema"]) if "application/json" in content else None

    def resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.components[schema["$ref"].rpartition("/")[2]]
        return schema

    def header(self, name: str) -> Schema | None:
        return self.parameter(name, "header")

    def parameter(self, name: str, where: str) -> Schema | None:
        found = (one for one in self.described.get("parameters", ()) if (one["in"], one["name"]) == (where, name))
        return next(found, None)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


def schema() -> dict[str, Any]:
    generator: Any = SchemaGenerator  # published without types
    return dict(generator().get_schema(request=None, public=True))


@cache
def operations() -> list[Operation]:
    served, acts = schema(), {(route.method, route.path): route for route in routes()}
    components = served["components"]["schemas"]
    found = []
    for path, methods in served["paths"].items():
        for method, described in methods.items():
            route = acts.get((method, path.replace("{external_id}", "nobodys")))
            if route is not None:
                found.append(Operation(method, path, route.resource, route.act, described, components))
    return found


@dataclass(frozen=True)
class Asker:
    """Who asks, and about which of the rows that they see."""

    actor: Person

    def first(self, resource: str) -> Model | None:
        model = rows()[resource].model
        return scope(self.actor, model).order_by("pk").first()

    def path(self, operation: Operation) -> str | None:
        """None where they see no such object."""
        path = operation.path.replace("{external_id}", "nobodys")
        if "{id}" not in path:
            return path
        row = self.first(operation.resource)
        return path.replace("{id}", "jiebei" if operation.resource == "rule-packs" else str(row.pk)) if row else None

    def body(self, operation: Operation, only: tuple[str, ...] | None = None) -> Any:
        """`only`: what is required, and these names."""
        schema = operation.body
        assert schema is not None
        value = sensible(example_of(schema, operation.components))
        if only is not None and isinstance(value, dict):
            value = {name: one for name, one in value.items() if name in (*schema.get("required", ()), *only)}
        for place in relations(operation):
            if place[0] in value and (row := self.first(resource_of(place[-1]))) is not None:
                value = put(value, place, str(row.pk))
        return value

    def send(
        self, operation: Operation, body: Any, *, raw: bool = False, path: str = "", headers: Mapping[str, str] = {}
    ) -> Any:
        """The answer, with everything that the call did taken back."""
        client = api(self.actor)
        client.raise_request_exception = False
        content = body if raw else json.dumps(body) if body is not None else ""
        if (operation.header("If-Match") or {}).get("required"):
            headers = {"If-Match": "*", **headers}
        with transaction.atomic():
            answer: Any = client.generic(
                operation.method.upper(),
                path or self.path(operation) or "",
                content,
                content_type="application/json",
                headers=headers,
            )
            transaction.set_rollback(True)
        return read_whole(answer)


def permitted(operation: Operation, people: list[Person]) -> Asker | None:
    """The first who may do it and sees what it is done to."""
    for person in people:
        asker = Asker(person)
        may = operation.act is None or person.role in rows()[operation.resource].acts.get(operation.act, ())
        if may and asker.path(operation) is not None:
            return asker
    return None


def relations(operation: Operation) -> list[tuple[str, ...]]:
    """Where in its body ids stand: ("client",), ("items", "credit_account") …"""
    return list(_ids(operation, operation.body or {}, ()))


def _ids(operation: Operation, schema: Schema, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    schema = operation.resolved(schema)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            schema = operation.resolved(schema[several][0])
    if schema.get("format") == "uuid" and place:
        yield place
    for name, inner in schema.get("properties", {}).items():
        yield from _ids(operation, inner, (*place, name))
    if "items" in schema:
        yield from _ids(operation, schema["items"], place)


def put(value: Any, place: tuple[str, ...], ident: str) -> Any:
    """`value` with `ident` at the place, in every item of the lists on the way."""
    if isinstance(value, list):
        return [put(one, place, ident) for one in value]
    if not place:
        return ident
    return {**value, place[0]: put(value.get(place[0], {}), place[1:], ident)} if isinstance(value, dict) else value


def sensible(value: Any) -> Any:
    """An example with the few values that the schema cannot tell."""
    if isinstance(value, list):
        return [sensible(one) for one in value]
    if isinstance(value, dict):
        return {name: SENSIBLE.get(name, sensible(one)) for name, one in value.items()}
    return value


def resource_of(name: str) -> str:
    """By the relation's name; people have many."""
    known = {row.resource for row in registry.rows()}
    plain = name.removesuffix("s").replace("_", "-")
    guesses = (f"{plain}s", f"credit-{plain}s", f"{plain[:-1]}ies", plain)
    return next((guess for guess in guesses if guess in known), "users" if name in PEOPLE else "clients")


def told(answer: Any, *idents: object) -> tuple[int, Any]:
    """What an answer says, whatever the request was and whichever of the ids it named."""
    text = answer.content.decode()
    for ident in idents:
        text = text.replace(str(ident), "{id}")
    body = json.loads(text) if text else None
    return answer.status_code, {**body, "request_id": ""} if isinstance(body, dict) else body
