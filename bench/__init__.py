"""Speed and weight, measured on this machine: ``make bench``. Figures are printed, never judged."""
