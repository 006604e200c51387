"""Counting what somebody has to do, as a person with a phone would count it.

    ben = Counted(demo("sahra"))
    ben.press(ben.page.get_by_role("link", name="Moved on"))
    ben.type("2024")
    ben.at_most(6)

Each click, tap, pick and key press counts one, and so does scrolling to what is not on the screen, and moving the
focus by hand. Typing does not count, but it needs a field that has the focus already. Counting begins at the home page.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

TAKES_TEXT = """() => {
  const held = document.activeElement;
  if (!held) return false;
  if (held instanceof HTMLTextAreaElement || held.isContentEditable) return true;
  return held instanceof HTMLInputElement
    && !["checkbox", "radio", "button", "submit", "file", "range"].includes(held.type);
}"""
ON_SCREEN = """(element) => {
  const box = element.getBoundingClientRect();
  const y = box.top + box.height / 2, x = box.left + box.width / 2;
  return y >= 0 && y <= window.innerHeight && x >= 0 && x <= window.innerWidth;
}"""


class Counted:
    """Somebody at a page, and what they did so far."""

    def __init__(self, page: Page, address: str = "/") -> None:
        self.page = page
        self.did: list[str] = []
        page.goto(address)

    @property
    def count(self) -> int:
        return len(self.did)

    def press(self, what: Locator) -> None:
        """Click or tap something: one, and one more if it must be scrolled to."""
        self._reach(what)
        self._note(f"press {_named(what)}")
        what.click()

    def choose(self, select: Locator, **option: str) -> None:
        """Open a plain select and pick an option, named by `label` or `value`: two."""
        self._reach(select)
        self._note(f"open {_named(select)}")
        self._note(f"pick {option}")
        select.select_option(**option)

    def give(self, field: Locator, file: Path | FilePayload) -> None:
        """Drop a file on a page: one."""
        self._note("drop a file")
        field.set_input_files(file)

    def key(self, keys: str) -> None:
        """Press a key or a shortcut: one."""
        self._note(f"key {keys}")
        self.page.keyboard.press(keys)

    def type(self, text: str) -> None:
        """Type into what has the focus: nothing."""
        assert self.page.evaluate(TAKES_TEXT), (
            f"nothing that takes text has the focus for “{text}”: {self.told}"
        )
        self.page.keyboard.type(text)

    def at_most(self, number: int) -> None:
        assert self.count <= number, f"{self.count} interactions, at most {number}:\n{self.told}"

    @property
    def told(self) -> str:
        return "\n".join(f"{place}. {what}" for place, what in enumerate(self.did, 1))

    def _reach(self, what: Locator) -> None:
        expect(what).to_be_visible()
        with suppress(AssertionError):
            # A page that is still being laid out is waited for: nobody scrolls before it stands.
            expect(what).to_be_in_viewport(ratio=0.5, timeout=1000)
        if not what.evaluate(ON_SCREEN):
            self._note(f"scroll to {_named(what)}")
            what.scroll_into_view_if_needed()

    def _note(self, what: str) -> None:
        self.did.append(what)


def _named(what: Locator) -> str:
    words = what.evaluate("(e) => e.getAttribute('aria-label') || e.innerText || e.name || e.tagName")
    return " ".join(str(words).split())[:60]
