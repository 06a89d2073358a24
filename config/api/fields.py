"""Fields that take exactly what the schema says, and serializers that refuse what they do not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple

import orjson
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.secrets import CARD, CODE, PASSWORD, secret_in, without_codes
from config.ids import parse, text_of

MAX_TEXT = 10_000
MAX_AMOUNT = Decimal(10) ** 12
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# C0 and C1 controls save tab and line breaks, and characters that are none.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
EXTERNAL_ID = r"^[A-Za-z0-9][A-Za-z0-9._~:@+=-]{0,199}\Z"
_AMOUNT = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")


SECRETS = {
    PASSWORD: _("This holds a password. Nobody here needs it: take it out, and have the client change it."),
    CODE: _("This holds a verification code. Nobody here needs it: take it out, or write *** in its place."),
    CARD: _("This holds a bank card's secrets. Leave the last four digits at most."),
}


class Text(serializers.CharField):
    """A string, kept as it was given; control characters and secrets (`config.api.secrets`) are refused, and what
    shows nothing (spaces, characters without width) is blank."""

    refusals: ClassVar[Mapping[str, Any]] = SECRETS
    default_error_messages = {"control": _("Control characters are not accepted.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_TEXT)
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if CONTROL.search(data):
            self.fail("control")
        if not self.allow_blank and not any(sign.isprintable() and not sign.isspace() for sign in data):
            self.fail("blank")
        data = self.without_secrets(data)
        return str(super().to_internal_value(data))

    def without_secrets(self, text: str) -> str:
        if kind := secret_in(text):
            raise serializers.ValidationError(self.refusals[kind], code="secret_refused")
        return text


class Password(Text):
    """The one kind of text that is a secret. It is never stored, and never part of an answer."""

    def without_secrets(self, text: str) -> str:
        return text


class FreeText(Text):
    """A text that may be absent or empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, default="", **kwargs)


class SentText(FreeText):
    """The words of a message as somebody sent it. A verification code in it becomes asterisks, one for each digit:
    the message is evidence, its code is not."""

    def without_secrets(self, text: str) -> str:
        return super().without_secrets(without_codes(text))


class ExternalId(Text):
    """Another system's name of an object; it stands in a path as it is, so it needs no encoding."""

    def __init__(self, **kwargs: Any) -> None:
        letters = RegexValidator(EXTERNAL_ID, _("Letters, digits and . _ ~ : @ + = - only, a letter or digit first."))
        super().__init__(max_length=200, validators=[letters], **kwargs)


class Choice(serializers.ChoiceField):
    """One of a few codes, as a string."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=str(data)[:50])
        return super().to_internal_value(data)


class TrueOrFalse(serializers.BooleanField):
    """JSON's own true and false only; "yes" and 1 are errors."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A JSON integer; strings, fractions and booleans are errors."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


@extend_schema_field(
    {"type": "string", "format": "decimal", "pattern": r"^\d{1,12}(\.\d{1,2})?$", "examples": ["1200.00"]}
)
class Amount(serializers.Field[Decimal, str, str, Any]):
    """Money: a decimal string below 10^12, two places at most; below zero if `signed` only, not zero if `positive`."""

    default_error_messages = {
        "invalid": _('Give the amount as a decimal string such as "1200.00".'),
        "places": _("At most two decimal places."),
        "negative": _("The amount must not be negative."),
        "zero": _("The amount must be above zero."),
        "too_large": _("The amount must be below 1,000,000,000,000."),
    }

    def __init__(self, *, positive: bool = False, signed: bool = False, **kwargs: Any) -> None:
        self.positive, self.signed = positive, signed
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not _AMOUNT.fullmatch(data):
            self.fail("invalid")
        amount = Decimal(data)
        if amount < 0 and not self.signed:
            self.fail("negative")
        if abs(amount) >= MAX_AMOUNT:
            self.fail("too_large")
        if -int(amount.as_tuple().exponent) > 2:
            self.fail("places")
        if self.positive and not amount:
            self.fail("zero")
        return amount.quantize(Decimal("0.01"))

    def to_representation(self, value: Decimal) -> str:
        try:
            return format(Decimal(value).quantize(Decimal("0.01")), "f")
        except InvalidOperation:  # pragma: no cover - the database holds at most 14 digits
            return str(value)


@extend_schema_field(OpenApiTypes.DATETIME)
class Instant(serializers.Field[datetime, str, str, Any]):
    """An ISO 8601 instant with its offset; one without is an error, never a guess."""

    default_error_messages = {
        "invalid": _("Give an instant with its offset, such as 2026-11-20T10:00:00+08:00."),
        "naive": _("The offset is missing: 2026-11-20T10:00:00+08:00, not 2026-11-20T10:00:00."),
        "range": _("The date must lie between 1900-01-01 and 2199-12-31."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        if isinstance(data, str) and _NAIVE.fullmatch(data):
            self.fail("naive")
        if not isinstance(data, str) or not _INSTANT.fullmatch(data):
            self.fail("invalid")
        try:
            at = datetime.fromisoformat(_six_places(data.upper()))
            if not FIRST_DAY <= at.date() <= LAST_DAY:
                self.fail("range")
            return at.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")

    def to_representation(self, value: datetime) -> str:
        """In UTC, as `isoformat` writes it, by orjson: in a third of its time."""
        at = value if value.tzinfo is UTC else value.astimezone(UTC)
        return orjson.dumps(at, option=orjson.OPT_UTC_Z)[1:-1].decode()


def _six_places(text: str) -> str:
    """Python reads at most microseconds; finer digits are cut."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.Field[date, str, str, Any]):
    """A calendar date, YYYY-MM-DD."""

    default_error_messages = {
        "invalid": _("Give a date of the calendar as YYYY-MM-DD."),
        "range": _("The date must lie between 1900-01-01 and 2199-12-31."),
    }

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", data, re.ASCII):
            self.fail("invalid")
        try:
            day = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day

    def to_representation(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$", "examples": ["2026-08"]})
class Month(serializers.Field[date, str, str, Any]):
    """A calendar month, YYYY-MM; inside it is the month's first day."""

    default_error_messages = {
        "invalid": _("Give a month as YYYY-MM."),
        "range": _("The month must lie between 1900-01 and 2199-12."),
    }

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", data, re.ASCII):
            self.fail("invalid")
        year, month = int(data[:4]), int(data[5:])
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            self.fail("range")
        return date(year, month, 1)

    def to_representation(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


class Ident(serializers.UUIDField):
    """An id as a hyphenated UUID string; integers and other forms are errors."""

    def to_internal_value(self, data: Any) -> Any:
        return parse(data) or self.fail("invalid", value=str(data)[:50])


class Input(serializers.Serializer[Any]):
    """A request body: an object whose every name is known; fields shown but not writable are named as such."""

    default_error_messages = {
        "unknown": _("This field does not exist."),
        "read_only": _("This field cannot be written."),
    }

    _shared: ClassVar[Any] = None

    @cached_property
    def fields(self) -> Any:
        """Made once for each class: they keep nothing of a request, and making them costs more than a small body.

        They belong to an instance without data; a partial update has its own, since fields ask their owner for that.
        """
        if self.partial:
            return super().fields
        if "_shared" not in type(self).__dict__:
            type(self)._shared = super(Input, type(self)()).fields
        return self._shared

    def to_internal_value(self, data: Any) -> Any:
        wrong = self._unknown(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**wrong, **error.detail}) from None  # type: ignore[dict-item]
        if wrong:
            raise serializers.ValidationError(wrong)
        return value

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[serializers.ErrorDetail]]:
        wrong = {}
        for name in data:
            field = self.fields.get(name)
            if field is None or field.read_only:
                kind = "unknown" if field is None else "read_only"
                code = "unknown_field" if field is None else "read_only"
                wrong[name] = [serializers.ErrorDetail(str(self.error_messages[kind]), code=code)]
        return wrong


class Output(serializers.Serializer[Any]):
    """An answer. Only presents, and keeps nothing of what it presents: so its fields are made once for each class."""

    _own: ClassVar[Any] = None
    _shared: ClassVar[Any] = None
    _columns: ClassVar[list[Column] | None] = None
    _plans: ClassVar[dict[type, Plan | None]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._own, cls._shared, cls._columns, cls._plans = None, None, None, {}

    @cached_property
    def fields(self) -> Any:
        if self._shared is None:
            type(self)._shared = super(Output, type(self)()).fields
        return self._shared

    @classmethod
    def of(cls, instance: Any) -> dict[str, Any]:
        """What `cls(instance).data` is, without making a serializer each time."""
        if cls._own is None:
            cls._own = cls()
        shown: dict[str, Any] = cls._own.to_representation(instance)
        return shown

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As DRF's, which asks of each value anew what kind of thing it came from: half the time of a long list."""
        kind = type(instance)
        plan = self._plans[kind] if kind in self._plans else self._plan_for(kind)
        if plan is not None:
            try:
                return {
                    name: None if value is None else convert(value)
                    for (name, convert), value in zip(plan.columns, plan.read(instance), strict=True)
                }
            except (AttributeError, KeyError):
                pass  # something is not there; what stands for it, is found value by value
        if isinstance(instance, Mapping):
            return dict(super().to_representation(instance))
        return self._one_by_one(instance)

    def _plan_for(self, kind: type) -> Plan | None:
        """Whether all that is shown of such an object are plain values of its attributes, read at once."""
        columns = self._columns or self.columns()
        plain = not issubclass(kind, Mapping) and all(_is_plain(field, kind) for *_, field in columns)
        plan = None
        if plain and len(columns) > 1:
            sources = [".".join(field.source_attrs) for *_, field in columns]
            plan = Plan(attrgetter(*sources), [(name, convert) for name, _read, convert, _field in columns])
        self._plans[kind] = plan
        return plan

    def _one_by_one(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for name, read, convert, field in self._columns or self.columns():
            try:
                value = read(instance)
                if callable(value):
                    value = field.get_attribute(instance)
            except (AttributeError, KeyError):
                try:
                    value = field.get_attribute(instance)  # which knows what stands for what is not there
                except serializers.SkipField:
                    continue
            shown[name] = None if value is None else convert(value)
        return shown

    def columns(self) -> list[Column]:
        """Worked out once for each class, as its fields are."""
        found = [_column(str(name), field) for name, field in self.fields.items() if not field.write_only]
        type(self)._columns = found
        return found


Column = tuple[str, Callable[[Any], Any], Callable[[Any], Any], Any]
"""A field of an answer: its name, what reads it off an object, what makes JSON of that, and the field itself."""


class Plan(NamedTuple):
    """How a kind of object is shown: what reads all its values, and the name and the way to JSON of each."""

    read: Callable[[Any], tuple[Any, ...]]
    columns: list[tuple[str, Callable[[Any], Any]]]


_PLAINLY: dict[Any, Callable[[Any], Any]] = {
    serializers.CharField.to_representation: str,
    serializers.IntegerField.to_representation: int,
    serializers.UUIDField.to_representation: text_of,
}
"""What these do to a value, without the way there."""


def _column(name: str, field: Any) -> Column:
    read: Callable[[Any], Any] = attrgetter(".".join(field.source_attrs)) if field.source_attrs else _itself
    return name, read, _PLAINLY.get(type(field).to_representation, field.to_representation), field


def _is_plain(field: Any, kind: type) -> bool:
    """Neither another serializer, nor the whole object, nor the answer of a method."""
    if isinstance(field, serializers.BaseSerializer) or not field.source_attrs:
        return False
    return not callable(getattr(kind, field.source_attrs[0], None))


def _itself(instance: Any) -> Any:
    """Of a field that reads the whole object."""
    return instance
