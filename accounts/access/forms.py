"""Forms of the admin: the API's own rules on every value, and a service's refusal shown at the field it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model
from rest_framework import serializers
from unfold import widgets

from config.api import fields as api
from config.errors import DomainError

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Model]
else:
    _ModelForm = forms.ModelForm


@dataclass(frozen=True)
class Refusal:
    """What a service said to a form that looked right; `prefix` names the form among several of one page."""

    error: DomainError
    text: str
    prefix: str | None = None

    @property
    def field(self) -> str:
        """`/identity_number` and `/payments/0/amount` are said at `identity_number` and `payments`."""
        return self.error.pointer.split("/")[1] if self.error.pointer else ""


class Refused(Exception):
    """Carries a refusal out of the transaction that it undoes."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


class HouseRules(forms.Form):
    """Mixin: every text, day, instant and amount is held to the rules of the API's fields."""

    refusal: ClassVar[Refusal | None] = None

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            value = self.cleaned_data[name] = as_sent(value)
            for complaint in complaints(value, self.text_rule(name)):
                self.add_error(name, complaint)
        if self.refusal is not None and self.refusal.prefix == self.prefix:
            self.add_error(self.refusal.field if self.refusal.field in self.fields else None, self.refusal.text)
        return self.cleaned_data

    def text_rule(self, name: str) -> api.Text:
        """The API's field for the text typed into `name`."""
        secret = isinstance(self.fields[name].widget, forms.PasswordInput)
        return api.Password(allow_blank=True) if secret else api.Text(allow_blank=True)


class ScopedForm(HouseRules, _ModelForm):
    """Uniqueness is the services' to check, in the words that reveal nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea) and isinstance(field, forms.CharField):
                field.strip = False  # a notice is kept as it was sent


def as_sent(value: Any) -> Any:
    """Browsers send line breaks as CRLF; what was typed had one character."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def complaints(value: Any, text_rule: api.Text) -> list[str]:
    rule = _rule_for(value, text_rule)
    if rule is None:
        return []
    field, given = rule
    try:
        field.run_validation(given)
    except serializers.ValidationError as error:
        detail = error.detail
        return [str(one) for one in detail] if isinstance(detail, list) else [str(detail)]
    return []


def _rule_for(value: Any, text_rule: api.Text) -> tuple[serializers.Field[Any, Any, Any, Any], str] | None:
    """The API's field for a value of this type, with the value as a caller would send it."""
    if isinstance(value, str):
        return text_rule, value
    if isinstance(value, datetime):
        return api.Instant(), value.isoformat()
    if isinstance(value, date):
        return api.Day(), value.isoformat()
    if isinstance(value, Decimal):
        return api.Amount(), f"{value:f}"
    return None


class RowSearch(AutocompleteSelect):
    """Django's looks every given value up in the table, and falls over one that is no id."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        key = self.choices.queryset.model._meta.pk
        return super().optgroups(name, [one for one in value if not one or _is_key(key, one)], attr)


def _is_key(key: Any, text: str) -> bool:
    try:
        key.to_python(text)
    except ValidationError:
        return False
    return True


WIDGETS: tuple[tuple[type[forms.Field], type[forms.Widget]], ...] = (
    (forms.BooleanField, widgets.UnfoldBooleanSwitchWidget),
    (forms.ChoiceField, widgets.UnfoldAdminSelectWidget),
    (forms.ModelChoiceField, widgets.UnfoldAdminSelectWidget),
    (forms.DateField, widgets.UnfoldAdminSingleDateWidget),
    (forms.SplitDateTimeField, widgets.UnfoldAdminSplitDateTimeWidget),
    (forms.DecimalField, widgets.UnfoldAdminDecimalFieldWidget),
    (forms.IntegerField, widgets.UnfoldAdminIntegerFieldWidget),
    (forms.EmailField, widgets.UnfoldAdminEmailInputWidget),
    (forms.CharField, widgets.UnfoldAdminTextInputWidget),
)


class ActForm(HouseRules):
    """The few values that an act of a page asks for, in the theme's widgets. Declare plain form fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)


def dress(field: forms.Field) -> None:
    """The theme's widget in place of Django's plain one; a textarea or password stays what it is."""
    if isinstance(field.widget, forms.Textarea):
        chosen: type[forms.Widget] = widgets.UnfoldAdminTextareaWidget
    elif isinstance(field.widget, forms.PasswordInput):
        chosen = widgets.UnfoldAdminPasswordWidget
    else:
        chosen = next((widget for kind, widget in WIDGETS if isinstance(field, kind)), type(field.widget))
    widget = chosen(attrs={**field.widget.attrs, **field.widget_attrs(chosen())})
    widget.is_required = field.required
    if isinstance(field, forms.ChoiceField):
        widget.choices = field.choices  # type: ignore[attr-defined] # only selects get here
    field.widget = widget
    if isinstance(field, forms.ModelChoiceField):
        field.widget.choices = field.choices
