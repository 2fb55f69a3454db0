-- The tags of customers: those worked out of the log, and the log of those given by hand.
CREATE TABLE customer_tags (
    customer_id VARCHAR,
    tag VARCHAR,
    value VARCHAR,
    since DATE
);

CREATE TABLE tag_log (
    entry BIGINT,
    identifier VARCHAR,
    customer_id VARCHAR,
    tag VARCHAR,
    given BOOLEAN,
    note VARCHAR,
    made_at TIMESTAMP
);
