"""The catalogue that every installation begins with; back again, whatever of it nobody has touched."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from contacts.policy.seeding import seed_catalogue, unseed_catalogue


def forwards(apps: Any, schema_editor: Any) -> None:
    seed_catalogue(apps.get_model)


def backwards(apps: Any, schema_editor: Any) -> None:
    unseed_catalogue(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("crm", "0001_initial"),
        ("accounts", "0001_initial"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
