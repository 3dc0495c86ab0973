"""Fixes files, and keeps one pull request with the fixes up to date."""
