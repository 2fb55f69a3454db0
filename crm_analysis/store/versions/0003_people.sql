-- Every identifier of an order apart, so that people can be joined across files by all of them.
ALTER TABLE order_log ADD COLUMN email_key VARCHAR;
ALTER TABLE order_log ADD COLUMN phone_key VARCHAR;
ALTER TABLE order_log ADD COLUMN id_key VARCHAR;
ALTER TABLE order_log ADD COLUMN alias_key VARCHAR;
ALTER TABLE order_log ADD COLUMN name_key VARCHAR;
-- eBay's phones are those of the delivery; what Shopify's orders had for an id is a name at one address.
UPDATE order_log SET
    email_key = CASE WHEN starts_with(customer_key, 'email' || CHR(31)) THEN customer_key END,
    phone_key = CASE WHEN uploads.platform <> 'ebay' THEN phone END,
    id_key = CASE
        WHEN starts_with(customer_key, 'id' || CHR(31)) AND uploads.platform <> 'shopify' THEN customer_key
    END,
    name_key = CASE
        WHEN starts_with(customer_key, 'name' || CHR(31)) THEN customer_key
        WHEN uploads.platform = 'shopify'
            THEN 'name' || CHR(31) || uploads.shop || '/shopify' || CHR(31) || lower(buyer_id)
    END,
    buyer_id = CASE WHEN uploads.platform <> 'shopify' THEN buyer_id END
FROM uploads
WHERE uploads.upload_id = order_log.upload_id;
ALTER TABLE order_log DROP COLUMN customer_key;

ALTER TABLE uploads ADD COLUMN country VARCHAR;
UPDATE uploads SET country = 'CN' WHERE platform = 'taobao';

ALTER TABLE orders ADD COLUMN email_key VARCHAR;
ALTER TABLE orders ADD COLUMN phone_key VARCHAR;
ALTER TABLE orders ADD COLUMN id_key VARCHAR;
ALTER TABLE orders ADD COLUMN alias_key VARCHAR;
ALTER TABLE orders ADD COLUMN name_key VARCHAR;

ALTER TABLE customers ADD COLUMN identifiers BIGINT;

CREATE TABLE identities (
    identifier VARCHAR,
    kind VARCHAR,
    scope VARCHAR,
    value VARCHAR,
    customer_id VARCHAR,
    customer_key VARCHAR,
    shared BOOLEAN,
    orders BIGINT,
    first_seen TIMESTAMP
);

CREATE TABLE splits (
    split_id BIGINT,
    customer_id VARCHAR,
    identifier VARCHAR,
    note VARCHAR,
    made_at TIMESTAMP,
    undone_at TIMESTAMP
);

CREATE TABLE phones (
    written VARCHAR,
    country VARCHAR,
    e164 VARCHAR
);
