"""On how many generated histories each property is tried: 60, or what REINSTATE_EXAMPLES says (thorough: 3000)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("REINSTATE_EXAMPLES", "60"))
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
