"""Who: Person (the user) and Organization. Never a child, a parent or an asker without an account."""
