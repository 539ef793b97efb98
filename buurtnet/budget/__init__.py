"""The neighbourhood budget: from an idea to money in days, by a rule everyone can check."""
