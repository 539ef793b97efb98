"""The pages: of a link from a mail, the call list, and how the map stands."""
