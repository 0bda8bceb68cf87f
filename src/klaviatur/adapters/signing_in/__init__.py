"""What checks passwords, passkeys and providers of sign-in.

Takes secrets and answers of browsers; gives yes, no, or whom they prove. Never keeps or logs a secret.
"""
