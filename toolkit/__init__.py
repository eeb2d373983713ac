"""Branch figures in, official Word reports out.

Takes an office's catalogue, units, forms and Word templates; gives checked figures and finished documents.
Data flows one way: catalogue -> figures -> review -> report, with `word` beside them.
"""
