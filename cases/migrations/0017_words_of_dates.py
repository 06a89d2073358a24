
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_work_queue_news'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadline',
            name='counted_from',
            field=models.DateField(verbose_name='counted from'),
        ),
        migrations.AlterField(
            model_name='deadlineversion',
            name='counted_from',
            field=models.DateField(verbose_name='counted from'),
        ),
    ]
