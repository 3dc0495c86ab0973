"""What the action smoke-test does: wait until a service is ready, then ask it what it is there for."""
