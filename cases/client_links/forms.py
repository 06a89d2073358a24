"""The forms of the client's pages, held to the API's rules: plain fields that a phone fills in by itself."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.forms import HouseRules, complaints
from accounts.documents.sniff import HEAD, HEIC, JPEG, PDF, PNG, WEBP, types_of
from config.api.fields import SECRETS, Password, Text
from config.api.secrets import PASSWORD
from config.ids import uuid7

TAKEN = {PDF, PNG, JPEG, WEBP, HEIC}
MOST_WORDS = 1000


class OwnText(Text):
    """What a client types: a refusal speaks to the client, not to who works for one."""

    refusals = {
        **SECRETS,
        PASSWORD: gettext_lazy("This holds a password. We never need it: take it out, and change it in the app."),
    }


class ClientForm(HouseRules):
    """`submission` is this form's own: sent twice, it is taken once."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["submission"].initial = uuid7

    def text_rule(self, name: str) -> Text:
        return OwnText(allow_blank=True)

    def once(self) -> UUID:
        found: UUID | None = self.cleaned_data.get("submission")
        return found or uuid7()


class CodeForm(HouseRules):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy("Six digits"),
        max_length=20,
        error_messages={"required": gettext_lazy("Type the six digits of your code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def text_rule(self, name: str) -> Text:
        """It is a secret, and no other text takes one."""
        return Password()


class PictureField(forms.FileField):
    """A picture or a PDF by its first bytes; the store looks at the whole."""

    widget = forms.FileInput(attrs={"accept": "image/*,application/pdf"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    default_error_messages = {
        "required": gettext_lazy("Choose a picture or PDF first."),
        "empty": gettext_lazy("This file is empty. Choose another."),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return upload
        if upload.size > settings.MAX_DOCUMENT_BYTES:
            detail = _("The file is larger than %(n)d MB. Send a smaller one.")
            raise forms.ValidationError(detail % {"n": settings.MAX_DOCUMENT_BYTES // 1024**2})
        if wrong := complaints(upload.name, OwnText(max_length=200)):
            raise forms.ValidationError(wrong)
        head = upload.read(HEAD)
        upload.seek(0)
        if not TAKEN.intersection(types_of(head)):
            raise forms.ValidationError(_("This is neither a picture nor a PDF. Take a picture of it and send that."))
        return upload


class MoneyField(forms.DecimalField):
    """As people write an amount.

    >>> MoneyField().clean("￥1,200.50 元")
    Decimal('1200.50')
    """

    default_error_messages = {
        "required": gettext_lazy("Write the amount."),
        "invalid": gettext_lazy("Write the amount in numbers, such as 1200.50."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        plain = unicodedata.normalize("NFKC", str(value or ""))
        return super().to_python("".join(each for each in plain if each not in "¥元,， \u00a0"))


def _words(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=MOST_WORDS, required=False, widget=area)


class ProofForm(ClientForm):
    file = PictureField(label=gettext_lazy("Picture or PDF"))
    from_court = forms.BooleanField(
        label=gettext_lazy("This paper is from a court"),
        help_text=gettext_lazy(
            "For example a summons, a payment order or a judgment; also if you are not sure that it is real. Your "
            "advisor then looks at it first, since such papers have a short time to answer."
        ),
        required=False,
    )
    words = _words(gettext_lazy("What is it? (you may leave this empty)"))


class PaymentForm(ClientForm):
    """`cases` are (id, name of the account); with one there is nothing to choose."""

    amount = MoneyField(label=gettext_lazy("How much did you pay? (yuan)"))
    paid_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("Write the day as year-month-day, such as 2026-11-30."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    case = forms.ChoiceField(
        label=gettext_lazy("For which account?"), error_messages={"required": gettext_lazy("Choose the account.")}
    )
    file = PictureField(label=gettext_lazy("Picture of the receipt (you may leave this empty)"), required=False)
    words = _words(gettext_lazy("Anything to add? (you may leave this empty)"))

    field_order = ("case", "amount", "paid_on", "file", "words")

    def __init__(self, *args: Any, cases: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["case"]
        chosen.choices = cases if len(cases) == 1 else [("", _("Please choose")), *cases]
        if len(cases) == 1:
            chosen.initial, chosen.widget = cases[0][0], forms.HiddenInput()
        self.today = today
        self.fields["paid_on"].widget.attrs["max"] = today.isoformat()

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day
