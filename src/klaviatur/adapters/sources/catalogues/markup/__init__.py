"""What all readers of XML share: safe parsing that goes on after a break, elements as cells, repairs as findings.

Takes bytes and elements. Gives events, cells, chunks and findings. Never loads a DTD or an entity, asks no network.
"""
