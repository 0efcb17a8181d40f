"""Tables with columns (HTML, Word, spreadsheets, ruled PDFs) to cells."""
