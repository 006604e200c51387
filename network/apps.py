from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    label = "network"

    def ready(self) -> None:
        from network import nightly  # noqa: F401 - puts the nightly analysis on the schedule
