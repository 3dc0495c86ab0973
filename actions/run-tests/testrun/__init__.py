"""Runs tests so that a failure says what kind it is, and so that green means that every test had its say."""
