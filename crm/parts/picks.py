"""Picks: choosing one of very many by typing, or naming something that is not on the record yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.parts.records import refuse_nul


@dataclass(frozen=True)
class NewNamed:
    """What was typed into a pick for something that is not on the record yet."""

    name: str


class PickWidget(forms.Widget):
    """One of very many: a combobox that asks an address as one types; without a script a field for the exact name."""

    def __init__(self, address: Any, *, new: Any = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.address = address
        self.new = new
        # Set by the field: what is shown for a value.
        self.words_of: Callable[[str], str] = lambda value: ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        chosen = str(data.get(name) or "")
        typed = str(data.get(f"{name}_typed") or "").strip()
        return chosen or (f"typed:{typed}" if typed else "")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = "" if value is None else str(value)
        context = {
            "name": name,
            "value": shown,
            "words": self.words_of(shown) if shown else "",
            "address": self.address,
            "new": self.new,
            "attrs": {**self.attrs, **(attrs or {})},
        }
        return render_to_string("parties/pick.html", context)


class PickField(forms.Field):
    """A person or organization, named by the uid of its party. `rows` (what the user may see) is set by the form.

    With `new` (words for the button) something may be named that is not on the record: it comes out as NewNamed.
    """

    def __init__(self, address: Any, *, new: Any = "", **kwargs: Any) -> None:
        super().__init__(widget=PickWidget(address, new=new), **kwargs)
        self.new = new
        self.rows: Any = None
        self.widget: Any
        # Of a form that makes its fields itself; a declared one is copied for each form (see below).
        self.widget.words_of = self.words_of

    def __deepcopy__(self, memo: Any) -> PickField:
        copied: PickField = super().__deepcopy__(memo)
        copied.widget.words_of = copied.words_of
        return copied

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, NewNamed):
            return f"new:{value.name}"
        return str(value.uid) if hasattr(value, "uid") else value

    def clean(self, value: Any) -> Any:
        value = str(value or "").strip()
        if not value:
            if self.required:
                raise ValidationError(_("Choose one, or type to find it."), code="required")
            return None
        kind, _sep, text = value.partition(":")
        if kind == "new" and self.new:
            return self._named(text)
        if kind == "typed":
            return self._typed(text)
        found = self._by_uid(value)
        if found is None:
            raise ValidationError(
                _("This is not on the record any more. Choose again."), code="invalid_choice"
            )
        return found

    def words_of(self, value: str) -> str:
        """What the combobox shows for a value that was chosen before."""
        kind, _sep, text = value.partition(":")
        if kind in ("new", "typed"):
            return text
        found = self._by_uid(value)
        return str(found) if found is not None else ""

    def _named(self, text: str) -> NewNamed:
        name = " ".join(text.split())
        refuse_nul(name)
        if not name:
            raise ValidationError(_("Choose one, or type to find it."), code="required")
        return NewNamed(name)

    def _typed(self, text: str) -> Any:
        """Without a script: the exact name, whatever its capitals."""
        found = list(self.rows.filter(name__iexact=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several are called “%(name)s”. Open the one you mean and add it there.") % {"name": text}
            )
        if self.new:
            return self._named(text)
        raise ValidationError(
            _("Nothing on the record is called “%(name)s”. Look for it first.") % {"name": text}
        )

    def _by_uid(self, value: str) -> Any:
        try:
            return self.rows.filter(party__uid=UUID(value)).first()
        except ValueError:
            return None


class ManyPicksWidget(forms.Widget):
    """Several of very many: as PickWidget, and without a script a field for their exact names, parted by semicolons."""

    def __init__(self, address: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.address = address
        # Set by the field: the records behind values.
        self.chosen: Callable[[Any], list[Any]] = lambda values: []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        listed = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        typed = str(data.get(f"{name}_typed") or "").split(";")
        return [*map(str, listed), *(f"typed:{text.strip()}" for text in typed if text.strip())]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = [text.removeprefix("typed:") for text in map(str, value or ()) if text.startswith("typed:")]
        context = {
            "name": name,
            "chosen": self.chosen(value or ()),
            "typed": "; ".join(typed),
            "address": self.address,
            "attrs": {**self.attrs, **(attrs or {})},
        }
        return render_to_string("parties/many_picks.html", context)


class ManyPicksField(forms.Field):
    """Several organizations or people, named by the uids of their parties; cleaned to the records, each once.

    `rows` (what the user may see) is set by the form.
    """

    def __init__(self, address: Any, **kwargs: Any) -> None:
        super().__init__(widget=ManyPicksWidget(address), **kwargs)
        self.rows: Any = None

    def __deepcopy__(self, memo: Any) -> ManyPicksField:
        copied: ManyPicksField = super().__deepcopy__(memo)
        copied.widget.chosen = copied.chosen
        return copied

    def chosen(self, values: Any) -> list[Any]:
        """The records that these values name, by uid; what names none is left out. One query."""
        uids = []
        for value in values:
            try:
                uids.append(UUID(str(getattr(value, "uid", value))))
            except ValueError:
                continue
        return list(self.rows.filter(party__uid__in=uids).select_related("party")) if uids else []

    def clean(self, value: Any) -> list[Any]:
        sent = list(dict.fromkeys(each for each in value or () if each))[:200]
        found = self.chosen(sent)
        if len(found) < sum(1 for each in sent if not each.startswith("typed:")):
            raise ValidationError(
                _("One of these is not on the record any more. Choose again."), code="invalid_choice"
            )
        for text in (each.removeprefix("typed:") for each in sent if each.startswith("typed:")):
            refuse_nul(text)
            same = list(self.rows.filter(name__iexact=text)[:2])
            if len(same) != 1:
                raise ValidationError(
                    _("Several are called “%(name)s”.") % {"name": text}
                    if same
                    else _("Nothing on the record is called “%(name)s”.") % {"name": text}
                )
            found += same
        if self.required and not found:
            raise ValidationError(_("Choose one, or type to find it."), code="required")
        return list({one.pk: one for one in found}.values())
