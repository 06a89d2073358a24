#!/usr/bin/env python3
"""Django's command line for Reinstate."""

import os
import sys

from config.environment import default_settings


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
