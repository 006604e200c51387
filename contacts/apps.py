from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "contacts"

    def ready(self) -> None:
        from contacts import registered  # noqa: F401 - hangs every room into the registries
        from contacts.organizations import circles

        post_migrate.connect(circles.make_trigger, sender=self, dispatch_uid="groundwork-no-circles")
        post_migrate.connect(index_the_catalogue, sender=self, dispatch_uid="groundwork-index-catalogue")


def index_the_catalogue(**kwargs: Any) -> None:
    """The seed catalogue comes by a migration, which no search document follows: write them after it."""
    from django.db import connection

    from contacts.policy.models import Initiative
    from contacts.search.documents import INDEXERS
    from crm.parts.search import refresh
    from crm.parts.search_index import TABLE

    if not {"contacts_initiative", TABLE} <= set(connection.introspection.table_names()):
        return  # on the way back
    (initiatives,) = (indexer for indexer in INDEXERS if indexer.kind == "initiative")
    refresh(initiatives, list(Initiative.objects.order_by("pk").values_list("pk", flat=True)))
