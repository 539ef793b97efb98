"""There is: what worked elsewhere, and how it is done.

Its nouns: a good practice and who did it too, a playbook (*draaiboek*) with steps, contacts by role and lessons. It
makes no activities and no dates: who starts a playbook does so in the agenda.
"""
