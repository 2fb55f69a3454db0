-- The shop's own words in the playbook.
CREATE TABLE playbook_edits (
    scheme VARCHAR,
    segment VARCHAR,
    language VARCHAR,
    entry VARCHAR,
    text VARCHAR,
    saved_at TIMESTAMP
);
