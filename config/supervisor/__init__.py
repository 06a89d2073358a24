"""What stands behind `make run`: starts web, worker and beat as processes of their own, and leaves nothing running.

Standard library only, so that it stays small and outlives whatever it looks after. `__main__` reads top to bottom.
"""
