"""The smallest sets of cells whose change satisfies every rule. Nothing is changed."""
