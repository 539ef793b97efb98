"""Roof: settings, addresses, the web server's entry, the command line. Nobody imports it."""
