"""Signing in, one's own settings, and what admins do with users.

allauth brings more routes than these (signing up, several e-mails an account); what is not listed does not exist.
"""

from allauth.account import views as sign_in
from allauth.usersessions import views as browsers
from django.urls import include, path, re_path

from crm.accounts import admin_views, join_views, views

account = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/change/", sign_in.password_change, name="account_change_password"),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        sign_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", browsers.list_usersessions, name="usersessions_list"),
]

urlpatterns = [
    path("account/", include(account)),
    path("join/<str:secret>/", join_views.join, name="join"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/theme/", views.theme, name="theme"),
    path("settings/e-mail/", views.settings_email, name="settings_email"),
    path("settings/tokens/", views.tokens_page, name="tokens"),
    path("settings/tokens/make/", views.token_create, name="token_create"),
    path("settings/tokens/<uuid:uid>/revoke/", views.token_revoke, name="token_revoke"),
    path("administration/", admin_views.administration, name="administration"),
    path("settings/users/", admin_views.users_page, name="users"),
    path("settings/users/invite/", admin_views.user_invite, name="user_invite"),
    path("settings/users/<uuid:uid>/", admin_views.user_page, name="user"),
    path("settings/users/<uuid:uid>/close/", admin_views.user_close, name="user_close"),
    path(
        "settings/users/<uuid:uid>/second-factor/", admin_views.user_second_factor, name="user_second_factor"
    ),
    path(
        "settings/invitations/<uuid:uid>/withdraw/",
        admin_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("settings/teams/", admin_views.teams_page, name="teams"),
    path("settings/teams/<int:pk>/", admin_views.team_page, name="team"),
    path("settings/teams/<int:pk>/remove/", admin_views.team_remove, name="team_remove"),
]
