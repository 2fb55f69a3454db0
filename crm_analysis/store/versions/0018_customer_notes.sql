-- What the shop notes of its customers by hand.
CREATE TABLE customer_notes (
    note_id BIGINT,
    identifier VARCHAR,
    customer_id VARCHAR,
    text VARCHAR,
    made_at TIMESTAMP
);
