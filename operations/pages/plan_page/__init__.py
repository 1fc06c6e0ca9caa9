"""A plan as one HTML page that needs nothing else: the days, and every level through them."""

from operations.pages.plan_page.page import page

__all__ = ["page"]
