"""Product data: columns mapped to the model, values normalised and checked, rows folded into products.

Takes tables as readers give them. Gives prepared rows, findings, proposals. Never loses a row or invents a value.
"""
