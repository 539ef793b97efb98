"""Look, on paper and on other people's pages: sheets, booklets, posters and the embedded list. No tables.

Its nouns: a sheet (one entry, A4 or A5), a booklet (a neighbourhood, a theme or a list), a poster, an embed.
"""
