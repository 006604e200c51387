from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "crm.accounts"
    label = "accounts"

    def ready(self) -> None:
        from crm.accounts import openapi, signals  # noqa: F401 - each registers itself
