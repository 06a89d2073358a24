"""Index: Django finds the areas' admin pages here."""

from cases.advice import admin as advice
from cases.bundles import admin as bundles
from cases.calendar_feeds import admin as calendar_feeds
from cases.client_links import admin as client_links
from cases.correspondence import admin as correspondence
from cases.deadlines import admin as deadlines
from cases.files import admin as files
from cases.files import buttons
from cases.finances import admin as finances
from cases.intake import admin as intake
from cases.letters import admin as letters
from cases.limitation import admin as limitation
from cases.plan_changes import admin as plan_changes
from cases.referrals import admin as referrals
from cases.reminders import admin as reminders

__all__ = [
    "advice",
    "bundles",
    "buttons",
    "calendar_feeds",
    "client_links",
    "correspondence",
    "deadlines",
    "files",
    "finances",
    "intake",
    "letters",
    "limitation",
    "plan_changes",
    "referrals",
    "reminders",
]
