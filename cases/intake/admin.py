"""The checklist of an intake on the client's page, until all is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.decide import can
from accounts.access.pressing import address_of
from accounts.access.sections import Section, add_address, add_section
from accounts.clients.models import Client
from accounts.consents.models import Consent
from accounts.credit_accounts.models import CreditAccount
from accounts.documents.models import Document
from accounts.engagements.models import Engagement
from assessments.evidence.models import Display
from cases.intake.calls import TITLES, conflict_text, text_of, waiting_text
from cases.intake.selectors import Intake, Need, Part, intake_of

_OF_THE_CLIENT: dict[Part, Any] = {
    Part.ENGAGEMENT: Engagement,
    Part.CONSENTS: Consent,
    Part.ACCOUNTS: CreditAccount,
    Part.DOCUMENTS: Document,
}
DONE, OPEN = _("done"), _("to do")


def intake_of_client(request: HttpRequest, client: Client) -> Section | None:
    if client.erased_at or not can(request.user, "intake", "clients"):
        return None
    intake = intake_of(request.user, client)
    if intake.next is None and not intake.conflict:
        return None
    return {
        "template": "admin/house/table.html",
        "title": _("Intake"),
        "columns": (_("part"), _("state"), _("what is missing")),
        "rows": [*(row for part in Part for row in _rows(intake, part)), *_warned(intake)],
        "empty": "",
    }


def _rows(intake: Intake, part: Part) -> list[dict[str, Any]]:
    if part in intake.waits:
        return [_row(TITLES[part], OPEN, waiting_text())]
    needs = intake.of(part)
    if not needs:
        return [_row(TITLES[part], DONE, "")]
    return [_row(TITLES[part], OPEN, text_of(need), _address(intake, need)) for need in needs]


def _warned(intake: Intake) -> list[dict[str, Any]]:
    return [_row(_("Conflict of interest"), "", conflict_text())] if intake.conflict else []


def _row(title: Any, state: Any, text: str, link: str = "") -> dict[str, Any]:
    return {"link": link, "cells": (title, state, text)}


def _address(intake: Intake, need: Need) -> str:
    """The page on which it is done; evaluating, opening a case and adopting a plan are buttons there."""
    if need.part is Part.DISPLAYS:
        return add_address(Display, credit_account=need.account)
    if model := _OF_THE_CLIENT.get(need.part):
        return add_address(model, client=intake.client)
    return address_of(need.case or need.account or intake.client)


add_section(Client, 5, intake_of_client)
