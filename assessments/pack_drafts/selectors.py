from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, UUIDField

from accounts.access.decide import scope
from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations.models import Assessment
from assessments.pack_drafts.models import BacktestChange, PackBacktest, PackDraft, PackRelease
from config.prepared import Given, Question


def list_drafts(actor: Any) -> QuerySet[PackDraft]:
    """Each with its release, its backtests (newest first) and, as `in_force`, the number of the newest release."""
    newest = PackRelease.objects.filter(office_id=OuterRef("office_id")).order_by("-number").values("number")[:1]
    backtests = PackBacktest.objects.select_related("job", "started_by").order_by("-created_at", "-id")
    return (
        scope(actor, PackDraft)
        .select_related("uploaded_by", "release__published_by")
        .prefetch_related(Prefetch("backtests", backtests))
        .annotate(in_force=Subquery(newest, output_field=IntegerField()))
    )


def list_releases(actor: Any) -> QuerySet[PackRelease]:
    return scope(actor, PackRelease).select_related("draft", "uploaded_by", "published_by")


def changes_of(actor: Any, backtest: PackBacktest) -> QuerySet[BacktestChange]:
    """Of the accounts that the reader sees."""
    related = ("credit_account__client", "credit_account__product")
    return scope(actor, BacktestChange).filter(backtest=backtest).select_related(*related).order_by("id")


def newest_backtest(draft: PackDraft) -> PackBacktest | None:
    return draft.backtests.select_related("job").order_by("-created_at", "-id").first()


def newest_release(office_id: Any) -> PackRelease | None:
    return PackRelease.objects.filter(office_id=office_id).order_by("-number").first()


def digests_published(office_id: Any) -> Mapping[str, str] | None:
    """By key, of the office's newest release; asked with each evaluation, by every process."""
    return next(iter(_packs_published(office=office_id)), None)


@Question
def _packs_published() -> QuerySet[PackRelease, Mapping[str, str]]:
    newest = PackRelease.objects.filter(office_id=Given("office", UUIDField())).order_by("-number")
    return newest.values_list("packs", flat=True)[:1]


def every_newest_release() -> Iterator[PackRelease]:
    """For the start-up check: of each office."""
    newest = PackRelease.objects.filter(office_id=OuterRef("office_id")).order_by("-number").values("number")[:1]
    rows = PackRelease.objects.annotate(newest=Subquery(newest)).filter(number=F("newest"))
    return rows.select_related("office").order_by("office_id").iterator()


def files_of(draft_id: UUID) -> dict[str, str]:
    files: dict[str, str] = PackDraft.objects.values_list("files", flat=True).get(pk=draft_id)
    return files


def files_published(office_id: Any) -> dict[str, str]:
    """What the office's newest release lays over the shipped packs."""
    release = newest_release(office_id)
    return files_of(release.draft_id) if release else {}


def assessed(actor: Any, backtest: PackBacktest, after: str | None, most: int) -> list[tuple[CreditAccount, Any]]:
    """The next accounts in the order of their ids, each with its newest assessment of before the backtest, if any."""
    rows = scope(actor, CreditAccount).filter(created_at__lte=backtest.created_at, client__erased_at=None)
    rows = rows.filter(pk__gt=after) if after else rows
    earlier = Assessment.objects.filter(credit_account=OuterRef("pk"), created_at__lte=backtest.created_at)
    newest = earlier.order_by("-created_at", "-id").values("pk")[:1]
    accounts = list(rows.annotate(newest=Subquery(newest)).order_by("pk")[:most])
    found = scope(actor, Assessment).defer("content").in_bulk([account.newest for account in accounts])
    return [(account, found.get(account.newest)) for account in accounts]


def count_accounts(actor: Any, backtest: PackBacktest) -> int:
    rows = scope(actor, CreditAccount).filter(created_at__lte=backtest.created_at, client__erased_at=None)
    return rows.count()
