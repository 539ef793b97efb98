"""There is: how the social map stays true by itself. Who is asked what, when, and what they answered.

Its nouns: a request (one bundled message to an organization), an answer, a call on the call list, the burden in
seconds, and a snapshot of how much was confirmed. What an answer changes in an entry is its date, who said so and
whether it stopped; every other change goes by the page of ``mending``.
"""
