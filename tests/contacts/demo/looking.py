"""What tests of the demo compare."""

from __future__ import annotations

from crm.parts.backups.rows import kept_models, lines_of


def state_but_for_acts() -> str:
    """Every kept row of the database as text, history too, but for the list of acts."""
    return "\n".join(
        f"{model._meta.db_table} {line}"
        for model in kept_models()
        if model._meta.label_lower != "crm.auditevent"
        for line in lines_of(model, "default")
    )
