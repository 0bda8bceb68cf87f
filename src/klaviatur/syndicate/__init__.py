"""Takes products and released wordings; gives feeds, pages, posts and mails, each sent once and retractable.

Never lets anything leave that nobody released, and never is silently short: items in = delivered + held with a reason.
"""
