"""On the client's page: files that may be the same person's, and the buttons that say so or take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.buttons import Button, offer
from accounts.access.decide import can, scope
from accounts.access.forms import ActForm
from accounts.access.sections import Section, add_section, table
from accounts.clients.models import Client
from accounts.merges import selectors, services
from accounts.merges.models import ClientMerge
from config import clock

SAME: dict[str, Any] = {"identity_number": _("identity number"), "phone": _("phone"), "email": _("e-mail")}


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("reason"), max_length=1000)


class DuplicateChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # takes none when it runs
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.phone_masked} · {obj.advisor}"


def merge_form(request: HttpRequest, client: Client) -> type[ActForm]:
    found = [each.client.pk for each in selectors.duplicates_of(request.user, client)]
    rows = scope(request.user, Client).filter(pk__in=found).select_related("advisor").order_by("created_at", "id")

    class MergeForm(ReasonForm):
        duplicate = DuplicateChoice(label=_("duplicate, merged into this file"), queryset=rows)

    return MergeForm


def _merge(request: HttpRequest, client: Client, values: dict[str, Any]) -> None:
    duplicate = values.pop("duplicate")
    services.merge_clients(actor=request.user, kept=client, duplicate=duplicate.pk, at=clock.now(), **values)


def _unmerge(request: HttpRequest, client: Client, values: dict[str, Any]) -> None:
    services.take_back_merge(actor=request.user, client=client, at=clock.now(), **values)


def _has_duplicates(request: HttpRequest, client: Client) -> bool:
    return bool(selectors.duplicates_of(request.user, client))


def _is_merged(request: HttpRequest, client: Client) -> bool:
    return selectors.merged_into(client.pk) is not None


offer(
    Client,
    Button(
        "merge", _("Merge a duplicate"), "merge", "clients", _merge, form_for=merge_form, shown=_has_duplicates,
        icon="merge",
    ),
)  # fmt: skip
offer(
    Client,
    Button("unmerge", _("Take the merge back"), "unmerge", "clients", _unmerge, form=ReasonForm, shown=_is_merged),
)


def files_of_one_person(request: HttpRequest, client: Client) -> Section | None:
    """None where this is the only file."""
    if not can(request.user, "duplicates", "clients"):
        return None
    merges = selectors.merges_among(client)
    known = [(row, _why(merges[row.pk])) for row in selectors.other_files(request.user, client)]
    possible = [
        (each.client, _and(SAME[name] for name in each.same)) for each in selectors.duplicates_of(request.user, client)
    ]
    if not known and not possible:
        return None
    return table(
        _("Other files that are, or may be, of the same person"),
        (pgettext_lazy("person", "name"), _("phone"), _("what is the same")),
        [(row, (row.name, row.phone_masked, why)) for row, why in (*known, *possible)],
        empty="",
    )


def _why(merge: ClientMerge) -> str:
    words = _("known to be the same person: %(reason)s (%(who)s, %(day)s)")
    return words % {"reason": merge.reason, "who": merge.merged_by, "day": timezone.localdate(merge.created_at)}


def _and(words: Any) -> str:
    return ", ".join(str(word) for word in words)


add_section(Client, 6, files_of_one_person)
