"""What tests of accounts do at the door: sign in, say that it is you, read a code from the app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from django.test import Client

from tests.cast import PASSWORD

LOGIN = "/account/login/"


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/settings/").status_code == 200)


def say_it_is_you(client: Client, password: str = PASSWORD) -> Client:
    """What pages that matter ask for once more."""
    answer = client.post("/account/reauthenticate/", {"password": password})
    assert answer.status_code == 302
    return client


def code_of(secret: str) -> str:
    """The six digits that an authenticator app shows now for this key (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def set_up_app(client: Client) -> str:
    """Set up the app for whoever is signed in and has said that it is them. Returns the app's key."""
    page = client.get("/account/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret
