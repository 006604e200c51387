"""The rows of a list, written here and not in a template (a page of a list has hundreds of cells, and drawing them was
most of what it cost), and the fields of its filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from contacts.templatetags.groundwork import cell_classes, cell_words
from crm.parts.columns import Column
from crm.parts.filters import NOT_A_FILTER

register = template.Library()

Drawer = Callable[[Any, Any, str], SafeString | str]

# Words longer than this may be cut by the table and are said in full when the pointer rests on them.
MAY_BE_CUT = 30


# The fields of filters as they were drawn, the oldest first, by all that they are drawn from. A filter's form takes as
# long to draw as all the rows below it, and stays the same from page to page.
_drawn: dict[tuple[Any, ...], SafeString] = {}
DRAWN_KEPT = 64


@register.simple_tag(takes_context=True)
def filter_fields(context: Context, filters: Any) -> SafeString:
    """Every field of a filter's form, or of one of its groups, once for the same question, choices and language."""
    assert context.template is not None
    fields = context.template.engine.get_template("partials/filter_fields.html")

    def drawn() -> SafeString:
        with context.push(form=filters.form, sections=filters.sections_shown):
            return fields.render(context)

    # Kept only where the choices say all that differs between readers: another filter offers one's own teams.
    if not getattr(filters, "drawn_from_choices", False):
        return drawn()
    asked = sorted((name, *values) for name, values in filters.given().items() if name not in NOT_A_FILTER)
    key = (type(filters), filters.name, filters.choices.signature, tuple(map(tuple, asked)), get_language())
    found = _drawn.get(key)
    if found is None:
        found = _drawn[key] = drawn()
        if len(_drawn) > DRAWN_KEPT:
            # Another thread may have made room already.
            _drawn.pop(next(iter(list(_drawn))), None)
    return found


@register.simple_tag(takes_context=True)
def asking_without(context: Context, *keys: str) -> str:
    """The query of the list on this page without some conditions, and from its first page."""
    without: str = context["question"].address_without(*keys)
    return without


@register.simple_tag(takes_context=True)
def list_rows(context: Context, page: Any, choosing: bool = False) -> SafeString:
    """The rows of `page` (crm.parts.lists.Page) as table rows, each cell drawn as its column says."""
    cells = [(column, cell_classes(column), _inner(context, column)) for column in page.question.columns]
    choose = gettext("Choose %(name)s")
    rows = []
    for row in page.rows:
        box = _box(row, choose % {"name": row}) if choosing else ""
        drawn = format_html_join("", '<td class="{}"{}>{}</td>', (_cell(row, *each) for each in cells))
        rows.append((box, drawn))
    return format_html_join("", "<tr>{}{}</tr>", rows)


def _cell(
    row: Any, column: Column, classes: str, inner: Drawer
) -> tuple[str, SafeString | str, SafeString | str]:
    """Classes, title and content of one cell."""
    value = column.value(row)
    words = cell_words(value)
    title = format_html(' title="{}"', words) if len(words) > MAY_BE_CUT else ""
    return classes, title, inner(row, value, words)


def _inner(context: Context, column: Column) -> Drawer:
    """What draws the content of one column's cells."""
    if column.link:
        return lambda row, value, words: format_html(
            '<a class="name" href="{}">{}</a>', row.get_absolute_url(), words
        )
    if column.draw is not None:
        drawn = column.draw
        return lambda row, value, words: drawn(row, value)
    if not column.template:
        return lambda row, value, words: words
    assert context.template is not None
    own = context.template.engine.get_template(column.template)

    def from_template(row: Any, value: Any, words: str) -> SafeString:
        with context.push(row=row, value=value, words=words, column=column):
            return own.render(context)

    return from_template


def _box(row: Any, label: str) -> SafeString:
    return format_html(
        '<td class="choose"><label class="tap"><input class="check" type="checkbox" name="chosen" value="{}"'
        ' data-choose aria-label="{}"></label></td>',
        row.uid,
        label,
    )
