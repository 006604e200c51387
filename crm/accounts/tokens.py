"""Sign-in of programs: `Authorization: Token gw_…`, held against stored digests."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from crm.accounts.models import ApiToken, User
from crm.accounts.second_factor import must_set_up_second_factor


class TokenSignIn(BaseAuthentication):
    """Looks the digest of the secret up, so that no comparison runs over the secret itself."""

    keyword = b"token"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Send the token as “Authorization: Token gw_…”."))
        try:
            secret = parts[1].decode()
        except UnicodeDecodeError as error:
            raise AuthenticationFailed(
                _("This token is not good. Make a new one in your settings.")
            ) from error
        token = ApiToken.good(secret)
        if token is None:
            raise AuthenticationFailed(_("This token is not good. Make a new one in your settings."))
        if must_set_up_second_factor(token.user):
            raise AuthenticationFailed(_("Set up a second factor first, in your settings."))
        if token.last_used_at is None or token.last_used_at < timezone.now() - timedelta(minutes=1):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"
