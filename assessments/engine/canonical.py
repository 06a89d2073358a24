"""One way to write inputs and answers as bytes: sorted keys, UTC instants, decimals as strings, no floats.

Ids of items without one are made from their content here; `input_from_bytes` reads a stored input back for replay.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from assessments.engine.assessment import Assessment
from assessments.engine.errors import InputError
from assessments.engine.evidence import KINDS, Account, Evidence, Item, Provenance
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
    return to_utc(value).isoformat().replace("+00:00", "Z")


def amount(value: Decimal) -> str:
    """An amount with at least two places; equal amounts give equal texts.

    >>> amount(Decimal("1200")), amount(Decimal("1200.0")), amount(Decimal("1E+3"))
    ('1200.00', '1200.00', '1000.00')
    """
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
    return _dumps(data).encode("utf-8", "surrogatepass")


_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def digest(data: bytes) -> str:
    return "sha256:" + sha256(data).hexdigest()


def sort_key(part: Any) -> str:
    """A total order of equal-typed values: by their canonical text."""
    return _dumps(plain(part))


def item_data(item: Item) -> dict[str, Data]:
    """One item of evidence as plain data, `id` included."""
    return cast("dict[str, Data]", plain(item))


def assign_ids(evidence: Evidence) -> Evidence:
    """Gives each item without id `<kind>:<12 hex of its content>`; equal items get `:2`, `:3` … behind it.

    Ids given by the caller come first, so that one that looks like a content id is never doubled.
    """
    taken = {item.id for _, item in evidence.items() if item.id}
    used: dict[str, int] = {}
    named: dict[str, Any] = {}
    for kind in KINDS:
        named[kind] = tuple(_named(kind, item, taken, used) for item in getattr(evidence, kind))
    return Evidence(**named)


def _named(kind: str, item: Item, taken: set[str], used: dict[str, int]) -> Item:
    if item.id:
        return item
    base = content_id(kind, item)
    number = used.get(base, 0) + 1
    name = base if number == 1 else f"{base}:{number}"
    while name in taken:
        number += 1
        name = f"{base}:{number}"
    used[base] = number
    taken.add(name)
    return replace(item, id=name)


def content_id(kind: str, item: Item) -> str:
    """`<kind>:<12 hex>` of everything but the id."""
    content = to_bytes({**item_data(item), "id": ""})
    return f"{kind}:{sha256(content).hexdigest()[:12]}"


def has_content_id(kind: str, item: Item) -> bool:
    """Whether the id was made from this content (a `:n` behind it included), and not given by the caller."""
    return item.id.startswith(f"{kind}:") and item.id.startswith(content_id(kind, item))


def input_bytes(evidence: Evidence, account: Account, as_of: datetime) -> bytes:
    """Everything an evaluation reads besides the pack, also what is ignored: enough to replay it."""
    items = {kind: sorted(sort_key(item) for item in getattr(evidence, kind)) for kind in KINDS}
    lists = {kind: f"[{','.join(texts)}]" for kind, texts in items.items() if texts}
    head = {"as_of": instant(as_of), **cast("dict[str, Data]", plain(account))}
    whole = {name: _dumps(value) for name, value in head.items()}
    return _object({**whole, "evidence": _object(lists)}).encode("utf-8", "surrogatepass")


def _object(parts: Mapping[str, str]) -> str:
    """A JSON object of parts that are JSON already, keys sorted."""
    return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"


def input_digest(visible: Evidence, account: Account, as_of: datetime) -> str:
    """What the answer depends on: the visible evidence as a set, the account and the instant."""
    return digest(input_bytes(visible, account, as_of))


def input_from_bytes(data: bytes) -> tuple[Evidence, Account, datetime]:
    """Reads back what `input_bytes` wrote; raises InputError on anything else."""
    try:
        read = json.loads(data.decode("utf-8", "surrogatepass"))
        account = _build(Account, {name: read[name] for name in _fields(Account)})
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
    return to_bytes(assessment_data(assessment))
