"""Work: money for what residents want to do, in days and without forms.

Its nouns: a pot with its purse keeper (*kassier*) and its ledger, an idea with its help and its life, a yes, a panel
drawn by lot, a payment that two people release. Who votes about money does so in ``voting``.
"""
