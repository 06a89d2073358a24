"""Makes Django's admin use the house's site."""

from django.contrib.admin.apps import AdminConfig


class HouseAdminConfig(AdminConfig):
    default_site = "accounts.access.site.HouseAdminSite"
