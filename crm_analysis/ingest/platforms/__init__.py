"""One declaration per export of a platform; the folder is the registry."""
