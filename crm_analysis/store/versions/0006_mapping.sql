-- Which column of an unknown table plays which role, kept under a name and known again by the table's headings.
CREATE TABLE mappings (
    name VARCHAR,
    kind VARCHAR,
    fingerprint VARCHAR,
    headings VARCHAR,
    mapping VARCHAR,
    date_order VARCHAR,
    decimal_mark VARCHAR,
    currency VARCHAR,
    timezone VARCHAR,
    saved_at TIMESTAMP
);
