"""The API's addresses, gathered from the rooms, with its own description and a page of it that loads nothing from
elsewhere."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from contacts.interest.api import AssessmentViewSet
from contacts.lists.api import SavedListViewSet
from contacts.meetings.api import MeetingViewSet
from contacts.organizations.api import OrganizationViewSet
from contacts.parties.api import TagViewSet
from contacts.people.api import PersonViewSet
from contacts.policy.api import InitiativeViewSet
from contacts.roles.api import RoleViewSet
from contacts.tasks.api import TaskViewSet
from contacts.ties.api import TieViewSet
from crm.accounts.policies import API

router = SimpleRouter()
router.register("people", PersonViewSet, basename="api-people")
router.register("organizations", OrganizationViewSet, basename="api-organizations")
router.register("roles", RoleViewSet, basename="api-roles")
router.register("meetings", MeetingViewSet, basename="api-meetings")
router.register("ties", TieViewSet, basename="api-ties")
router.register("assessments", AssessmentViewSet, basename="api-assessments")
router.register("initiatives", InitiativeViewSet, basename="api-initiatives")
router.register("tasks", TaskViewSet, basename="api-tasks")
router.register("lists", SavedListViewSet, basename="api-lists")
router.register("tags", TagViewSet, basename="api-tags")


class Schema(SpectacularAPIView):
    policy = API
    http_method_names = ["get", "head"]


class Docs(SpectacularSwaggerSplitView):
    policy = API
    http_method_names = ["get", "head"]
    url_name = "api-schema"


urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("", include(router.urls)),
]
