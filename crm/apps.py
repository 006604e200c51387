from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CrmConfig(AppConfig):
    name = "crm"
    label = "crm"

    def ready(self) -> None:
        from crm import checks  # noqa: F401 - registers the checks at start
        from crm.parts import audit, search, search_index

        post_migrate.connect(search_index.make_index, sender=self, dispatch_uid="groundwork-search-index")
        audit.AFTER_ACT.append(search.follow)
