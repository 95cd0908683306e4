"""Files taken in by hand: walked, known or new, kept, taken for pages with what lies beside them, told as a table."""
