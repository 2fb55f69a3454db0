"""Thresholds, maps and names that a shop may wish to change, read and checked in one place."""
