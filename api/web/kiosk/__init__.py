"""Serves the kiosk page, the words it shows, and what a shop has chosen for it."""
