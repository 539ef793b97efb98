"""The words of the command line, a module each (see ``config.cli``). They parse and print; rooms do the work."""
