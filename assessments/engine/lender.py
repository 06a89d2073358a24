"""Who lends, and by what licence: what the contract says where it was read, else what is usual for the product.

The lender is not the platform, and the authority that hears a complaint follows from the kind of lender.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.evidence import Account
from assessments.engine.facts import UNKNOWN_LENDER, complaint_route
from assessments.engine.packs.tables import Product


@dataclass(frozen=True, slots=True)
class Lender:
    """`known`: the contract was read and names it. `name` is empty and `kind` `unknown` where nothing says so."""

    name: str
    kind: str
    known: bool

    @property
    def route(self) -> str | None:
        """The fact that names the channel of a complaint; None where the contract must be read first."""
        return complaint_route(self.kind)


def lender_of(account: Account, product: Product) -> Lender:
    """What is usual for the product holds only as far as the contract does not say otherwise.

    A name without its kind tells no kind, unless it is the usual lender's; a kind other than the usual lender's means
    that another lends, of whom only the kind is known.
    """
    name, kind = account.lender, account.lender_type or UNKNOWN_LENDER
    usual = not name or name == product.lender_of_record
    if kind == UNKNOWN_LENDER and usual:
        kind = product.lender_type
    if not name and kind == product.lender_type:
        name = product.lender_of_record
    return Lender(name, kind, known=bool(account.lender))


def own_names(account: Account, product: Product) -> tuple[str, ...]:
    """Parts of institutions' names, lower case, that mean this account in a report."""
    lender = account.lender.strip().lower()
    return (*product.institutions, lender) if lender else product.institutions
