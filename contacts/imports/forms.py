"""Choosing a file, or pasting cells, and saying what is in it if that cannot be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.formats import FORMATS

# Cells that are pasted come in a request of their own, which holds this much.
LONGEST_PASTE = 4 * 1024 * 1024
PASTED = gettext_lazy("pasted cells")


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV of any kind, or an Excel workbook (.xlsx). Nothing is written yet."),
        max_length=255,
        required=False,
        allow_empty_file=True,  # an empty one is refused with the words of every other door
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx"}),
    )
    cells = forms.CharField(
        label=gettext_lazy("Or paste cells"),
        help_text=gettext_lazy("Copied from a spreadsheet, with the line that names the columns."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("What is in it"),
        required=False,
        choices=lambda: [
            ("", gettext_lazy("Find out from the file")),
            *((one.name, one.title) for one in FORMATS.values()),
        ],
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent and sent.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB. Bring it in by command, or split it.")
                % {"size": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024}
            )
        return sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # An empty file is false too, but it is refused in words when it is read.
        nothing = cleaned.get("file") is None and not cleaned.get("cells", "").strip()
        if nothing and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste cells below."))
        return cleaned

    @property
    def sent(self) -> Any:
        """The file that was chosen, else the pasted cells as one."""
        chosen = self.cleaned_data["file"]
        if chosen is not None:
            return chosen
        return SimpleUploadedFile(f"{PASTED}.tsv", self.cleaned_data["cells"].encode())
