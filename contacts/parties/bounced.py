"""Addresses and numbers in any text: a list, cells, what a mail program reports of letters that came back."""

from __future__ import annotations

import re

import phonenumbers
from django.conf import settings

from crm.parts.text import normal_email

LONGEST_TEXT = 200_000
MOST = 5_000

# What stands around an address in mail headers, links, tables and sentences is no part of it.
_AROUND = r"""\s@<>,;:"()\[\]{}|=&?/\\"""
_EMAIL = re.compile(rf"[^{_AROUND}]+@[^{_AROUND}]+\.[^{_AROUND}]+")
_AT_THE_EDGES = "'`’‘“”«»*!._-"


def emails_in(text: str) -> list[str]:
    """Every e-mail address in a text in its one spelling, each once, in order."""
    found: dict[str, None] = {}
    for match in _EMAIL.finditer(text):
        local, _at, domain = match[0].partition("@")
        if address := normal_email(f"{local.lstrip(_AT_THE_EDGES)}@{domain.rstrip(_AT_THE_EDGES)}"):
            found[address] = None
    return list(found)


def numbers_in(text: str) -> list[str]:
    """Every phone number in a text in its one spelling (E.164), each once, in order."""
    found: dict[str, None] = {}
    for match in phonenumbers.PhoneNumberMatcher(text, settings.PHONE_REGION):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        found[number] = None
    return list(found)
