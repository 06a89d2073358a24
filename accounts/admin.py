"""Index: Django finds the areas' admin pages here. Django's groups play no part: the matrix decides."""

from django.contrib import admin
from django.contrib.auth.models import Group

admin.site.unregister(Group)
