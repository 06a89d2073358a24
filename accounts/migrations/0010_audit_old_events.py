"""Events from before the chain: each gets a salt of its own, and one on a client names it. On PostgreSQL, an index
finds the events that name a client; SQLite reads through the office's."""

from secrets import token_hex

from django.db import migrations


def complete(apps, schema_editor):
    AuditEvent = apps.get_model("accounts", "AuditEvent")
    rows = AuditEvent.objects.only("kind", "object_id").order_by("pk")
    events = list(rows[:500])
    while events:
        for event in events:
            event.salt = token_hex(16)
            event.clients = {str(event.object_id): {}} if event.kind == "client" else {}
        AuditEvent.objects.bulk_update(events, ["salt", "clients"], batch_size=200)
        events = list(rows.filter(pk__gt=events[-1].pk)[:500])


def index_clients(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX auditevent_clients ON accounts_auditevent USING gin (clients)")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS auditevent_clients")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_audit_views_and_chain'),
    ]

    operations = [
        migrations.RunPython(index_clients, drop_index),
        migrations.RunPython(complete, migrations.RunPython.noop),
    ]
