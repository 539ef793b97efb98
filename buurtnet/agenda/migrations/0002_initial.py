"""What tied the first tables to each other. It stands in the file before: a new database makes them at once."""

from django.db import migrations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agenda', '0001_initial'),
    ]

    operations = []
