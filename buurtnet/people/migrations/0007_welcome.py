import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0002_refold_names'),
        ('people', '0006_names_in_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Welcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('known_as', models.CharField(max_length=120, verbose_name='onder welke naam')),
                ('said_at', models.DateTimeField(auto_now_add=True, verbose_name='gezien op')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='welcomes', to='areas.network', verbose_name='netwerk')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='welcomes', to=settings.AUTH_USER_MODEL)),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gezien door')),
            ],
            options={
                'verbose_name': 'kennismaking',
                'verbose_name_plural': 'kennismakingen',
                'constraints': [models.UniqueConstraint(fields=('person', 'network'), name='welcome_once_in_network')],
            },
        ),
    ]
