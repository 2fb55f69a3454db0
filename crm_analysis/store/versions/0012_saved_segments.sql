-- Segments of the shop's own: a rule under a name.
CREATE TABLE saved_segments (
    name VARCHAR,
    rule VARCHAR,
    created_at TIMESTAMP,
    changed_at TIMESTAMP
);
