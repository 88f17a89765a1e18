"""What several tests need: databases, a running service, a reader of the API description."""
