"""Sending a table by page, as somebody does who takes everything as it was guessed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.imports.waiting import WaitingFile, waiting_file
from contacts.models import ImportBatch

PEOPLE = """Name,Who they are,E-mail address,Cell,Tags
Mai Houa Xiong,"Supt., ISD 625",mai@isd.invalid,651-555-0101,"nurse; parent leader"
Olga Peña,Teacher at Oak Elementary,olga@oak.invalid,,
"""


def send(client: Client, content: str | bytes, name: str = "people.csv", **more: str) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post("/imports/new/", {"file": SimpleUploadedFile(name, content), **more})


def waiting_at(address: str) -> WaitingFile:
    found = waiting_file(address.split("/waiting/")[1][:36])
    assert found is not None
    return found


def as_posted(waiting: WaitingFile, **changes: str) -> dict[str, str]:
    """The columns page as it is sent when nothing but these columns was changed."""
    mapping = waiting.mapping
    sent = {f"column-{at}": means for at, means in enumerate(mapping["columns"])}
    return {"kind": mapping["kind"], "do": "plan", **sent, **changes}


def through(client: Client, content: str | bytes, name: str = "people.csv", **answers: str) -> str:
    """Send a file, take its columns and words as they were guessed; returns the address of its plan."""
    address = send(client, content, name).url
    waiting = waiting_at(address)
    client.post(f"/imports/waiting/{waiting.uid}/columns/", as_posted(waiting))
    client.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", **answers})
    return f"/imports/waiting/{waiting.uid}/"


def bring_in(client: Client, address: str, **choices: Any) -> ImportBatch:
    answer = client.post(address, {"do": "bring_in", **choices}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/imports/"), answer.content.decode()[:500]
    return ImportBatch.objects.latest("pk")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.get("location"))
    return " ".join(answer.content.decode().split())
