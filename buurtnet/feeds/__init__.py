"""Look, for other programs: calendars, what is new, the pages for search engines. No tables.

Its nouns: a calendar (iCalendar), a feed (Atom), the sitemap, the description of our search (OpenSearch).
"""
