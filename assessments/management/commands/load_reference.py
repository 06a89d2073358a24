"""The products and lenders that the rule packs know, as rows to choose from. Runs after each migrate; idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.lenders.services import ship
from assessments.engine import pack_for
from assessments.packs import packs
from config import clock


class Command(BaseCommand):
    help = "Write the shipped products and lenders, or bring them up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        base, at = packs()["base"], clock.now()
        chosen = [pack_for(packs(), key).product(key) for key in base.products]
        products = [{"key": one.key, "name": f"{one.names['zh-Hans']} {one.names['en']}"} for one in chosen]
        lenders = {one.lender_of_record: one for one in chosen if one.lender_of_record}
        ship(
            products=products,
            lenders=[
                {"name": name, "kind": one.lender_type, "phone": base.phone_of(one, at.date())}
                for name, one in lenders.items()
            ],
            at=at,
        )
        self.stdout.write(f"{len(products)} products, {len(lenders)} lenders")
