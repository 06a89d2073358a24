"""Index: Celery finds the areas' entry points here."""

from accounts.jobs.tasks import run_due_jobs as run_due_jobs
