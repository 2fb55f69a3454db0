-- By which thresholds the tags were last worked out, to see when the rules file says otherwise.
CREATE TABLE tag_thresholds (name VARCHAR, amount DOUBLE);
