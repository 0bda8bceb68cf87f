"""What everybody may ask for without signing in: feeds of outputs, and no more mails."""
