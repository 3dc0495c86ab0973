"""The steps of the docker-build action and what they know about events, caches and BuildKit's records."""
