"""No tables: Django sends post_migrate only to apps with a models module, and the guards are installed on it."""
