"""The invented people of the demo: two offices, six log-ins. Never loaded under the production settings."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Office, Person
from accounts.people.models import Role

DOMAIN = "reinstate.example"
EAST, WEST = "青禾咨询（虚构） Qinghe Advisers (invented)", "远山事务所（虚构） Yuanshan Office (invented)"
PEOPLE = (
    ("advisor", "林晓（虚构）", Role.ADVISOR, EAST),
    ("advisor2", "周宁（虚构）", Role.ADVISOR, EAST),
    ("lawyer", "陈律师（虚构）", Role.LAWYER, EAST),
    ("supervisor", "孙敏（虚构）", Role.SUPERVISOR, EAST),
    ("administrator", "高原（虚构）", Role.ADMINISTRATOR, EAST),
    ("stranger", "吴桐（虚构）", Role.ADVISOR, WEST),
)


def make_people(password: str, at: datetime) -> dict[str, Person]:
    """By the name before the @ of their address."""
    offices = {
        name: Office.objects.create(name=name, is_demo=True, created_at=at, updated_at=at) for name in (EAST, WEST)
    }
    sealed = make_password(password)
    return {
        login: Person.objects.create(
            email=f"{login}@{DOMAIN}",
            name=name,
            role=role,
            office=offices[office],
            password=sealed,
            created_at=at,
            updated_at=at,
        )
        for login, name, role, office in PEOPLE
    }
