"""Word documents: what python-docx has no call for, fonts, and the look of official papers."""
