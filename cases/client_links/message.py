"""What an advisor sends the client by WeChat or otherwise: link and purpose, in the client's language, and no code."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.client_links.models import ClientLink
from cases.client_links.selectors import goes_by_mail


def address_of(token: str) -> str:
    return str(settings.SITE_URL + reverse("client-open", args=[token]))


def message_of(link: ClientLink, token: str) -> str:
    """Names no lender, product or amount: the message may lie open on a phone."""
    until = link.ends_at.astimezone(ZoneInfo(link.client.office.zone))
    with translation.override(link.client.language):
        facts = {"office": link.client.office.name, "link": address_of(token), "until": f"{until:%Y-%m-%d}"}
        text = _(
            "Hello, this is your own page at %(office)s: %(link)s\nThere you see how things stand and what you have to "
            "do, and can send us pictures and tell us of a payment. It works until %(until)s."
        )
        code = (
            _("To open it you need a code, which the page sends to your e-mail.")
            if goes_by_mail(link.client)
            else _("To open it you need a code: call us, and we tell it to you.")
        )
        care = _("Give link and code to nobody. We never ask you for a code, a password or money by message.")
    return "\n".join([text % facts, code, care])
