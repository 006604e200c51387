"""What a phone needs to put Groundwork on its home screen."""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


def test_it_names_icons_that_are_there_in_the_sizes_it_says() -> None:
    manifest = json.loads((FRONTEND / "manifest.webmanifest").read_text())
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    for icon in manifest["icons"]:
        with Image.open(FRONTEND / icon["src"]) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]
        assert finders.find(icon["src"]), "the build copies it"


def test_it_is_named_by_every_page(client: Client, db: None) -> None:
    page = client.get("/account/login/").content.decode()
    assert 'rel="manifest"' in page
    assert 'rel="apple-touch-icon"' in page
    assert finders.find("manifest.webmanifest")
    assert finders.find("apple-touch-icon.png")
