"""What can be proposed of products: categories, use contexts and audiences, values in texts, facts that people ask for.

Takes what is known of products, and what people write of them. Gives proposals with the words they rest on. Never
states a fact: only a person who accepts a proposal makes it one.
"""
