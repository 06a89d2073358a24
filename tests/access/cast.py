"""Who asks in the generated tests: every role and relation, and a service key for every scope; and about which rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Model

from accounts.access import registry
from accounts.access.scopes import SCOPES
from accounts.grants.models import Grant
from accounts.models import Person, ServiceKey
from assessments.sweeps.selectors import list_sweeps
from assessments.sweeps.services import start_sweep
from config import clock
from tests.access.admin_world import work_on
from tests.access.routes import EXPIRED, KEYS, NONE, WEST, Caller
from tests.world import World, person, service_key


def people_at_work(world: World) -> list[Caller]:
    """The world at work, and three people more: a substitute, one who shares Chen, a barred supervisor."""
    work_on(world)
    start_sweep(actor=world.alice, at=clock.now())
    people = dict(world.people)
    kinds = {"stand_in": "substitute", "sharer": "share", "barred": "bar"}
    for name, kind in kinds.items():
        people[name] = person(world.east, name.replace("_", ""), "supervisor" if kind == "bar" else "advisor")
        whom: dict[str, Any] = {"advisor": world.alice} if kind == "substitute" else {"client": world.chen}
        _granted(world, kind, people[name], **whom)
    people["referred"] = Person.objects.get(email="lou@example.org")
    return [Caller(name, actor) for name, actor in people.items()]


def _granted(world: World, kind: str, receiver: Person, **whom: Any) -> Grant:
    at = clock.now()
    return Grant.objects.create(
        office=world.east,
        kind=kind,
        person=receiver,
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=1),
        reason="test",
        granted_by=world.sun,
        **whom,
    )


def keys(world: World) -> list[Caller]:
    keeper = person(world.west, "wei", "administrator")
    made = []
    for name, scopes in KEYS.items():
        account, token = service_key(keeper if name == WEST else world.ada, *(scopes or SCOPES), name=name)
        made.append(Caller(name, account, token))
    ServiceKey.objects.filter(account__name=NONE).update(scopes=[])
    then = clock.now() - timedelta(days=2)
    ServiceKey.objects.filter(account__name=EXPIRED).update(created_at=then, ends_at=then + timedelta(days=1))
    return made


def rows() -> dict[str, registry.Row]:
    return {row.resource: row for row in registry.rows()}


def targets(world: World) -> dict[str, Model]:
    """A row of East in each resource, Chen's wherever it has a client."""
    found: dict[str, Model] = {}
    for row in registry.rows():
        of_east = row.model._default_manager.order_by("pk")
        fields = {field.name for field in row.model._meta.get_fields()}
        for name, value in (("office", world.east), ("client", world.chen)):
            if name in fields:
                of_east = of_east.filter(**{name: value})
        one = of_east.first()
        if one is not None:
            found[row.resource] = one
    sweep = list_sweeps(world.alice).earliest("created_at")  # a job that sweeps and jobs serve alike
    return found | {"users": world.bob, "offices": world.east, "clients": world.chen, "jobs": sweep}
