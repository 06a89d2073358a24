"""Index: Celery finds the areas' entry points here."""

from accounts.erasures.tasks import look_at_what_is_kept as look_at_what_is_kept
from accounts.jobs.tasks import run_due_jobs as run_due_jobs
from accounts.password_links.tasks import send_password_links as send_password_links
