"""Every command of the command line: its row, since whoever may log in to the machine may run it.

Commands ask no matrix: they have no actor. So each says what it touches, `docs/access.md` shows it, and the start-up
check refuses one that is not here.
"""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "backup": "reads the whole database and all documents into a folder",
    "check_packs": "reads rule packs; no database",
    "classify_notices": "reads texts from stdin; no database",
    "create_office": "writes an office and its first administrator",
    "export_audit": "reads an office's sealed chain of audit events into files",
    "load_demo": "writes invented people and clients into an empty database",
    "load_reference": "writes the lenders and products that are shipped, and the packs in force",
    "prepare": "migrates, and loads reference and demo where the settings say so",
    "render_access": "reads the matrix; no database",
    "render_rules": "reads rule packs; no database",
    "replay_assessments": "reads assessments of all offices, prints ids and differences",
    "reset_second_factor": "ends a person's second factor, recorded as done by the system",
    "restore": "writes a whole database and all documents from a backup",
    "rotate_keys": "seals fields of all offices under the newest key; prints counts",
    "score_portfolio": "reads and writes CSV files; no database",
    "tick": "does what is due in all offices, as the clock does",
    "verify_audit": "reads the sealed chains of audit events of all offices",
}
