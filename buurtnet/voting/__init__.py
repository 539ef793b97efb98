"""Work: residents vote about money, with a letter and without an account, by a rule everyone can check.

Its nouns: a round with its phases and plans, a batch of letters with codes, a ballot, a count with its protocol. The
counting itself knows no database: an election goes in, winners and reasons come out. Money is paid in ``budget``.
"""
