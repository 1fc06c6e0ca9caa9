"""Published feeds: fetching, what a new version changes, and the versions that wait for a person.

Nothing here has a right to change capacity.
"""
