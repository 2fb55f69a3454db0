-- Clusters saved under a name, as plain numbers.
CREATE TABLE cluster_models (name VARCHAR, sales VARCHAR, model VARCHAR, saved_at TIMESTAMP);
