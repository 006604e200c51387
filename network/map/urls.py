from django.urls import path

from network.map import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("graph.json", views.map_graph, name="map_graph"),
    path("panel/<uuid:uid>/", views.map_panel, name="map_panel"),
    path("clusters/<str:letter>/", views.map_cluster, name="map_cluster"),
]
