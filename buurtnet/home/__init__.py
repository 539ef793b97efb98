"""Look: pages made of many rooms. No models; nobody imports it but ``config``."""
