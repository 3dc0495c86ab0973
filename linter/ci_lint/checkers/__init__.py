"""Other people's knowledge: their programs are run, what they say comes out as findings of ours."""
