"""Where there is news now is found once, in the database; from here on whatever brings some says so."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def note_news(apps: Any, schema_editor: Any) -> None:
    get = apps.get_model
    cases = get("cases", "CaseFile").objects.using(schema_editor.connection.alias)
    newer = get("assessments", "Assessment").objects.filter(
        credit_account_id=OuterRef("credit_account_id"), created_at__gt=OuterRef("plan__assessment__created_at")
    )
    told = get("cases", "ClientReport").objects.filter(case_id=OuterRef("pk"), look=None)
    found = cases.filter(Exists(newer) | Exists(told)).values("pk")
    cases.filter(pk__in=found).update(news=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_recounting_and_feeds")]

    operations = [
        migrations.AddField("casefile", "news", models.BooleanField(default=False, editable=False)),
        migrations.RemoveIndex("casefile", "case_queue"),
        migrations.AddIndex(
            "casefile",
            models.Index(
                fields=["office", "urgent", "next_action_on", "id"], condition=~Q(next_action=""), name="case_queue"
            ),
        ),
        migrations.AddIndex("casefile", models.Index(fields=["office"], condition=Q(news=True), name="case_news")),
        migrations.RunPython(note_news, migrations.RunPython.noop),
    ]
