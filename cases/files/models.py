"""Case files, their plans and steps, and every change of state. Nothing here writes.

A foreign key with which an index of several columns begins has no other of its own: adoption writes a hundred rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evaluations.models import Assessment, RulePack
from config.rows import ExternallyNamed, Identified, Versioned, external_id_once


class CaseState(models.TextChoices):
    OPEN = "open", _("open")
    WAITING = "waiting", _("waiting")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")


class NextAction(models.TextChoices):
    """What comes next in a case where no step names it."""

    STEP = "step", _("Do the step")
    ADOPT_PLAN = "adopt_plan", _("Adopt the plan")
    FOLLOW_UP = "follow_up", _("Look whether it has come")
    REVIEW_AND_CLOSE = "review_and_close", _("Review the case and close it")
    DECIDE_LIMITATION = "decide_limitation", _("Have a lawyer or supervisor decide on the old debt")


class Outcome(models.TextChoices):
    REINSTATED = "reinstated", _("the account lends again")
    LIMIT_CHANGED = "limit_changed", _("the account lends again with another limit")
    CLOSED_SETTLED = "closed_settled", _("closed for good, the debt is settled")
    CLOSED_UNSETTLED = "closed_unsettled", _("closed for good, debt remains")
    WITHDRAWN = "withdrawn", _("the client withdrew")
    HANDED_ON = "handed_on", _("handed on to somebody else")
    OTHER = "other", _("other")


class StepState(models.TextChoices):
    READY = "ready", _("ready")
    WAITING = "waiting", _("waiting for another step")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")
    CANCELLED = "cancelled", _("cancelled")


class Actor(models.TextChoices):
    CLIENT = "client", _("client")
    ADVISOR = "advisor", _("advisor")
    LAWYER = "lawyer", _("lawyer")
    LENDER = "lender", _("lender")
    REGULATOR = "regulator", _("regulator")


class Hold(models.TextChoices):
    """What keeps a step from being ready beside the steps before it."""

    LIMITATION = "limitation", _("a decision on limitation")


LIVE = (CaseState.OPEN, CaseState.WAITING)  # somebody works on it
IN_HAND = ~Q(next_action="")  # of cases: also one that is to be closed, and one that is closed and looked at again
UNDONE = (StepState.READY, StepState.WAITING)


class CaseFile(ExternallyNamed, Versioned):
    """What is done about one credit account. While it lives it has a next action, an owner and a date.

    `urgent`: a step that can be done now is, a court paper's above all; it stands first whatever its day. `news`: there
    may be a newer assessment than the plan's, or something that the client told; without it there is neither.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, db_index=False, related_name="cases", verbose_name=_("client")
    )
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, related_name="cases", verbose_name=_("credit account")
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened from assessment")
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, null=True, related_name="cases", verbose_name=_("owner")
    )
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.OPEN)
    plan = models.OneToOneField(
        "cases.Plan", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("plan in force")
    )
    next_action = models.CharField(_("next action"), max_length=20, choices=NextAction, blank=True)
    next_step = models.ForeignKey(
        "cases.Step", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("next step")
    )
    next_action_on = models.DateField(_("next action on"), null=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    news = models.BooleanField(default=False, editable=False)
    waiting_for = models.CharField(_("waiting for"), max_length=500, blank=True)
    waiting_until = models.DateField(_("waiting until"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    outcome_note = models.TextField(_("note on the outcome"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["owner", "state", "next_action_on"]),
            # The work queue: what is urgent, what is due, and what may have news. Not in the queue's own order: read in
            # that, all cases of an office are read before it is known that no more are due.
            models.Index(fields=["office", "urgent", "next_action_on", "id"], condition=IN_HAND, name="case_queue"),
            models.Index(fields=["office"], condition=Q(news=True), name="case_news"),
        ]
        constraints = [
            external_id_once("case"),
            models.UniqueConstraint(
                fields=["credit_account"], condition=~Q(state=CaseState.CLOSED), name="case_one_for_each_account"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LIVE)
                | (~Q(next_action="") & Q(next_action_on__isnull=False) & Q(owner__isnull=False)),
                name="case_live_has_action_owner_and_date",
            ),
            models.CheckConstraint(
                condition=Q(next_action=NextAction.STEP, next_step__isnull=False)
                | (~Q(next_action=NextAction.STEP) & Q(next_step__isnull=True)),
                name="case_next_step_named",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.WAITING) | (~Q(waiting_for="") & Q(waiting_until__isnull=False)),
                name="case_waiting_says_for_what",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(CaseState.RESOLVED, CaseState.CLOSED)) | ~Q(outcome=""),
                name="case_ended_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Names the case to people without naming anybody: the last eight characters of its id."""
        return self.id.hex[-8:].upper()


class Plan(Identified):
    """One adopted version of a case's plan: exactly what one assessment showed. Earlier ones stay."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="plans", verbose_name=_("case"))
    number = models.PositiveIntegerField(_("number"))
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessment"))
    adopted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("adopted by"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="plan_number_once")]
        indexes = [models.Index(fields=["office", "id"])]

    def __str__(self) -> str:
        return str(self.number)


class Step(Versioned):
    """One thing that somebody does. `messages` holds the plan's texts by name, language-free; a person's own
    step has `own_title` instead. `continues` is the step of an earlier plan that this one stands for. `raised_for` is
    what it answers where casework raised it by itself: a court paper."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, db_index=False, related_name="steps", verbose_name=_("case")
    )
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="steps", verbose_name=_("plan"))
    position = models.PositiveIntegerField(_("position"))
    action = models.CharField(_("action"), max_length=60, blank=True)
    actor = models.CharField(_("who acts"), max_length=10, choices=Actor)
    own_title = models.CharField(_("title"), max_length=200, blank=True)
    messages = models.JSONField(default=dict)
    citations = models.JSONField(default=list)
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, null=True, related_name="+")
    urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=StepState)
    hold = models.CharField(_("held by"), max_length=12, choices=Hold, blank=True)
    acknowledges_debt = models.BooleanField(_("pays or acknowledges a debt"), default=False)
    raised_for = models.UUIDField(_("raised for"), null=True, editable=False)
    ready_on = models.DateField(_("ready since"), null=True)
    done_on = models.DateField(_("done on"), null=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    note = models.TextField(_("note"), blank=True)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="continued_by")
    after: models.ManyToManyField[Step, StepOrder] = models.ManyToManyField(
        "self",
        symmetrical=False,
        through="cases.StepOrder",
        through_fields=("step", "after"),
        related_name="before",
        verbose_name=_("after"),
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [
            models.Index(fields=["case", "position"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["raised_for"], condition=Q(raised_for__isnull=False), name="step_raised_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(own_title="") & ~Q(action="") & Q(pack__isnull=False))
                | (~Q(own_title="") & Q(action="") & Q(plan__isnull=True)),
                name="step_of_a_plan_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.DONE, done_on__isnull=False)
                | (~Q(state=StepState.DONE) & Q(done_on__isnull=True)),
                name="step_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.READY) | Q(ready_on__isnull=False), name="step_ready_since_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.own_title or self.action


class StepOrder(models.Model):
    """`step` cannot be completed while `after` is undone."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, db_index=False, related_name="orders")
    after = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="followed_by")

    class Meta:
        verbose_name = _("order of steps")
        verbose_name_plural = _("orders of steps")
        constraints = [
            models.UniqueConstraint(fields=["step", "after"], name="step_order_once"),
            models.CheckConstraint(condition=~Q(step=models.F("after")), name="step_order_not_itself"),
        ]


class Transition(Identified):
    """A change of state: who, when, from what to what, and why. `by` is null where time itself did it."""

    class Kind(models.TextChoices):
        CASE = "case", _("case")
        STEP = "step", _("step")
        DEADLINE = "deadline", _("deadline")

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, db_index=False, related_name="transitions", verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    object_id = models.UUIDField(_("object"))
    act = models.CharField(_("act"), max_length=20)
    from_state = models.CharField(_("from"), max_length=10, blank=True)
    to_state = models.CharField(_("to"), max_length=10)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        indexes = [models.Index(fields=["case", "created_at", "id"]), models.Index(fields=["object_id", "created_at"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.from_state} -> {self.to_state}"
