"""Released wordings as mails through a mail server: text and HTML, signed, with a way out for who gets them."""
