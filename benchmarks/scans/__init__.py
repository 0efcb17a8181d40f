"""Generated reports printed, scanned and read from the picture."""
