
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0020_documents_from_courts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='grant',
            name='starts_at',
            field=models.DateTimeField(verbose_name='starts at'),
        ),
    ]
