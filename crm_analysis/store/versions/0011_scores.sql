-- How a shop wants figures to become scores, and its own words in the playbook.
CREATE TABLE score_thresholds (
    scheme VARCHAR,
    kind VARCHAR,
    recency VARCHAR,
    frequency VARCHAR,
    monetary VARCHAR,
    saved_at TIMESTAMP
);

CREATE TABLE playbook_edits (
    scheme VARCHAR,
    segment VARCHAR,
    language VARCHAR,
    entry VARCHAR,
    text VARCHAR,
    saved_at TIMESTAMP
);
