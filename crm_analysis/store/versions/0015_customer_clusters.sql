-- In which cluster of each saved model is each customer? Filled when all that is derived is made anew.
CREATE TABLE customer_clusters (model VARCHAR, customer_id VARCHAR, cluster INTEGER);
