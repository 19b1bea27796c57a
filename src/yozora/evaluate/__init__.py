"""Does a clip show what was asked, and how well? Judges taught by true renders, measures, and the report."""
