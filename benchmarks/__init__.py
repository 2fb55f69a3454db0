"""How fast, and in how much memory? Ratios taken side by side in one run, since machines differ and are shared."""
