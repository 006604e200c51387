"""The colours hold what the design promises, in both themes: computed from tokens.css itself."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.frontend.colours import DEFICIENCIES, Colour, as_seen_with, ciede2000, contrast, lab

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "frontend" / "styles"
GROUNDS = ("paper", "card", "canvas")
SPHERES = ("district", "school", "union", "state", "community")
POSITIONS = ("against-acting", "against", "undecided", "for", "for-acting")
THEMES = ("light", "dark")


def tokens(theme: str) -> dict[str, Colour]:
    """The tokens of a theme that are plain colours, by name."""
    css = (STYLES / "tokens.css").read_text()
    block = re.search(
        r":root \{(.*?)\}" if theme == "light" else r'\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL
    )
    assert block is not None
    return {
        name: Colour.from_hex(value)
        for name, value in re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", block[1])
    }


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> dict[str, Colour]:
    return tokens(request.param)


def test_it_gives_both_themes_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()
    assert len(tokens("light")) >= 33


@pytest.mark.parametrize("text", ["ink", "muted", "link", "danger", "warn", "ok"])
def test_it_keeps_text_readable_on_every_ground(theme: dict[str, Colour], text: str) -> None:
    for ground in GROUNDS:
        assert contrast(theme[text], theme[ground]) >= 4.5, f"{text} on {ground}"


@pytest.mark.parametrize("text", ["ink", "muted", "link", "danger", "warn", "ok"])
def test_it_keeps_text_readable_on_a_chosen_row(theme: dict[str, Colour], text: str) -> None:
    for ground in GROUNDS:
        chosen = theme["ink"].mixed_into(theme[ground], 0.07)
        assert contrast(theme[text], chosen) >= 4.5, f"{text} on a chosen row on {ground}"


def test_it_keeps_the_main_button_and_the_bulk_bar_readable(theme: dict[str, Colour]) -> None:
    assert contrast(theme["paper"], theme["ink"]) >= 4.5
    assert contrast(theme["paper"], theme["paper"].mixed_into(theme["ink"], 0.16)) >= 4.5


@pytest.mark.parametrize("position", POSITIONS)
def test_it_keeps_chips_readable_fresh_and_stale(theme: dict[str, Colour], position: str) -> None:
    back, text = theme[f"chip-{position}"], theme[f"chip-{position}-text"]
    assert contrast(text, back) >= 4.5
    # "for, acting" is the one chip with pale text on a strong back: stale, it is ink on 40 % (marks.css).
    words, share = (theme["ink"], 0.40) if position == "for-acting" else (text, 0.45)
    assert contrast(words, back.mixed_into(theme["paper"], share)) >= 4.5


@pytest.mark.parametrize("mark", [*SPHERES, "mark-outline", "control"])
def test_it_keeps_marks_and_outlines_visible_on_every_ground(theme: dict[str, Colour], mark: str) -> None:
    for ground in GROUNDS:
        assert contrast(theme[mark], theme[ground]) >= 3.0, f"{mark} on {ground}"


def test_it_keeps_a_hull_apart_from_the_canvas_it_lies_on(theme: dict[str, Colour]) -> None:
    assert contrast(theme["hull"], theme["canvas"]) >= 3.0


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scale", [SPHERES, POSITIONS], ids=["spheres", "positions"])
def test_it_keeps_every_pair_apart_for_the_colour_blind(
    theme: dict[str, Colour], scale: tuple[str, ...], deficiency: str
) -> None:
    for one, other in combinations(scale, 2):
        seen = ciede2000(
            lab(as_seen_with(theme[one], deficiency)), lab(as_seen_with(theme[other], deficiency))
        )
        assert seen >= 15, f"{one} and {other}: {seen:.1f} under {deficiency}"


def test_it_computes_the_published_examples_of_ciede2000() -> None:
    # Sharma, Wu and Dalal (2005), table 1: pairs 1, 7, 13, 17, 25.
    for one, other, known in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert ciede2000(one, other) == pytest.approx(known, abs=2e-4)


def test_it_has_no_colour_outside_the_tokens() -> None:
    for sheet in [*STYLES.glob("*.css"), *(ROOT / "frontend" / "pages").glob("*.css")]:
        if sheet.name != "tokens.css":
            rules = re.sub(r"mask:[^;]+;", "", sheet.read_text())  # a mask's black is a shape, not a colour
            found = re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", rules)
            assert found == [], f"{sheet.name}: {found}"
