"""Index: Celery finds the areas' entry points here."""

from cases.reminders.tasks import run_tick as run_tick
