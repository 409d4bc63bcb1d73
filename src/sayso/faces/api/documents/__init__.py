"""The JSON documents of the API as types, from which the OpenAPI document tells what stands in each.

Answers are written by `records.codec` and its like, as the command line writes them, and are not checked
against these types on their way: tests do that, for every operation.
"""
