"""Press releases as PDF and DOCX: for journalists who want a page, and for those who want to work with the text."""
