"""Values of expressions as variables of the environment, read in the way of the language they stand in."""
