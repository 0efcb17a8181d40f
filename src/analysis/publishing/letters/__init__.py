"""Letters to agencies as Word files, and what agencies wrote into them."""
