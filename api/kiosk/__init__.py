"""The kiosk page: static files that call the API like any other client. No build, no outside host."""
