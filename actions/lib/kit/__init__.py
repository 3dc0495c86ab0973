"""What the scripts of the actions share: standard library only, so that a runner needs nothing but Python 3.8."""
