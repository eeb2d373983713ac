"""From checked figures to finished documents: vocabulary, wording, context, merging, batches, output files.

Takes filings and totals; gives Word files in a folder. Never reads the store, never knows a face.
"""
