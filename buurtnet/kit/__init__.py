"""Tools every room uses: the frame of a page, addresses, background work. No tables, no domain words."""
