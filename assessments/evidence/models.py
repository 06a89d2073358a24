"""What was seen, sent, paid and said: recorded once, with its source and both times. Append-only by trigger."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.engine.evidence import Provenance
from config.rows import Identified

PROVENANCES = [
    (Provenance.OFFICIAL_REPORT.value, _("official report")),
    (Provenance.LENDER_ISSUED.value, _("issued by the lender")),
    (Provenance.DOCUMENT_SEEN.value, _("document seen")),
    (Provenance.CLIENT_STATED.value, _("stated by the client")),
]
# What a lender or registry issued is stored with the paper itself and who saw it.
NEEDS_DOCUMENT = (Provenance.OFFICIAL_REPORT.value, Provenance.LENDER_ISSUED.value)
MONTH_CODES = [
    ("N", _("N: paid as due")),
    ("*", _("*: nothing was due")),
    ("1", _("1: 1 to 30 days overdue")),
    ("2", _("2: 31 to 60 days overdue")),
    ("3", _("3: 61 to 90 days overdue")),
    ("4", _("4: 91 to 120 days overdue")),
    ("5", _("5: 121 to 150 days overdue")),
    ("6", _("6: 151 to 180 days overdue")),
    ("7", _("7: more than 180 days overdue")),
    ("C", _("C: settled")),
    ("G", _("G: ended otherwise than settled")),
    ("D", _("D: paid by a guarantor")),
    ("Z", _("Z: an asset was given for the debt")),
    ("B", _("B: bad debt")),
    ("#", _("#: open, not known how")),
    ("/", _("/: not open yet")),
]


class Channel(models.TextChoices):
    IN_APP = "in_app", _("in the app")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    CALL = "call", _("call")
    LETTER = "letter", _("letter")


class Counterparty(models.TextChoices):
    MERCHANT = "merchant", _("a merchant")
    SELF = "self", _("the client's own account")
    RELATIVE = "relative", _("a relative")
    INVESTMENT = "investment", _("an investment")
    UNKNOWN = "unknown", _("not known")


class EventKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("maintenance")
    POLICY_CHANGE = "policy_change", _("change of policy")


class PaperKind(models.TextChoices):
    PAYMENT_ORDER = "payment_order", _("payment order")
    SUMMONS = "summons", _("summons")
    JUDGMENT = "judgment", _("judgment")
    RULING = "ruling", _("ruling")
    ENFORCEMENT = "enforcement", _("enforcement")
    ARBITRATION = "arbitration", _("arbitration")
    MEDIATION_CALL = "mediation_call", _("call to mediation")


def amount(title: Any, **options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(title, max_digits=14, decimal_places=2, **options)


class Recorded(Identified):
    """`created_at` is when it was recorded, `happened_at` when what it tells of happened.

    `happened_at` is the kind's own time, a day being its start in the office's zone. A correction is a new row that
    supersedes another, and so is a withdrawal, which repeats what it withdraws. `source_ref` is the item's name in
    the `source` that it came from: what a source sends twice is kept once.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    credit_account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="%(class)ss")
    happened_at = models.DateTimeField(_("happened at"), editable=False)
    provenance = models.CharField(_("provenance"), max_length=20, choices=PROVENANCES)
    source = models.CharField(_("source"), max_length=100, blank=True)
    source_ref = models.CharField(_("reference in the source"), max_length=200, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="successor",
        verbose_name=_("supersedes"),
    )  # fmt: skip
    reason = models.TextField(_("reason"), blank=True, editable=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["credit_account", "created_at", "id"]),
            models.Index(fields=["credit_account", "happened_at", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_account", "source", "source_ref"],
                condition=~Q(source_ref="") & Q(supersedes=None),
                name="%(class)s_once_for_a_source",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, reason="", withdrawn=False) | (~Q(supersedes=None) & ~Q(reason="")),
                name="%(class)s_corrected_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(provenance__in=NEEDS_DOCUMENT) | Q(document__isnull=False, seen_by__isnull=False),
                name="%(class)s_documented",
            ),
        ]


class Display(Recorded):
    observed_at = models.DateTimeField(_("observed at"))
    shows_limit = models.BooleanField(_("shows the limit"), null=True, blank=True)
    can_draw = models.BooleanField(_("money can be drawn"), null=True, blank=True)
    limit_total = amount(_("limit"), null=True, blank=True)
    limit_available = amount(_("available"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("display")
        verbose_name_plural = _("displays")

    def __str__(self) -> str:
        return self.text[:40] or str(self.observed_at)


class Notice(Recorded):
    received_at = models.DateTimeField(_("received at"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.text[:40] or str(self.received_at)


class Repayment(Recorded):
    """`payments` and `parts` are lists and objects of decimal strings, as the API shows them."""

    due_on = models.DateField(_("due on"))
    amount_due = amount(_("amount due"))
    loan_ref = models.TextField(_("loan"), blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    amount_paid = amount(_("amount paid"), null=True, blank=True)
    payments = models.JSONField(_("payments"), default=list, blank=True)
    parts = models.JSONField(_("parts"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")

    def __str__(self) -> str:
        return f"{self.due_on} {self.amount_due}"


class RepaymentMonth(Recorded):
    """One month's mark as credit reports write it; `month` is its first day."""

    month = models.DateField(_("month"))
    code = models.CharField(_("mark"), max_length=1, choices=MONTH_CODES)

    class Meta(Recorded.Meta):
        verbose_name = _("month of repayment")
        verbose_name_plural = _("months of repayment")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.code}"


class Drawdown(Recorded):
    at = models.DateTimeField(_("drawn at"))
    amount = amount(_("amount"))
    stated_use = models.TextField(_("stated use"), blank=True)
    counterparty = models.CharField(
        _("who received it"), max_length=10, choices=Counterparty, default=Counterparty.UNKNOWN
    )

    class Meta(Recorded.Meta):
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"{self.amount} {self.get_counterparty_display()}"


class Score(Recorded):
    """`scheme` and its scale are the pack's."""

    scheme = models.CharField(_("kind of score"), max_length=20)
    value = models.PositiveSmallIntegerField(_("score"))
    read_on = models.DateField(_("read on"))

    class Meta(Recorded.Meta):
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class CreditReport(Recorded):
    """An official report with its `accounts` and `inquiries`, as the API shows them."""

    issued_on = models.DateField(_("issued on"))
    accounts = models.JSONField(_("accounts in the report"), default=list, blank=True)
    inquiries = models.JSONField(_("inquiries"), default=list, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("credit report")
        verbose_name_plural = _("credit reports")

    def __str__(self) -> str:
        return str(self.issued_on)


class PlatformEvent(Recorded):
    """Maintenance or a change of policy that the platform announced; without end it is open."""

    kind = models.CharField(_("kind of event"), max_length=20, choices=EventKind)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("platform event")
        verbose_name_plural = _("platform events")

    def __str__(self) -> str:
        return self.text[:40] or str(self.get_kind_display())


class LegalPaper(Recorded):
    kind = models.CharField(_("kind of paper"), max_length=20, choices=PaperKind)
    served_on = models.DateField(_("served on"))
    court = models.TextField(_("court"), blank=True)
    case_no = models.TextField(_("case number"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("court paper")
        verbose_name_plural = _("court papers")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.served_on}"


class Statement(Recorded):
    """What the client said, in the client's words."""

    made_at = models.DateTimeField(_("made at"))
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return self.text[:40] or str(self.made_at)
