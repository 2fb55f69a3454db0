-- What was learned from orders holds when a customer is given a tag: what happened has a version of its own.

ALTER TABLE meta ADD COLUMN facts_version BIGINT;
UPDATE meta SET facts_version = data_version;
