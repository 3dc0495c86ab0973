"""GitHub's API, asked with the standard library: bounded, patient where GitHub asks for patience, silent on tokens."""
