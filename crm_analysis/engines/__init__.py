"""Who answers a question: a Query goes in, a frame comes out."""
