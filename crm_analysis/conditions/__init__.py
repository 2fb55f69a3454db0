"""Of whom is a segment? Conditions on customers, joined by and, or and not: as data, as JSON, in words."""
