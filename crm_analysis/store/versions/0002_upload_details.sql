-- What an upload was and how its columns were read, so that its rejected rows can be read again in the same way.
ALTER TABLE uploads ADD COLUMN kind VARCHAR;
ALTER TABLE uploads ADD COLUMN headings VARCHAR;
ALTER TABLE uploads ADD COLUMN mapping VARCHAR;
ALTER TABLE uploads ADD COLUMN date_order VARCHAR;
ALTER TABLE uploads ADD COLUMN decimal_mark VARCHAR;
ALTER TABLE uploads ADD COLUMN rows_repeated BIGINT;
ALTER TABLE uploads ADD COLUMN one_copy BOOLEAN;
UPDATE uploads SET kind = 'orders';

ALTER TABLE line_log ADD COLUMN copy BOOLEAN;
