"""Tags of every page: icons, marks, chips, small pictures, links that keep the query, navigation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.contrib.messages.storage.base import Message
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
)
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from contacts.templatetags import pictures
from contacts.templatetags.words_on_screen import LADDER, POSITIONS, SPHERES, UNKNOWN, Word
from crm.parts.cells import CellKind
from crm.parts.columns import Column

register = template.Library()

P = ParamSpec("P")
T = TypeVar("T")

SPRITE = "icons.svg"


def drawn_once(draw: Callable[P, T]) -> Callable[P, T]:
    """A picture that follows from its words alone, kept by language: a page has a few hundred of a few dozen."""

    @lru_cache(maxsize=1024)
    def kept(language: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> T:
        return draw(*args, **dict(named))

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        return kept(get_language() or "", args, tuple(kwargs.items()))

    return drawn


@register.simple_tag
@drawn_once
def icon(name: str, size: str = "") -> SafeString:
    """A picture beside a word; `name` is one of frontend/icons.json, `size` is "small" (16 px) or nothing (20 px)."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {size}" if size else "",
        static(SPRITE),
        name,
    )


@register.simple_tag
@drawn_once
def sphere_mark(sphere: str, words: bool = True) -> str:
    """The shape and colour of a sphere; `words=False` where the word stands beside it. Nothing for no sphere."""
    if sphere not in SPHERES:
        return ""
    if not words:
        return format_html(
            '<svg class="sphere {0}" aria-hidden="true"><use href="{1}#sphere-{0}"/></svg>',
            sphere,
            static(SPRITE),
        )
    return format_html(
        '<svg class="sphere {0}" role="img" aria-label="{2}"><use href="{1}#sphere-{0}"/></svg>',
        sphere,
        static(SPRITE),
        SPHERES[sphere],
    )


@register.simple_tag
@drawn_once
def mark(stance: str) -> SafeString:
    """A position as a filled circle, for a place where its word or sign stands beside it."""
    return format_html('<span class="mark" data-position="{}"></span>', POSITIONS.get(stance, UNKNOWN).token)


@register.simple_tag
def position_chip(stance: str, stale_since: date | None = None) -> SafeString:
    """A position in words with its sign; `stale_since` is the day of a reading too old to trust, and follows it."""
    if stale_since is None:
        return _chip(stance)
    return format_html(
        '{} <span class="meta">{}</span>', _chip(stance, stale=True), day_in_words(stale_since)
    )


@drawn_once
def _chip(stance: str, stale: bool = False) -> SafeString:
    position = POSITIONS.get(stance, UNKNOWN)
    return format_html(
        '<span class="chip{}" data-position="{}"><span class="sign" aria-hidden="true">{}</span>{}</span>',
        " stale" if stale else "",
        position.token,
        position.sign,
        position.word,
    )


@register.simple_tag
def position_word(stance: str) -> Word:
    """What the screen calls a stored stance."""
    return POSITIONS.get(stance, UNKNOWN).word


@register.simple_tag
@drawn_once
def ladder(level: int | None) -> str:
    """Seven blocks filled up to the step, then the step in words; nothing if the level is not known."""
    if level is None or not 0 <= level < len(LADDER):
        return ""
    filled = format_html_join("", '<i class="{}"></i>', (("on",) for _ in range(level + 1)))
    left = format_html_join("", "<i{}></i>", (("",) for _ in range(len(LADDER) - level - 1)))
    return format_html(
        '<span class="ladder" role="img" aria-label="{}">{}{}</span> <span>{}</span>',
        gettext("step %(step)s of 6") % {"step": level},
        filled,
        left,
        LADDER[level],
    )


@register.inclusion_tag("partials/distribution.html")
def distribution(counts: Mapping[str, int], size: str = "") -> dict[str, object]:
    """How many stand where, as a bar in the order of the scale; `counts` by stored stance. "small" is 72 px wide."""
    parts = pictures.slices(counts, gap=2.8 if size == "small" else 0.75)  # about 2 px
    words = ", ".join(f"{part.count} {part.position.word}" for part in parts)
    return {"slices": parts, "words": words or gettext("nobody yet"), "size": size}


@register.inclusion_tag("partials/history_line.html")
def history_line(points: Sequence[tuple[date, str]], first: date | None = None) -> dict[str, object]:
    """Where someone stood over time; `points` are (day, stored stance). Nothing without a reading."""
    drawn = pictures.history(points, today=timezone.localdate(), first=first)
    if drawn is None:
        return {"history": None}
    words = "; ".join(f"{reading.position.word}, {day_in_words(reading.day)}" for reading in drawn.readings)
    return {"history": drawn, "words": words}


@register.filter
def day_in_words(day: date) -> str:
    """ "9 Feb" in this year, "8 Oct 2025" in another."""
    this_year = day.year == timezone.localdate().year
    return date_format(day, "j M" if this_year else "j M Y")


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query of this page with some keys changed, or taken out with None: `?role=principal&page=2`.

    A list or tuple gives the key several values. Without anything left the answer is "?", the bare page.
    """
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, [str(each) for each in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: Context, *keys: str) -> str:
    """The query of this page without some keys, and from its first page."""
    return query_with(context, page=None, **dict.fromkeys(keys))


@register.inclusion_tag("partials/sort_head.html", takes_context=True)
def sort_head(
    context: Context, key: str, label: Word, current: str = "", numeric: bool = False, classes: str = ""
) -> dict[str, object]:
    """The head of a column that one can sort by; `current` is the list's order, "name" or "-name"."""
    up, down = current == key, current == f"-{key}"
    return {
        "label": label,
        "order": "ascending" if up else "descending" if down else "",
        "link": query_with(context, sort=f"-{key}" if up else key, page=None),
        "classes": " ".join(filter(None, ["num" if numeric else "", classes])),
    }


@register.filter
def cell_classes(column: Column) -> str:
    """How a column of a list stands in its row: its alignment, and its place where a phone shows rows as a list."""
    place = "col-name" if column.link else ""
    if column.on_phone and not column.link:
        place = "col-side" if column.template or column.draw else "col-under"
    return " ".join(filter(None, ["num" if column.kind is CellKind.NUMBER else "", place]))


@register.filter
def cell_words(value: object) -> str:
    """A plain value in words: days as "9 Feb", yes and no, several things with commas; nothing stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return f"{day_in_words(timezone.localtime(value).date())}, {timezone.localtime(value):%H:%M}"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, int):
        return intcomma(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(each) for each in value)
    return str(value)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A form's own control in our looks; Django already ties it to its hint and its errors."""
    kind = field.field.widget
    if isinstance(kind, (CheckboxInput, CheckboxSelectMultiple, RadioSelect)):
        ours = "check"
    else:
        ours = "" if kind.is_hidden else "input"
    classes = " ".join(filter(None, [ours, str(kind.attrs.get("class", ""))]))
    return field.as_widget(attrs={"class": classes} if classes else None)


@register.filter
def control(field: BoundField) -> str:
    """Which shape of partials/field.html a field takes: hidden, picks, tick or box."""
    kind = field.field.widget
    if kind.is_hidden:
        return "hidden"
    if isinstance(kind, (RadioSelect, CheckboxSelectMultiple)):
        return "picks"
    if isinstance(kind, CheckboxInput):
        return "tick"
    return "box"


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a link to a field leads to: its control, or the first of a group of choices."""
    grouped = isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple))
    return f"{field.auto_id}_0" if grouped else str(field.id_for_label or field.auto_id)


@register.filter
def undo_uid(message: Message) -> str:
    """The act that a message offers to undo, from its extra tag `undo:<uid>`; "" if none."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation."""

    url_name: str
    word: Word
    icon: str
    in_tabs: bool = False


PLACES = (
    Place("home", gettext_lazy("Home"), "home", in_tabs=True),
    Place("people", gettext_lazy("People"), "person", in_tabs=True),
    Place("organizations", gettext_lazy("Organizations"), "building"),
    Place("meetings", gettext_lazy("Meetings"), "chat"),
    Place("map", gettext_lazy("Map"), "map", in_tabs=True),
    Place("initiatives", gettext_lazy("Policy"), "policy"),
)


@register.simple_tag(takes_context=True)
def main_navigation(context: Context) -> list[dict[str, object]]:
    """The main places with their addresses; the one that this page lies in is `current`.

    A page whose address does not lie under its place says so with `{"place": "<url name>"}` in its context.
    """
    path = context["request"].path if "request" in context else ""
    found = []
    for place in PLACES:
        try:
            address = reverse(place.url_name)
        except NoReverseMatch:  # a room that this installation leaves out
            continue
        found.append((place, address))
    said = context.get("place")
    under = [
        (len(address), place.url_name)
        for place, address in found
        if path == address or (address != "/" and path.startswith(address))
    ]
    current = said or (max(under)[1] if under else "")
    return [
        {"place": place, "address": address, "current": place.url_name == current} for place, address in found
    ]


@register.simple_tag
def counted(count: int, one: str, many: str) -> str:
    """ "1 person", "12 people": a number never stands without its noun."""
    return f"{intcomma(count)} {ngettext(one, many, count)}"
