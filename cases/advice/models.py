"""Advice that was given to a client: what, by whom, on which facts; what the client answered; and what a supervisor
made of it. All three are append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evaluations.models import Assessment
from cases.files.models import CaseFile
from config.rows import Identified


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    CONSIDERING = "considering", _("still considering")


class Verdict(models.TextChoices):
    SOUND = "sound", _("sound")
    TO_DISCUSS = "to_discuss", _("to be discussed")


class Advice(Identified):
    """`evidence` holds {kind, id} of what it rests on, beside the assessment; `created_at` is when it was recorded."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="advice", verbose_name=_("case"))
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    text = models.TextField(_("advice"))
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("assessment")
    )
    evidence = models.JSONField(_("evidence"), default=list)

    class Meta:
        verbose_name = _("piece of advice")
        verbose_name_plural = _("advice")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["case", "created_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} · {self.text[:40]}"


class AdviceAnswer(Identified):
    """What the client said to it. The newest holds; those before stay."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    advice = models.ForeignKey(
        Advice, on_delete=models.PROTECT, related_name="answers", verbose_name=_("piece of advice")
    )
    answer = models.CharField(_("answer"), max_length=12, choices=Answer)
    words = models.TextField(_("in the client's words"), blank=True)
    said_at = models.DateTimeField(_("said at"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("answer to advice")
        verbose_name_plural = _("answers to advice")
        indexes = [models.Index(fields=["advice", "created_at", "id"])]

    def __str__(self) -> str:
        return self.get_answer_display()


class AdviceReview(Identified):
    """Somebody else's look at it, once."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    advice = models.OneToOneField(
        Advice, on_delete=models.PROTECT, related_name="review", verbose_name=_("piece of advice")
    )
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewed by"))
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("review of advice")
        verbose_name_plural = _("reviews of advice")

    def __str__(self) -> str:
        return self.get_verdict_display()
