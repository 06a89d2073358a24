"""A client's link, the one-time codes that open it, what the client told through it, and the look that somebody took.

Of the link only a digest is kept. A code is stored nowhere: it is made from its row's id under a key.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evidence.models import Statement
from cases.files.models import CaseFile, Step
from config.rows import Identified, Versioned


class ClientLink(Versioned):
    """Its `account` has the same id, and is who is named wherever a row says who wrote it. One at a time for a client:
    a new one ends the one before."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    account = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="client_link", verbose_name=_("account"), editable=False
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ends_at = models.DateTimeField(_("ends at"))
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )

    class Meta:
        verbose_name = _("client's link")
        verbose_name_plural = _("clients' links")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(revoked_at__isnull=True), name="client_link_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(id=F("account_id")), name="client_link_is_its_account"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("created_at")), name="client_link_ends_after_its_start"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="client_link_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} · {timezone.localdate(self.ends_at)}"


class ClientLinkCode(Identified):
    """A one-time code, and the session that it opened: of the session's cookie only a digest is kept.

    `sent_at` stays empty for one that an advisor reads out (`read_out_by`). `seen_at` is true to the minute.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    link = models.ForeignKey(
        ClientLink, on_delete=models.PROTECT, related_name="codes", verbose_name=_("client's link")
    )
    expires_at = models.DateTimeField(_("expires at"))
    read_out_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("read out by")
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    session_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    session_ends_at = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("code of a client's link")
        verbose_name_plural = _("codes of clients' links")
        indexes = [
            models.Index(fields=["link", "created_at", "id"]),
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None, ended_at=None, used_at=None, read_out_by=None),
                name="client_link_code_to_send",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(session_digest__isnull=True)
                | Q(used_at__isnull=False, session_ends_at__isnull=False, seen_at__isnull=False),
                name="client_link_session_of_a_used_code",
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"


class Told(models.TextChoices):
    PROOF = "proof", _("a picture or paper for a step")
    PAYMENT = "payment", _("a payment")


class ClientReport(Identified):
    """What the client told, in the client's words; append-only. `submission` is the form's own, so that a form sent
    twice over a slow line tells it once. A payment is also evidence: `statement`, stated by the client."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("step"))
    link = models.ForeignKey(ClientLink, on_delete=models.PROTECT, related_name="+", verbose_name=_("client's link"))
    kind = models.CharField(_("what was told"), max_length=10, choices=Told)
    words = models.TextField(_("in the client's words"), blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("statement")
    )
    submission = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("client's report")
        verbose_name_plural = _("clients' reports")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["case", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["link", "submission"], name="client_report_told_once"),
            models.CheckConstraint(
                condition=Q(kind=Told.PAYMENT, amount__gt=0, paid_on__isnull=False, statement__isnull=False)
                | Q(
                    kind=Told.PROOF,
                    amount__isnull=True,
                    paid_on__isnull=True,
                    step__isnull=False,
                    document__isnull=False,
                ),
                name="client_report_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localdate(self.created_at)}"


class Finding(models.TextChoices):
    ACCEPTED = "accepted", _("taken over")
    ASKED = "asked", _("something is missing")


class ClientReportLook(Identified):
    """What somebody of the office made of it, once. `note` is what the client reads."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    report = models.OneToOneField(
        ClientReport, on_delete=models.PROTECT, related_name="look", verbose_name=_("client's report")
    )
    finding = models.CharField(_("finding"), max_length=10, choices=Finding)
    note = models.CharField(_("note to the client"), max_length=1000, blank=True)
    looked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("looked at by"))

    class Meta:
        verbose_name = _("look at a client's report")
        verbose_name_plural = _("looks at clients' reports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(finding=Finding.ASKED) | ~Q(note=""), name="client_report_look_says_what_is_missing"
            )
        ]

    def __str__(self) -> str:
        return self.get_finding_display()
