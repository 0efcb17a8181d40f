"""How well the figures of prose are bound to cells: real reports, and wordings of our own."""
