"""The bundle's index on paper: a cover, everything in the order in which it happened, files, each record in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.bundles.entries import Entry, Refs, moment
from config import pdf
from config.pdf.sheet import Cell, Column, Sheet

SHORT = 12  # characters of a digest; enough to tell two apart by eye


@dataclass(frozen=True)
class Index:
    """What the paper says; `contents_sha256` is over all other files of the bundle."""

    case: Any
    made_at: datetime
    made_by: str
    entries: Sequence[Entry]
    files: Sequence[dict[str, Any]]
    missing: Sequence[str]
    chain_entries: int
    chain_head: str
    contents_sha256: str

    @cached_property
    def later(self) -> dict[UUID, UUID]:
        """What stands by now for a record that was corrected or withdrawn."""
        return {entry.replaces: entry.ident for entry in self.entries if entry.replaces}

    @property
    def zone(self) -> str:
        return str(self.case.office.zone)


def index_pdf(index: Index) -> bytes:
    """The same bytes for the same records, moment and language."""
    ordered = sorted(index.entries, key=lambda entry: (entry.aside, entry.key(index.zone)))
    numbers = {entry.ident: place for place, entry in enumerate(ordered, start=1)}
    title = _("Bundle of case %(case)s") % {"case": index.case.reference}

    def compose(sheet: Sheet) -> None:
        _cover(sheet, index, title)
        _timeline(sheet, index, ordered, numbers)
        _files(sheet, index, numbers)
        _records(sheet, index, ordered, numbers)

    office = index.case.office.name
    return pdf.written(compose, title=title, author=office, head=f"{office} · {title}", page_of=page_of)


def page_of(number: int, pages: int) -> str:
    return _("page %(number)d of %(pages)d") % {"number": number, "pages": pages}


def _cover(sheet: Sheet, index: Index, title: str) -> None:
    case = index.case
    account = case.credit_account
    sheet.gap(40)
    sheet.mark("cover", _("Cover"))
    sheet.paragraph(case.office.name, 12, color="#5b6573")
    sheet.heading(title, 22)
    sheet.gap(10)
    lender = account.lender_of_record
    sheet.pairs(
        [
            (_("client"), str(case.client)),
            (_("product"), str(account.product)),
            (_("lender of record"), str(lender) if lender else _("not known")),
            (_("as of"), f"{moment(index.made_at, index.zone)} ({index.zone})"),
            (_("made by"), index.made_by),
            (_("records"), str(len(index.entries))),
            (_("files"), _files_said(index)),
            (_("correspondence"), str(index.chain_entries)),
            (_("last link of the chain"), index.chain_head),
            (_("SHA-256 of the contents"), index.contents_sha256),
        ],
        label=130,
        size=10,
    )
    sheet.gap(12)
    sheet.heading(_("What can be checked"), 13)
    sheet.paragraph(
        _("Run %(command)s with Python 3.8 or newer on the ZIP as it was handed over.")
        % {"command": "python verify.py BUNDLE.zip"}
    )
    sheet.points(_proven())
    sheet.gap(8)
    sheet.heading(_("What it does not prove"), 13)
    sheet.points(_not_proven())
    sheet.turn()


def _files_said(index: Index) -> str:
    size = sum(file["size"] for file in index.files)
    said = _("%(files)d, %(size)d bytes in all") % {"files": len(index.files), "size": size}
    missing = _("%(n)d whose bytes were not there") % {"n": len(index.missing)} if index.missing else ""
    return "; ".join(filter(None, [said, missing]))


def _proven() -> list[str]:
    return [
        _("Nothing in the ZIP was changed, added, left out or put in another order since it was made; otherwise the "
          "first bad place is named."),
        _("The correspondence is whole and in its order, and enclosed files are those that were enclosed."),
        _("The SHA-256 of the contents above is the one that verify.py prints: this paper belongs to that ZIP. It is "
          "over one line for each other file, digest, two spaces and path, as sha256sum writes it."),
    ]  # fmt: skip


def _not_proven() -> list[str]:
    return [
        _("that what was recorded is true, or that everything that happened was recorded;"),
        _("when it was recorded: the times are those of the keeper's clock;"),
        _("that the keeper did not write the whole bundle anew: compare the SHA-256 of manifest.json with one that you "
          "had from elsewhere at an earlier time;"),
        _("what an entry said that was erased by law: it is counted, in its place, and no more."),
    ]  # fmt: skip


def _timeline(sheet: Sheet, index: Index, ordered: Sequence[Entry], numbers: dict[UUID, int]) -> None:
    sheet.mark("timeline", _("Timeline"))
    sheet.heading(_("Timeline"), 15)
    sheet.paragraph(_legend(index), 8, color="#5b6573")
    sheet.gap(6)
    columns = [
        Column(_("No."), 28, right=True), Column(_("time"), 80), Column(_("kind"), 74), Column(_("what"), 210),
        Column(_("fingerprint"), 72), Column(_("page"), 29, right=True),
    ]  # fmt: skip
    sheet.table(columns, [_line(sheet, index, numbers, entry) for entry in ordered if not entry.aside])
    aside = [entry for entry in ordered if entry.aside]
    if aside:
        sheet.gap(14)
        sheet.mark("aside", _("How the file was kept"))
        sheet.heading(_("How the file was kept"), 15)
        sheet.table(columns, [_line(sheet, index, numbers, entry) for entry in aside])
    sheet.turn()


def _legend(index: Index) -> str:
    return _(
        "Times are those of %(zone)s; a day without an hour is a whole day. The fingerprint is the beginning of a "
        "file's SHA-256, of a communication's link in chain.json, and otherwise of the SHA-256 of the record in "
        "records/, its JSON written with sorted keys and no spaces."
    ) % {"zone": index.zone}


def _line(sheet: Sheet, index: Index, numbers: dict[UUID, int], entry: Entry) -> list[Cell]:
    mark = f"record-{numbers[entry.ident]}"
    return [
        Cell(str(numbers[entry.ident]), mark),
        Cell(moment(entry.at, index.zone)),
        Cell(entry.kind),
        Cell(_superseded(index, numbers, entry) + entry.line),
        Cell(entry.digest[:SHORT]),
        Cell(sheet.page(mark), mark),
    ]


def _superseded(index: Index, numbers: dict[UUID, int], entry: Entry) -> str:
    """Something later stands for it by now."""
    later = index.later.get(entry.ident)
    return f"[{_('superseded by No. %(number)d') % {'number': numbers[later]}}] " if later else ""


def _files(sheet: Sheet, index: Index, numbers: dict[UUID, int]) -> None:
    sheet.mark("files", _("Files"))
    sheet.heading(_("Files"), 15)
    if not index.files and not index.missing:
        sheet.paragraph(_("This bundle holds no files."))
    else:
        columns = [
            Column(_("No."), 28, right=True), Column(_("file name"), 150), Column(_("place in the ZIP"), 164),
            Column(_("bytes"), 50, right=True), Column(_("fingerprint"), 72), Column(_("page"), 29, right=True),
        ]  # fmt: skip
        sheet.table(columns, [_file(sheet, numbers, file) for file in index.files])
    for ident in index.missing:
        number = numbers.get(UUID(ident), 0)
        sheet.paragraph(
            _("The bytes of record %(number)d were not there when the bundle was made.") % {"number": number}
        )
    sheet.turn()


def _file(sheet: Sheet, numbers: dict[UUID, int], file: dict[str, Any]) -> list[Cell]:
    number = numbers[UUID(file["document"])]
    mark = f"record-{number}"
    return [
        Cell(str(number), mark),
        Cell(file["name"]),
        Cell(file["path"]),
        Cell(str(file["size"])),
        Cell(file["sha256"][:SHORT]),
        Cell(sheet.page(mark), mark),
    ]


def _records(sheet: Sheet, index: Index, ordered: Sequence[Entry], numbers: dict[UUID, int]) -> None:
    sheet.mark("records", _("Records in full"))
    sheet.heading(_("Records in full"), 15)
    for entry in ordered:
        number = numbers[entry.ident]
        sheet.need(64)
        sheet.mark(f"record-{number}")
        sheet.heading(f"{number} · {entry.kind} · {moment(entry.at, index.zone)}", 10.5, keep=34)
        said = [(label, _pointed(what, numbers) if isinstance(what, tuple) else what) for label, what in entry.details]
        sheet.facts([*((label, what) for label, what in said if what), (_("fingerprint"), entry.digest)])
        sheet.gap(8)


def _pointed(refs: Refs, numbers: dict[UUID, int]) -> str:
    """Records that this bundle holds; others stay out of it."""
    return ", ".join(_("No. %(number)d") % {"number": numbers[ref]} for ref in refs if ref in numbers)
