"""The words of a network: searches as counts, missing offers, words of its own, agreed meanings."""
