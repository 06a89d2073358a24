"""An explanation as plain text, for mails, letters and terminals."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.evaluations.explanation.document import Document, Group, Line, Section

MARKS = {"for": "+ ", "against": "− ", "unknown": "? ", "not": "· ", "warn": "! "}


def as_text(document: Document) -> str:
    return "\n".join(_lines(document)).strip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield document.title
    yield document.headline
    yield from (f"{name}: {value}" for name, value in document.facts)
    yield from document.notes
    for section in document.sections:
        yield from _section(section)
    if document.evidence:
        yield from _heading(_("Evidence"))
        for each in document.evidence:
            yield f"[{each.number}] {each.kind} {each.on} ({each.provenance}) {each.says}".rstrip()
    yield from ("", "—", document.promise, *document.proof)


def _heading(title: str) -> Iterator[str]:
    yield from ("", f"## {title}")


def _section(section: Section) -> Iterator[str]:
    yield from _heading(section.title)
    yield from section.paragraphs
    for group in section.groups:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    if group.title:
        tag = f" [{group.tag}]" if group.tag else ""
        yield from ("", f"{group.title}{tag}")
    if group.facts:
        yield "  " + " · ".join(f"{name}: {value}" for name, value in group.facts)
    for line in group.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    cites = "".join(f" [{number}]" for number in line.cites)
    yield f"  {MARKS.get(line.tone, '')}{line.text}{cites}"
    yield from (f"      {note}" for note in line.notes if note)
