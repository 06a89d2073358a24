import config.clock
import config.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """After the tokens of knox, which ask for a person first."""

    replaces = [('accounts', '0015_sessions')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('sessions', '0001_initial'),
        ('knox', '0009_extend_authtoken_field'),  # its latest: earlier ones still move the key
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=config.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_index=True, default=config.clock.now, editable=False)),
                ('last_used_at', models.DateTimeField(default=config.clock.now, verbose_name='last used')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='begun from')),
                ('last_address', models.CharField(blank=True, max_length=45, verbose_name='last used from')),
                ('browser', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sessions.session')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('token', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.KNOX_TOKEN_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'indexes': [models.Index(fields=['person', 'created_at', 'id'], name='accounts_se_person__3eea1c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('browser__isnull', False), ('token__isnull', True)), models.Q(('browser__isnull', True), ('token__isnull', False)), _connector='OR'), name='session_is_a_token_or_a_browsers')],
            },
        ),
    ]
