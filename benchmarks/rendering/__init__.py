"""Random reports rendered as agencies lay them out, through real tools: what is read back is compared with what was printed."""
