"""One way to write inputs and answers as bytes: sorted keys, UTC instants, decimals as strings, no floats.

Ids of items without one are made from their content here; `input_from_bytes` reads a stored input back for replay.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from assessments.engine.assessment import Assessment
from assessments.engine.errors import InputError
from assessments.engine.evidence import KINDS, Account, Evidence, Item, Provenance, Written
from assessments.engine.moment import to_utc

Data = Any  # plain JSON data: dict, list, str, int, bool, None
_RENAMED = {"from_": "from", "for_": "for", "if_": "if"}


def plain(value: Any) -> Data:
    """Any of the engine's frozen values as plain JSON data."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    encode = _ENCODERS.get(kind)
    if encode is not None:
        return encode(value)
    if is_dataclass(kind):
        return {name: plain(getattr(value, attribute)) for attribute, name in _names(kind)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    raise TypeError(f"no canonical form for {kind.__name__}")


def instant(value: datetime) -> str:
    """`2026-10-15T02:00:00Z`.

    >>> instant(datetime.fromisoformat("2026-10-15T10:00:00+08:00"))
    '2026-10-15T02:00:00Z'
    """
    there = value if value.tzinfo is UTC else to_utc(value)
    return there.isoformat()[:-6] + "Z"


def amount(value: Decimal) -> str:
    """An amount with at least two places; equal amounts give equal texts.

    >>> amount(Decimal("1200")), amount(Decimal("1200.0")), amount(Decimal("1E+3"))
    ('1200.00', '1200.00', '1000.00')
    """
    text = str(value)
    if text[-3:-2] == "." and value:
        return text  # two places already, as most are
    text = format(value, "f")
    whole, _, places = text.partition(".")
    places = places.rstrip("0").ljust(2, "0")
    return "0.00" if not value else f"{whole}.{places}"


def _list(value: Any) -> Data:
    return [plain(entry) for entry in value]


_AS_THEY_ARE = frozenset({str, int, bool, NoneType})
_ENCODERS: dict[type, Callable[[Any], Data]] = {
    Decimal: amount,
    datetime: instant,
    date: date.isoformat,
    tuple: _list,
    list: _list,
    Provenance: str,
}


@lru_cache(maxsize=128)
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, _RENAMED.get(each.name, each.name)) for each in fields(kind))


def to_bytes(data: Data) -> bytes:
    """Canonical JSON of plain data."""
    return encoded(_dumps(data))


def writer(default: Callable[[Any], Data] | None = None) -> Callable[[Any], str]:
    """Writes canonical JSON; `default` gives plain data for what is none."""
    form = {"ensure_ascii": False, "sort_keys": True, "allow_nan": False}
    return json.JSONEncoder(**form, separators=(",", ":"), default=default).encode


_dumps = writer()


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def text_of(value: Any) -> str:
    """The canonical JSON of a frozen value: what `plain` and a JSON writer give, in one go."""
    return _WRITERS[type(value)](value)


class _Writers(dict[type, Callable[[Any], str]]):
    """How to write a value of a type, worked out once for each type met."""

    def __missing__(self, kind: Any) -> Callable[[Any], str]:
        if is_dataclass(kind):
            write = self._record_writer(kind)
        elif issubclass(kind, Mapping):
            write = self._mapping
        else:
            raise TypeError(f"no canonical form for {kind.__name__}")
        self[kind] = write
        return write

    def _record_writer(self, kind: Any) -> Callable[[Any], str]:
        """Fills a template whose keys are sorted already."""
        names = sorted((name, attribute) for attribute, name in _names(kind))
        template = "{" + ",".join(f'"{name}":%s' for name, _ in names) + "}"
        if len(names) < 2:
            return lambda value: template % tuple([text_of(getattr(value, attribute)) for _, attribute in names])
        read = attrgetter(*(attribute for _, attribute in names))

        def write(value: Any) -> str:
            return template % tuple([self[type(each)](each) for each in read(value)])

        return _once(write) if issubclass(kind, Written) else write

    def _mapping(self, value: Mapping[Any, Any]) -> str:
        return object_of({str(key): text_of(entry) for key, entry in value.items()})


def _once(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """Keeps the text on the object: naming, sorting, digest and stored input all ask for it."""

    def written(value: Any) -> str:
        try:
            text: str = value._text
        except AttributeError:
            object.__setattr__(value, "_text", text := write(value))
        return text

    return written


def _list_text(value: Iterable[Any]) -> str:
    return f"[{','.join([text_of(each) for each in value])}]"


def object_of(parts: Mapping[str, str]) -> str:
    """A JSON object of parts that are JSON already, keys sorted."""
    return "{" + ",".join([f"{encode_basestring(name)}:{parts[name]}" for name in sorted(parts)]) + "}"


_WRITERS = _Writers(
    {
        str: encode_basestring,
        int: int.__repr__,
        bool: {True: "true", False: "false"}.__getitem__,
        NoneType: {None: "null"}.__getitem__,
        Decimal: lambda value: f'"{amount(value)}"',
        datetime: lambda value: f'"{instant(value)}"',
        date: lambda value: f'"{value.isoformat()}"',
        tuple: _list_text,
        list: _list_text,
        Provenance: {each: f'"{each}"' for each in Provenance}.__getitem__,
    }
)


def digest(data: bytes) -> str:
    return "sha256:" + sha256(data).hexdigest()


def assign_ids(evidence: Evidence) -> Evidence:
    """Gives each item without id `<kind>:<12 hex of its content>`; equal items get `:2`, `:3` … behind it.

    Ids given by the caller come first, so that one that looks like a content id is never doubled.
    """
    told = [(kind, getattr(evidence, kind)) for kind in KINDS]
    namer = _Namer({item.id for _, items in told for item in items if item.id})
    named: dict[str, Any] = {kind: tuple(namer.named(kind, items)) for kind, items in told}
    return Evidence(**named)


class _Namer:
    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.used: dict[str, int] = {}

    def named(self, kind: str, items: Iterable[Item]) -> Iterator[Item]:
        taken = self.taken
        for item in items:
            if item.id:
                yield item
                continue
            try:
                known: Any = item._named  # the same evidence is evaluated again and again
            except AttributeError:
                known = _renamed(item, _content_id(kind, text_of(item)))
                object.__setattr__(item, "_named", known)
            name = known.id
            if name in taken:
                known = _renamed(item, name := self._another(name))
            taken.add(name)
            yield known

    def _another(self, base: str) -> str:
        number = self.used.get(base, 1) + 1
        while f"{base}:{number}" in self.taken:
            number += 1
        self.used[base] = number
        return f"{base}:{number}"


def _renamed(item: Item, name: str) -> Item:
    """`replace(item, id=name)`, which would cost as much as the rest of the naming together; written already."""
    kind: Any = type(item)
    read, setters = _slots(kind)
    copied = object.__new__(kind)
    for put, value in zip(setters, read(item), strict=True):
        put(copied, value)
    kind.id.__set__(copied, name)
    object.__setattr__(copied, "_text", text_of(item).replace(_NO_ID, f'"id":"{name}"', 1))
    return cast(Item, copied)


@lru_cache(maxsize=128)
def _slots(kind: Any) -> tuple[Callable[[Any], Any], list[Callable[[Any, Any], None]]]:
    """Reads all fields but the id, and sets them on a new object."""
    names = [each.name for each in fields(kind) if each.name != "id"]
    return attrgetter(*names), [getattr(kind, name).__set__ for name in names]


_AT_FIRST = ("product", "outstanding_amount", "currency", "zone")
"""What every stored account has; an older one may lack the rest, which was then not known."""
_NO_ID = '"id":""'  # of the item itself: inside a text the marks would be escaped, and no part of an item has an id


def content_id(kind: str, item: Item) -> str:
    """`<kind>:<12 hex>` of everything but the id."""
    return _content_id(kind, text_of(replace(item, id="") if item.id else item))


def _content_id(kind: str, text: str) -> str:
    return f"{kind}:{sha256(encoded(text)).hexdigest()[:12]}"


def has_content_id(kind: str, item: Item) -> bool:
    """Whether the id was made from this content (a `:n` behind it included), and not given by the caller."""
    return item.id.startswith(f"{kind}:") and item.id.startswith(content_id(kind, item))


def input_bytes(evidence: Evidence, account: Account, as_of: datetime) -> bytes:
    """Everything an evaluation reads besides the pack, also what is ignored: enough to replay it."""
    items = {kind: sorted(_texts(getattr(evidence, kind))) for kind in KINDS}
    lists = {kind: f"[{','.join(texts)}]" for kind, texts in items.items() if texts}
    whole = {**_parts(account), "as_of": text_of(as_of), "evidence": object_of(lists)}
    return encoded(object_of(whole))


def _texts(items: Sequence[Item]) -> list[str]:
    try:
        return [item._text for item in items]  # whatever was given an id is written
    except AttributeError:
        return [text_of(item) for item in items]


def _parts(record: Any) -> dict[str, str]:
    kind: Any = type(record)
    return {name: text_of(getattr(record, attribute)) for attribute, name in _names(kind)}


def input_digest(visible: Evidence, account: Account, as_of: datetime) -> str:
    """What the answer depends on: the visible evidence as a set, the account and the instant."""
    return digest(input_bytes(visible, account, as_of))


def input_from_bytes(data: bytes) -> tuple[Evidence, Account, datetime]:
    """Reads back what `input_bytes` wrote; raises InputError on anything else."""
    try:
        read = json.loads(data.decode("utf-8", "surrogatepass"))
        account = _build(Account, {name: read[name] for name in _fields(Account) if name in read or name in _AT_FIRST})
        return evidence_from_data(read["evidence"]), cast(Account, account), datetime.fromisoformat(read["as_of"])
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise InputError(f"stored input cannot be read: {error}") from error


def evidence_from_data(data: Mapping[str, Data]) -> Evidence:
    """Evidence from plain data, by kind; what an item leaves out takes its default. The data must be well formed."""
    found: dict[str, Any] = {kind: tuple(map(_builder(kind), items)) for kind, items in data.items()}
    return Evidence(**found)


def _builder(kind: str) -> Callable[[Data], Any]:
    item_type = get_args(get_type_hints(Evidence)[kind])[0]
    return lambda data: _build(item_type, {"id": "", **data})


def _build(kind: type, data: Mapping[str, Data]) -> Any:
    return kind(**{name: _parse(_fields(kind)[name], value) for name, value in data.items()})


@lru_cache(maxsize=128)
def _fields(kind: type) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if not name.startswith("_")}


def _parse(hint: Any, value: Data) -> Any:
    """The value that `plain` made this data from, by the field's declared type."""
    if value is None:
        return None
    options = [option for option in get_args(hint) if option is not NoneType]
    if isinstance(hint, UnionType):
        return _parse(options[0], value)
    if get_origin(hint) is tuple:
        return tuple(_parse(options[0], entry) for entry in value)
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    if is_dataclass(hint):
        return _build(cast(type, hint), value)
    return value if hint in (str, int, bool) else hint(value)


def assessment_data(assessment: Assessment) -> dict[str, Data]:
    """The answer as plain data with the contract's keys; texts are still messages."""
    data = cast("dict[str, Data]", plain(assessment))
    return {**data.pop("state"), **data}


def assessment_bytes(assessment: Assessment) -> bytes:
    parts = _parts(assessment)
    del parts["state"]
    return encoded(object_of({**_parts(assessment.state), **parts}))
