"""What a report says of itself: agency, year, dates, scope, sections."""
