"""Actions that serve every case of a client at once: doing them for one does them for all."""

from __future__ import annotations

SHARED = frozenset({"keep_communication_records", "stop_new_applications", "obtain_credit_report", "consult_lawyer"})
