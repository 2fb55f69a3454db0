-- Which lists of customers have left the store, and at which addresses other programs fetch them.
CREATE TABLE exports (
    export_id BIGINT,
    made_at TIMESTAMP,
    made_by VARCHAR,
    feed_id BIGINT,
    list VARCHAR,
    layout VARCHAR,
    kind VARCHAR,
    headings VARCHAR,
    unknown_consent VARCHAR,
    listed BIGINT,
    written BIGINT,
    refused BIGINT,
    unknown BIGINT,
    no_address BIGINT
);

CREATE TABLE feeds (
    feed_id BIGINT,
    name VARCHAR,
    token_hash VARCHAR,
    list VARCHAR,
    layout VARCHAR,
    unknown_consent VARCHAR,
    made_at TIMESTAMP,
    revoked_at TIMESTAMP
);
