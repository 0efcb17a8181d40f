"""What a letter asks an agency about its own report, for it to answer."""
