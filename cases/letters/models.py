"""Letters of a client to the lender, the registry or an authority: drafted from the case's facts, approved by a second
person, and from then on fixed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Language, Person
from cases.correspondence.models import Communication
from cases.files.models import CaseFile, Step
from config.rows import Versioned


class LetterKind(models.TextChoices):
    REASON_REQUEST = "reason_request", _("request for the reason in writing")
    COMPLAINT_LENDER = "complaint_lender", _("complaint to the lender")
    OBJECTION_LENDER = "objection_lender", _("objection to a credit record, to the lender")
    OBJECTION_REGISTRY = "objection_registry", _("objection to a credit record, to the registry")
    INSTALMENT_REQUEST = "instalment_request", _("request for an individual repayment plan")
    COMPLAINT_REGULATOR = "complaint_regulator", _("complaint to the authority")


class LetterState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent")
    DISCARDED = "discarded", _("discarded")


class Letter(Versioned):
    """`facts` are the records that the draft was filled from, `{kind, id}` each. What was sent is `document`, enclosed
    in `communication`; `step` waits for the reply."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="letters", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=20, choices=LetterKind)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.DRAFT)
    addressee = models.CharField(_("addressee"), max_length=200)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    facts = models.JSONField(_("filled from"), default=list)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("last changed by")
    )
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    communication = models.OneToOneField(
        Communication, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("communication")
    )
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("step that follows it")
    )

    class Meta:
        verbose_name = _("letter of a client")
        verbose_name_plural = _("letters of clients")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["case", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=(LetterState.APPROVED, LetterState.SENT))
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="letter_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("drafted_by")) & (Q(changed_by__isnull=True) | ~Q(approved_by=F("changed_by"))),
                name="letter_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | Q(document__isnull=False, communication__isnull=False),
                name="letter_sent_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} · {self.subject}"
