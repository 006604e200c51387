"""Choosing a file and saying what it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.formats import FORMATS


class FileForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("What is in the file"),
        choices=lambda: [(one.name, one.title) for one in FORMATS.values()],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV of any kind, or an Excel workbook (.xlsx). Nothing is written yet."),
        max_length=255,
        allow_empty_file=True,  # an empty one is refused with the words of every other door
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB. Bring it in by command, or split it.")
                % {"size": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024}
            )
        return sent
