"""Who may see what: what is shown of customers to a role that does not see who they are."""
