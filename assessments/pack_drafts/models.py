"""An office's own rule packs: what was uploaded, what a backtest found, what was published when. All append-only.

The state of a draft follows from these rows; nothing is ever changed in them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.jobs.models import Job
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class PackDraft(Identified):
    """Files over the shipped packs, by name. None: the shipped packs as they are. With `problems` it is broken."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("why"), max_length=1000)
    files = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))

    class Meta:
        verbose_name = _("rule pack draft")
        verbose_name_plural = _("rule pack drafts")
        indexes = [models.Index(fields=["office", "created_at", "id"])]

    def __str__(self) -> str:
        return self.note[:80]


class PackBacktest(Identified):
    """`before` and `after` are the digests by key of what was in force and of what the draft would put there."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(
        PackDraft, on_delete=models.PROTECT, related_name="backtests", verbose_name=_("rule pack draft")
    )
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+", verbose_name=_("job"))
    before = models.JSONField()
    after = models.JSONField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by"))

    class Meta:
        verbose_name = _("backtest")
        verbose_name_plural = _("backtests")
        indexes = [models.Index(fields=["office", "created_at", "id"])]

    def __str__(self) -> str:
        return f"{self.draft} · {self.job.get_state_display()}"


class BacktestChange(Identified):
    """What a draft would change for one account. It goes with its client."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, related_name="+", verbose_name=_("credit account")
    )
    backtest = models.ForeignKey(
        PackBacktest, on_delete=models.PROTECT, related_name="changes", verbose_name=_("backtest")
    )
    changes = models.JSONField(_("what would change"))

    class Meta:
        verbose_name = _("change by a draft")
        verbose_name_plural = _("changes by drafts")
        indexes = [models.Index(fields=["backtest", "id"])]

    def __str__(self) -> str:
        return str(self.credit_account)


class PackRelease(Identified):
    """From its moment on an office's assessments are concluded by `packs` (digests by key). The newest is in force."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    draft = models.OneToOneField(
        PackDraft, on_delete=models.PROTECT, related_name="release", verbose_name=_("rule pack draft")
    )
    backtest = models.ForeignKey(PackBacktest, on_delete=models.PROTECT, related_name="+", verbose_name=_("backtest"))
    packs = models.JSONField(_("rule packs"))
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by"))

    class Meta:
        verbose_name = _("published rule packs")
        verbose_name_plural = _("published rule packs")
        constraints = [
            # Of two that are published at once, the one that is written first is in force; the other is refused.
            models.UniqueConstraint(fields=["office", "number"], name="pack_release_one_after_another"),
            models.CheckConstraint(condition=~Q(published_by=F("uploaded_by")), name="pack_release_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.draft}"
