"""Tables of any format become the checked event table: columns found by name, cells read, faults told."""
