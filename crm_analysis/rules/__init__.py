"""What a shop may wish to change: thresholds, names and maps in TOML, read and checked in one place."""
