"""What an explanation is made of, whatever shows it: sections, groups and lines, with numbered evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """`tone`: for, against, unknown, not, warn or nothing; `cites` are numbers of the list of evidence."""

    text: str
    cites: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with lines. `facts` are pairs of name and value, beside the heading."""

    title: str
    tag: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """One piece of evidence that something stands on. `says` is its own words or figures, shortened."""

    number: int
    id: str
    kind: str
    on: str
    provenance: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`headline` says the most important in one line; `proof` is by which it can be checked."""

    language: str
    title: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Cited, ...]
    promise: str
    proof: tuple[str, ...]


@dataclass
class Numbers:
    """Gives each piece of evidence its number when it is first cited; `order` says which of several comes first."""

    order: Mapping[str, int]
    given: dict[str, int] = field(default_factory=dict)

    def cite(self, idents: Iterable[str]) -> tuple[int, ...]:
        ordered = sorted(set(idents), key=lambda ident: (self.order.get(ident, 0), ident))
        return tuple(sorted(self.given.setdefault(ident, len(self.given) + 1) for ident in ordered))
