"""Parameters → Query: which question is asked, with what, and what its columns mean."""
