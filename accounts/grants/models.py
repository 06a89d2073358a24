"""Grants: who sees more, or less, than their role gives; for how long, why, and by whose word. Ended, never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class GrantKind(models.TextChoices):
    """`break_glass` lets a supervisor do once what needs a stated reason; another person reviews it."""

    SUBSTITUTE = "substitute", _("stands in for an advisor")
    SHARE = "share", _("shares a client")
    BAR = "bar", _("barred by a conflict of interest")
    BREAK_GLASS = "break_glass", _("break-glass")


class Grant(Identified):
    """`person` receives it. A substitute names the `advisor` stood in for, every other kind one `client`.

    `ends_at` null lasts until it is revoked; only shares and bars may.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=GrantKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants", verbose_name=_("person"))
    advisor = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("stands in for")
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, related_name="grants", verbose_name=_("client")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("until"), null=True)
    reason = models.CharField(_("reason"), max_length=1000)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )
    told_at = models.DateTimeField(_("owner told at"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    review = models.CharField(_("review"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [
            models.Index(fields=["person", "kind"], condition=Q(revoked_at__isnull=True), name="grant_in_force"),
            models.Index(fields=["office", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=GrantKind.SUBSTITUTE, advisor__isnull=False, client__isnull=True)
                | (~Q(kind=GrantKind.SUBSTITUTE) & Q(advisor__isnull=True, client__isnull=False)),
                name="grant_names_advisor_or_client",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"))
                | Q(ends_at__isnull=True, kind__in=(GrantKind.SHARE, GrantKind.BAR)),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("advisor")) & ~Q(reason=""), name="grant_has_a_reason_and_another"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")), name="grant_reviewed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person}"
