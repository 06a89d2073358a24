"""Index: Celery finds the areas' entry points here."""

from cases.client_links.tasks import send_client_codes as send_client_codes
from cases.reminders.tasks import run_tick as run_tick
