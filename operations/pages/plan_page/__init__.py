"""The plan of a calendar as one HTML page that fetches nothing."""

from operations.pages.plan_page.page import page

__all__ = ["page"]
