"""The commands, one module for each group of them; heavy libraries load when a command runs."""
