-- How a shop wants figures to become scores.
CREATE TABLE score_thresholds (
    scheme VARCHAR,
    kind VARCHAR,
    recency VARCHAR,
    frequency VARCHAR,
    monetary VARCHAR,
    saved_at TIMESTAMP
);
