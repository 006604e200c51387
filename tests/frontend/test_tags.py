"""What the tags of every page draw: words for stored values, pictures with an equal in text, links."""

from datetime import date
from typing import Any

import html5lib
import pytest
import time_machine
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory

from contacts.interest.models import InterestLevel, Stance
from contacts.organizations.models import Sphere
from contacts.templatetags import pictures
from contacts.templatetags.words_on_screen import POSITIONS

TODAY = "2026-11-24 12:00:00-06:00"


def drawn(source: str, path: str = "/people/", **context: Any) -> str:
    request = RequestFactory().get(path)
    return Template("{% load groundwork %}" + source).render(Context({"request": request, **context}))


def elements(html: str, tag: str) -> list[Any]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [each for each in tree.iter() if str(each.tag).rpartition("}")[2] == tag]


def words(html: str) -> str:
    return " ".join("".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()).split())


def test_it_knows_a_sign_and_colours_for_every_stance() -> None:
    assert list(POSITIONS) == Stance.values
    assert len({position.sign for position in POSITIONS.values()}) == len(Stance)


@pytest.mark.parametrize("stance", Stance)
def test_it_says_the_position_and_not_the_stored_word(stance: Stance) -> None:
    assert (
        words(drawn("{% position_chip stance %}", stance=stance.value))
        == f"{POSITIONS[stance].sign}{stance.label}"
    )


def test_it_says_not_known_yet_for_a_stance_that_is_missing() -> None:
    assert words(drawn("{% position_chip stance %}", stance="")) == "?not known yet"


@time_machine.travel(TODAY, tick=False)
def test_it_dates_a_stale_position_in_words() -> None:
    assert words(drawn("{% position_chip 'neutral' day %}", day=date(2025, 10, 8))) == "=undecided 8 Oct 2025"
    assert words(drawn("{% position_chip 'neutral' day %}", day=date(2026, 2, 9))) == "=undecided 9 Feb"


@pytest.mark.parametrize("level", InterestLevel)
def test_it_fills_the_ladder_up_to_the_step_and_names_it(level: InterestLevel) -> None:
    html = drawn("{% ladder level %}", level=level.value)
    assert [block.get("class") for block in elements(html, "i")] == ["on"] * (level + 1) + [None] * (
        6 - level
    )
    assert words(html) == level.label


@pytest.mark.parametrize("level", [None, 7, -1])
def test_it_draws_no_ladder_where_no_step_is_known(level: int | None) -> None:
    assert drawn("{% ladder level %}", level=level).strip() == ""


@pytest.mark.parametrize("sphere", Sphere)
def test_it_gives_a_sphere_a_shape_and_a_word(sphere: Sphere) -> None:
    (svg,) = elements(drawn("{% sphere_mark sphere %}", sphere=sphere.value), "svg")
    assert svg.get("aria-label") == sphere.label
    assert svg[0].get("href").endswith(f"#sphere-{sphere.value}")


def test_it_hides_a_sphere_from_readers_where_the_word_stands_beside_it() -> None:
    (svg,) = elements(drawn("{% sphere_mark 'school' False %}"), "svg")
    assert (svg.get("aria-hidden"), svg.get("aria-label")) == ("true", None)


def test_it_escapes_what_is_no_icon_or_sphere() -> None:
    hostile = '"><script>alert(1)</script>'
    html = drawn("{% icon name %}{% sphere_mark name %}{% position_chip name %}", name=hostile)
    assert "<script" not in html


def test_it_shows_a_distribution_in_the_order_of_the_scale_and_in_words() -> None:
    html = drawn(
        "{% distribution counts %}",
        counts={"unknown": 15, "passive_ally": 12, "active_opponent": 2, "neutral": 0},
    )
    (svg,) = elements(html, "svg")
    assert [bar.get("data-position") for bar in elements(html, "rect")] == [
        "against-acting",
        "for",
        "unknown",
    ]
    assert svg.get("aria-label") == "2 against, acting, 12 for, 15 not known yet"


def test_it_fills_the_bar_and_keeps_the_smallest_step_visible() -> None:
    parts = pictures.slices({"passive_opponent": 1, "passive_ally": 4000, "active_ally": 900})
    assert float(parts[0].width) >= 1
    assert float(parts[-1].x) + float(parts[-1].width) == pytest.approx(100, abs=0.05)


def test_it_says_that_nobody_stands_anywhere_yet() -> None:
    (svg,) = elements(drawn("{% distribution counts %}", counts={}), "svg")
    assert svg.get("aria-label") == "nobody yet"


@time_machine.travel(TODAY, tick=False)
def test_it_draws_a_history_from_the_first_reading_to_today() -> None:
    points = [
        (date(2026, 11, 23), "passive_ally"),
        (date(2025, 3, 1), "passive_opponent"),
        (date(2026, 4, 14), "neutral"),
    ]
    html = drawn("{% history_line points %}", points=points)
    (svg,) = elements(html, "svg")
    assert svg.get("aria-label") == "against, 1 Mar 2025; undecided, 14 Apr; for, 23 Nov"
    assert [mark.get("cy") for mark in elements(html, "circle")] == ["25", "18", "11"]
    across = [float(mark.get("cx")) for mark in elements(html, "circle")]
    assert across == sorted(across)
    assert across[0] == 4
    assert across[-1] < 216


def test_it_draws_no_history_without_a_reading() -> None:
    assert drawn("{% history_line points %}", points=[]).strip() == ""


def test_it_changes_one_key_of_the_query_and_keeps_the_rest() -> None:
    path = "/people/?role=principal&role=teacher&page=3"
    assert drawn("{% query_with page=4 %}", path) == "?role=principal&amp;role=teacher&amp;page=4"
    assert drawn("{% query_with role=None %}", path) == "?page=3"
    assert drawn("{% query_without 'role' %}", path) == "?"


def test_it_sorts_upwards_then_downwards_and_begins_again_at_the_first_page() -> None:
    path = "/people/?page=3&sort=name"
    up = drawn("{% sort_head 'name' 'Name' 'name' %}", path)
    down = drawn("{% sort_head 'name' 'Name' '-name' %}", path)
    other = drawn("{% sort_head 'district' 'District' 'name' %}", path)
    assert ('aria-sort="ascending"' in up, "?sort=-name" in up) == (True, True)
    assert ('aria-sort="descending"' in down, "?sort=name" in down) == (True, True)
    assert ("aria-sort" in other, "?sort=district" in other, "page" in other) == (False, True, False)


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As they say it themselves.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "One-to-one"), ("b", "School visit")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Agreed", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


def test_it_ties_label_hint_and_error_to_the_control() -> None:
    html = drawn("{% include 'partials/form_fields.html' %}", form=PersonForm({"name": ""}))
    ids = {
        each.get("id") for each in html5lib.parse(html, namespaceHTMLElements=False).iter() if each.get("id")
    }
    control = next(each for each in elements(html, "input") if each.get("name") == "name")
    assert control.get("aria-invalid") == "true"
    assert set(control.get("aria-describedby").split()) == {"id_name_helptext", "id_name_error"} <= ids
    assert "id_name" in {label.get("for") for label in elements(html, "label")}


def test_it_names_a_group_of_choices_and_each_choice() -> None:
    html = drawn("{% include 'partials/field.html' with field=form.kind %}", form=PersonForm())
    assert [words_of.text for words_of in elements(html, "legend")] == ["Kind"]
    assert {label.get("for") for label in elements(html, "label")} == {
        box.get("id") for box in elements(html, "input")
    }


def test_it_leads_from_the_summary_of_errors_to_each_field() -> None:
    html = drawn("{% include 'partials/form_errors.html' %}", form=PersonForm({}))
    assert [link.get("href") for link in elements(html, "a")] == ["#id_name", "#id_kind_0"]
    assert drawn("{% include 'partials/form_errors.html' %}", form=PersonForm()).strip() == ""


def test_it_offers_to_undo_what_a_message_speaks_of() -> None:
    uid = "6f1f1c9e-62b2-4a27-a8f5-1d5b3a3a1a11"
    html = drawn(
        "{% include 'partials/messages.html' %}",
        messages=[Message(25, "Logged.", extra_tags=f"undo:{uid}"), Message(40, "<b>No</b>")],
    )
    (form,) = elements(html, "form")
    assert form.get("action") == f"/acts/{uid}/undo/"
    assert "&lt;b&gt;No&lt;/b&gt;" in html
