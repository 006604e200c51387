from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    label = "network"

    def ready(self) -> None:
        from crm.parts.hooks import AFTER_CLEARING
        from network import nightly  # noqa: F401 - puts the nightly analysis on the schedule

        AFTER_CLEARING.append(throw_away_analyses)


def throw_away_analyses() -> None:
    """Stored analyses name whoever was in the record when they were made."""
    from network.models import Analysis

    Analysis.objects.all().delete()
