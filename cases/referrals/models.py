"""Referrals open one case to one lawyer; what the lawyer writes about it is sealed with the lawyers' own key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.lenders.models import Lender
from accounts.offices.models import Office
from accounts.people.models import Person
from cases.files.models import CaseFile
from config import crypto
from config.rows import Identified, Versioned


class ReferralState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    HANDED_BACK = "handed_back", _("handed back")
    WITHDRAWN = "withdrawn", _("withdrawn")


RUNNING = (ReferralState.PROPOSED, ReferralState.ACCEPTED)


class Referral(Versioned):
    """`firm` is the law firm as the client's consent names it; `consent_on` the day of that consent."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    credit_account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("case"))
    lawyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("lawyer"))
    firm = models.CharField(_("law firm"), max_length=200)
    consent_on = models.DateField(_("client's consent of"))
    reason = models.CharField(_("reason"), max_length=2000)
    referred_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("referred by"))
    state = models.CharField(_("state"), max_length=12, choices=ReferralState, default=ReferralState.PROPOSED)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(fields=["lawyer", "state"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=RUNNING), name="referral_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} · {self.lawyer}"


class Engagement(models.TextChoices):
    ACTS_FOR = "acts_for", _("acts for")
    ACTS_AGAINST = "acts_against", _("acts against")


class ConflictParty(Identified):
    """Somebody whom a lawyer acts for or against elsewhere: kept as a keyed index only, or as a lender.

    Nobody reads it back: it answers one question, whether a case would set the lawyer against it.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    lawyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("lawyer"))
    engagement = models.CharField(_("engagement"), max_length=12, choices=Engagement)
    lender = models.ForeignKey(Lender, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("lender"))
    identity_index = models.CharField(max_length=64, blank=True, editable=False)
    label = models.CharField(_("own label"), max_length=100, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("conflict party")
        verbose_name_plural = _("conflict parties")
        indexes = [models.Index(fields=["lawyer", "ended_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(lender__isnull=False, identity_index="") | (Q(lender__isnull=True) & ~Q(identity_index="")),
                name="party_is_a_lender_or_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.get_engagement_display()


class NoteKind(models.TextChoices):
    NOTE = "note", _("note")
    DRAFT = "draft", _("draft")


class LawyerNote(Identified):
    """A lawyer's own working record. Append-only; the text is readable with the lawyers' key alone."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind)
    sealed = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("lawyer's note")
        verbose_name_plural = _("lawyers' notes")
        indexes = [models.Index(fields=["case", "created_at", "id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.case.reference}"

    @property
    def text(self) -> str:
        return crypto.decrypt(self.sealed, crypto.LAWYERS)
