"""What is found by questions and models together, and what is said of it: for pages and commands alike."""
