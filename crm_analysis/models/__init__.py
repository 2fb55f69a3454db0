"""What is fitted, predicted or tested: a frame goes in, a frame comes out; no question, no page."""
