"""Models of the hub: catalog, client, downloads."""
