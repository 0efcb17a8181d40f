"""The order of a table's columns, as its header names them in text that has lost its columns.

The form fixes an order, and agencies print another at times: the total first, two groups swapped.
A header is read cell by cell, in the order of the text. Where it names two levels (法人或其他组织
above five kinds of organisations), the lower level stands in place of the upper one's cell.
"""
