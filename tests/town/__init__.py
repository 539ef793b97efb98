"""Tests on the demo town: loaded once a process by the demo's own loader, so they run on their own."""
